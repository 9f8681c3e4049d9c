-- One row per site, group, sex as far as it is told, and outcome: how many people.
--
-- The outcome is yes, no, a category or 'value'; 'case' for those with a yes who were not looked
-- at, and null where nothing is known. A group that is withheld has one row without a number. A
-- cohort has no label, colour or shape. sex is XX, XY, unknown, or 'all' where the sexes may not be
-- told apart.
--
-- needs: rows
-- parameters:
--   phenotype_id text
--   grouping text
--   sample_set text
-- columns:
--   site_id identity
--   site_name text
--   group_id identity
--   group_label text
--   colour text
--   shape text
--   group_order identity
--   sex identity
--   outcome identity
--   n_people count_people
with counted as (
    select
        site_id,
        group_id,
        if(is_shown, cell_sex, 'all') as sex,
        if(
            is_shown, coalesce(outcome, if($min_people = 0 and is_known_case, 'case', null)), null
        ) as outcome,
        if(bool_and(is_shown), count(*), null) as n_people
    from phenotype_cells($phenotype_id, $grouping, $sample_set, $min_people)
    group by all
)

select
    counted.site_id,
    sites.name as site_name,
    counted.group_id,
    named_groups.group_label,
    named_groups.colour,
    named_groups.shape,
    row_number() over (
        order by sites.sort_order, named_groups.group_order, counted.sex, counted.outcome
    ) as group_order,
    counted.sex,
    counted.outcome,
    counted.n_people
from counted
inner join staging.sites as sites
    on counted.site_id = sites.site_id
left join named_groups
    on
        counted.group_id = named_groups.group_id
        and named_groups.grouping = $grouping
order by group_order
