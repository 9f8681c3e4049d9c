-- One row per group and square of the first two axes: how many people.
--
-- A square is a quarter of a standard deviation wide, of the people whom the axes were fitted on.
-- Where there is a minimum, those with fewer people are left out, and the smallest of the others
-- too if fewer people would be left out of a group altogether. pc_1 and pc_2 are of the middle of a
-- square.
--
-- needs: rows
-- parameters:
--   grouping text
--   sample_set text
-- columns:
--   group_id identity
--   group_label text
--   colour text
--   shape text
--   group_order identity
--   pc_1 identity
--   pc_2 identity
--   width identity
--   height identity
--   n_people count_people
with grid as (
    select
        max(score_sd) filter (where axis = 1) / 4 as width,
        max(score_sd) filter (where axis = 2) / 4 as height
    from staging.pca_axes
),

binned as (
    select
        people_in_groups.group_id,
        floor(sample_metrics.pc_1 / grid.width) as column_number,
        floor(sample_metrics.pc_2 / grid.height) as row_number,
        count(*) as n_people
    from people_in_groups
    inner join staging.sample_metrics as sample_metrics
        on
            people_in_groups.call_set_id = sample_metrics.call_set_id
            and people_in_groups.sample_index = sample_metrics.sample_index
    cross join grid
    where
        people_in_groups.grouping = $grouping
        and people_in_groups.sample_set = $sample_set
        and guarded_grouping($grouping, $min_people)
        and sample_metrics.pc_2 is not null
    group by all
),

-- From the smallest square on: how many people the squares before it hold.
ranked as (
    select
        group_id,
        column_number,
        row_number,
        n_people,
        sum(n_people) over (
            partition by group_id
            order by n_people asc, column_number asc, row_number asc
        ) - n_people as n_before,
        sum(n_people) filter (where n_people < $min_people) over (partition by group_id) as n_small
    from binned
)

select
    ranked.group_id,
    named_groups.group_label,
    named_groups.colour,
    named_groups.shape,
    named_groups.group_order,
    (ranked.column_number + 0.5) * grid.width as pc_1,
    (ranked.row_number + 0.5) * grid.height as pc_2,
    grid.width,
    grid.height,
    ranked.n_people
from ranked
cross join grid
inner join named_groups
    on
        ranked.group_id = named_groups.group_id
        and named_groups.grouping = $grouping
where
    ranked.n_people >= $min_people
    and (
        ranked.n_small is null
        or ranked.n_small >= $min_people
        or ranked.n_before > ranked.n_small
    )
order by named_groups.group_order, pc_1, pc_2
