-- The sum of a count over leaves, of those that are counted: 0 if there are none.
--
-- Null where a count is: a panel does not say it, or a cohort has too few to be told. Null too
-- where it is not known of a leaf whether it is counted, as of one whose sexes are not told apart.
create macro total(leaf_count, is_counted) as
    if(
        bool_or(is_counted is null or (is_counted and leaf_count is null)),
        null,
        sum(if(is_counted, leaf_count, 0))
    )::integer
