-- The sum of a count over leaves, of those that are counted: 0 if there are none.
--
-- Null where a count is: a panel does not say it.
create macro total(leaf_count, is_counted) as
    sum(if(is_counted, leaf_count, 0))::integer
