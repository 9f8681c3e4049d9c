-- Whether people may be told apart by a grouping in what is counted from rows.
--
-- Two groupings that overlap, such as what people say and what their genotypes say, tell of the few
-- who differ by subtraction. Where there is a minimum only the study's first one is used.
create macro guarded_grouping(grouping_asked, min_people) as
    min_people = 0
    or grouping_asked = (
        select arg_min(grouping, sort_order)
        from staging.groupings
    )
