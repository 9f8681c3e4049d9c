-- One row per tool, call set, group and phenotype that another tool says of a gene.
--
-- n_called people of the group are in the tool's table. Where the profile has a minimum, and any of
-- the phenotypes of a group has too few people, none of them is told, not even which they are (then
-- phenotype is null), nor is any of a gene that is called here too: the two answers would tell of
-- those in whom they differ.
--
-- needs: aggregates
-- parameters:
--   gene_symbol text
--   grouping text
--   sample_set text
-- columns:
--   tool identity
--   call_set_id identity
--   call_set_name text
--   site_name text
--   group_id identity
--   group_label text
--   phenotype identity
--   n_people count_people
--   n_called count_people part_of(n_people, called)
--   n_with count_people part_of(n_called, with)
with parts as (
    select
        tool,
        call_set_id,
        group_id,
        phenotype,
        total(n_people, in_sample_set(is_unrelated, $sample_set)) as n_with,
        total(n_people, true) as all_with
    from staging.pgx_tool_counts
    where grouping = $grouping and gene_symbol = $gene_symbol
    group by tool, call_set_id, group_id, phenotype
),

called_here as (
    select count(*) > 0 as is_called_here
    from staging.pgx_genes
    where gene_symbol = $gene_symbol
),

judged as (
    select
        parts.tool,
        parts.call_set_id,
        parts.group_id,
        parts.phenotype,
        parts.n_with,
        sum(parts.n_with) over tool_of_group as n_called,
        coalesce(shown.is_shown, false)
        and ($min_people = 0 or not called_here.is_called_here)
        and not bool_or(
            is_too_few(parts.n_with, parts.all_with, $min_people)
        ) over tool_of_group as is_told
    from parts
    cross join called_here
    left join staging.shown_cells as shown
        on
            parts.call_set_id = shown.call_set_id
            and shown.grouping = $grouping
            and shown.sample_set = $sample_set
            and parts.group_id = shown.group_id
    window tool_of_group as (partition by parts.tool, parts.call_set_id, parts.group_id)
),

told as (
    select distinct
        tool,
        call_set_id,
        group_id,
        if(is_told, phenotype, null) as phenotype,
        if(is_told, n_called, null)::integer as n_called,
        if(is_told, n_with, null) as n_with
    from judged
),

sizes as (
    select
        call_set_id,
        group_id,
        sum(if($sample_set = 'unrelated', n_unrelated, n_people))::integer as n_people
    from staging.group_sizes
    where grouping = $grouping
    group by call_set_id, group_id
)

select
    told.tool,
    told.call_set_id,
    named_call_sets.call_set_name,
    named_call_sets.site_name,
    told.group_id,
    named_groups.group_label,
    told.phenotype,
    if(told.n_with is null, null, sizes.n_people) as n_people,
    told.n_called,
    told.n_with
from told
inner join named_call_sets
    on told.call_set_id = named_call_sets.call_set_id
inner join named_groups
    on
        named_groups.grouping = $grouping
        and told.group_id = named_groups.group_id
inner join sizes
    on
        told.call_set_id = sizes.call_set_id
        and told.group_id = sizes.group_id
order by
    told.tool, named_groups.group_order, named_call_sets.call_set_order, told.phenotype
