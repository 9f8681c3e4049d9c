-- Width of the bins of values with this standard deviation: a third of it, rounded down.
--
-- It is 1 for values that are all alike, be it but for the last digit that a sum of them loses.
create macro bin_width(sd) as if(sd / 3 >= 1e-9, round_width(sd / 3), 1)
