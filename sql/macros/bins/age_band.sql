-- The first year of the ten-year band of an age; from 80 on one band. Null where it is not known.
create macro age_band(age) as
    case when age is not null then (least(floor(age / 10), 8) * 10)::integer end
