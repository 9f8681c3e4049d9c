-- One row per call set, group and phenotype of a pharmacogene: of whom it is certain, and possible.
--
-- Of n_covered people, of whom any defining position is known, n_certain have the phenotype
-- whatever their calls leave open, and n_possible can have it. Phenotypes that nobody may have
-- are there with 0. Null where the profile does not show the number. is_standard is the phenotype
-- with which recommendations are compared.
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
--   colour text
--   shape text
--   phenotype identity
--   priority text
--   is_standard text
--   sort_order identity
--   n_people count_people
--   n_covered count_people part_of(n_people, cover)
--   n_possible count_people part_of(n_covered, possible)
--   n_certain count_people part_of(n_covered, certain)
--   n_open count_people part_of(n_possible, certainty)
with classes as (
    select
        phenotype,
        priority,
        is_standard,
        sort_order
    from staging.pgx_phenotype_classes
    where gene_symbol = $gene_symbol
    union all
    select
        'Not named' as phenotype,
        null as priority,
        false as is_standard,
        1000 as sort_order
),

cells as (
    select
        call_set_id,
        group_id,
        phenotype,
        n_certain,
        n_possible,
        is_certain_shown,
        is_possible_shown
    from pgx_phenotype_cells($grouping, $sample_set, $min_people)
    where gene_symbol = $gene_symbol and phenotype is not null
)

select
    sizes.call_set_id,
    named_call_sets.call_set_name,
    named_call_sets.site_name,
    sizes.group_id,
    named_groups.group_label,
    named_groups.colour,
    named_groups.shape,
    classes.phenotype,
    classes.priority,
    classes.is_standard,
    row_number() over (
        order by
            named_groups.group_order, named_call_sets.call_set_order, classes.sort_order
    ) as sort_order,
    if(shown.is_shown, sizes.n_people, null) as n_people,
    if(shown.is_shown, sizes.n_covered, null) as n_covered,
    if(
        shown.is_shown and coalesce(cells.is_possible_shown, true),
        coalesce(cells.n_possible, 0),
        null
    ) as n_possible,
    if(
        shown.is_shown and coalesce(cells.is_certain_shown, true),
        coalesce(cells.n_certain, 0),
        null
    ) as n_certain,
    if(
        shown.is_shown and coalesce(cells.is_possible_shown, true),
        coalesce(cells.n_possible - cells.n_certain, 0),
        null
    ) as n_open
from pgx_covered($sample_set) as sizes
cross join classes
inner join named_call_sets
    on sizes.call_set_id = named_call_sets.call_set_id
inner join named_groups
    on
        named_groups.grouping = $grouping
        and sizes.group_id = named_groups.group_id
left join cells
    on
        sizes.call_set_id = cells.call_set_id
        and sizes.group_id = cells.group_id
        and classes.phenotype = cells.phenotype
left join staging.shown_cells as shown
    on
        sizes.call_set_id = shown.call_set_id
        and shown.grouping = $grouping
        and shown.sample_set = $sample_set
        and sizes.group_id = shown.group_id
where sizes.grouping = $grouping and sizes.gene_symbol = $gene_symbol
order by sort_order
