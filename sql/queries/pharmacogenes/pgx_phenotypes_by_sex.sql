-- One row per call set, group, sex and phenotype of a pharmacogene: of whom it is certain.
--
-- For genes on X, of which men have one copy. Where the profile has a minimum, a group is told if
-- every number of it is 0 or enough people, of either sex, and whole; else all of it is null.
--
-- needs: aggregates
-- parameters:
--   gene_symbol text
--   grouping text
--   sample_set text
-- columns:
--   call_set_id identity
--   call_set_name text
--   site_name text
--   group_id identity
--   group_label text
--   sex identity
--   phenotype identity
--   n_people count_people
--   n_covered count_people part_of(n_people, cover)
--   n_possible count_people part_of(n_covered, possible)
--   n_certain count_people part_of(n_covered, certain)
with classes as (
    select
        phenotype,
        sort_order
    from staging.pgx_phenotype_classes
    where gene_symbol = $gene_symbol
    union all
    select
        'Not named' as phenotype,
        1000 as sort_order
),

sizes as (
    select
        call_set_id,
        group_id,
        sex,
        total(n_people, in_sample_set(is_unrelated, $sample_set)) as n_people,
        total(n_covered, in_sample_set(is_unrelated, $sample_set)) as n_covered,
        total(n_covered, true) as all_covered
    from staging.pgx_gene_counts
    where grouping = $grouping and gene_symbol = $gene_symbol and sex in ('XX', 'XY')
    group by call_set_id, group_id, sex
),

counted as (
    select
        call_set_id,
        group_id,
        sex,
        phenotype,
        total(n_certain, in_sample_set(is_unrelated, $sample_set)) as n_certain,
        total(n_certain, true) as all_certain,
        total(n_possible, in_sample_set(is_unrelated, $sample_set)) as n_possible,
        total(n_possible, true) as all_possible
    from staging.pgx_phenotype_counts
    where grouping = $grouping and gene_symbol = $gene_symbol
    group by call_set_id, group_id, sex, phenotype
),

judged as (
    select
        sizes.call_set_id,
        sizes.group_id,
        sizes.sex,
        classes.phenotype,
        classes.sort_order,
        sizes.n_people,
        sizes.n_covered,
        coalesce(counted.n_certain, 0) as n_certain,
        coalesce(counted.n_possible, 0) as n_possible,
        coalesce(shown.is_shown and shown.is_sex_shown, false) and not bool_or(
            is_too_few(sizes.n_covered, sizes.n_people, $min_people)
            or is_too_few(sizes.n_covered, sizes.all_covered, $min_people)
            or is_too_few(counted.n_certain, counted.all_certain, $min_people)
            or is_too_few(counted.n_possible, counted.all_possible, $min_people)
            or is_too_few(counted.n_possible - counted.n_certain, 0, $min_people)
            or is_too_few(counted.n_possible, sizes.n_covered, $min_people)
        ) over (partition by sizes.call_set_id, sizes.group_id) as is_told
    from sizes
    cross join classes
    left join counted
        on
            sizes.call_set_id = counted.call_set_id
            and sizes.group_id = counted.group_id
            and sizes.sex = counted.sex
            and classes.phenotype = counted.phenotype
    left join staging.shown_cells as shown
        on
            sizes.call_set_id = shown.call_set_id
            and shown.grouping = $grouping
            and shown.sample_set = $sample_set
            and sizes.group_id = shown.group_id
)

select
    judged.call_set_id,
    named_call_sets.call_set_name,
    named_call_sets.site_name,
    judged.group_id,
    named_groups.group_label,
    judged.sex,
    judged.phenotype,
    if(judged.is_told, judged.n_people, null) as n_people,
    if(judged.is_told, judged.n_covered, null) as n_covered,
    if(judged.is_told, judged.n_possible, null) as n_possible,
    if(judged.is_told, judged.n_certain, null) as n_certain
from judged
inner join named_call_sets
    on judged.call_set_id = named_call_sets.call_set_id
inner join named_groups
    on
        named_groups.grouping = $grouping
        and judged.group_id = named_groups.group_id
order by
    named_groups.group_order, named_call_sets.call_set_order, judged.sex, judged.sort_order
