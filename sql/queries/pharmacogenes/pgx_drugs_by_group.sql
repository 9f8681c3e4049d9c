-- One row per call set, group and drug: of how many people another recommendation follows.
--
-- Of n_covered people, of whom a gene of the drug is covered, n_certain have a recommendation that
-- differs from the standard by some gene whatever their calls leave open, and n_possible can. The
-- drug * is any with a pair of level A. Null too where the phenotypes that are hidden would follow.
--
-- needs: aggregates
-- parameters:
--   grouping text
--   sample_set text
-- columns:
--   call_set_id identity
--   call_set_name text
--   site_name text
--   group_id identity
--   group_label text
--   drug identity
--   genes text
--   n_genes text
--   level text
--   basis text
--   guideline text
--   n_people count_people
--   n_covered count_people part_of(n_people, cover)
--   n_possible count_people part_of(n_covered, possible)
--   n_certain count_people part_of(n_covered, certain)
--   n_open count_people part_of(n_possible, certainty)
with drugs as (
    select
        drug,
        string_agg(gene_symbol, ', ' order by gene_symbol) as genes,
        count(*) as n_genes,
        min(level) as level,
        string_agg(distinct basis, ', ' order by basis) as basis,
        any_value(guideline) as guideline
    from staging.pgx_drugs
    where basis is not null
    group by drug
    union all
    select
        '*' as drug,
        string_agg(distinct gene_symbol, ', ' order by gene_symbol) as genes,
        count(distinct gene_symbol) as n_genes,
        'A' as level,
        string_agg(distinct basis, ', ' order by basis) as basis,
        null as guideline
    from staging.pgx_drugs
    where basis is not null and level = 'A'
),

cells as (
    select
        call_set_id,
        group_id,
        gene_symbol,
        phenotype,
        n_people,
        n_certain,
        is_certain_shown,
        is_possible_shown
    from pgx_phenotype_cells($grouping, $sample_set, $min_people)
),

-- What is hidden of each gene's phenotypes, of those that differ for a drug and of the others.
left_over as (
    select
        cells.call_set_id,
        cells.group_id,
        recommendations.drug,
        cells.gene_symbol,
        bool_and(cells.is_possible_shown) as is_possible_shown,
        sum(
            if(not cells.is_certain_shown and recommendations.differs, cells.n_certain, 0)
        ) as n_hidden,
        sum(
            if(not cells.is_certain_shown and not recommendations.differs, cells.n_certain, 0)
        ) as n_other_hidden
    from cells
    inner join staging.pgx_recommendations as recommendations
        on
            cells.gene_symbol = recommendations.gene_symbol
            and cells.phenotype = recommendations.phenotype
    group by cells.call_set_id, cells.group_id, recommendations.drug, cells.gene_symbol
),

telling as (
    select
        call_set_id,
        group_id,
        drug,
        bool_or(
            is_too_few(n_hidden, 0, $min_people) or is_too_few(n_other_hidden, 0, $min_people)
        ) as is_telling,
        bool_and(is_possible_shown) as is_possible_shown
    from left_over
    group by call_set_id, group_id, drug
),

counted as (
    select
        call_set_id,
        group_id,
        drug,
        total(n_covered, in_sample_set(is_unrelated, $sample_set)) as n_covered,
        total(n_certain, in_sample_set(is_unrelated, $sample_set)) as n_certain,
        total(n_certain, true) as all_certain,
        total(n_possible, in_sample_set(is_unrelated, $sample_set)) as n_possible,
        total(n_possible, true) as all_possible
    from staging.pgx_drug_counts
    where grouping = $grouping
    group by call_set_id, group_id, drug
),

sizes as (
    select
        call_set_id,
        group_id,
        max(n_people) as n_people
    from cells
    group by call_set_id, group_id
),

judged as (
    select
        counted.call_set_id,
        counted.group_id,
        counted.drug,
        counted.n_covered,
        counted.n_certain,
        counted.n_possible,
        sizes.n_people,
        coalesce(shown.is_shown, false) as is_shown,
        not coalesce(telling.is_telling, false)
        and not is_too_few(counted.n_certain, counted.all_certain, $min_people)
        and not is_too_few(counted.n_certain, counted.n_covered, $min_people) as is_certain_shown,
        coalesce(telling.is_possible_shown, true) and not is_too_few(
            counted.n_possible, counted.all_possible, $min_people
        ) as is_possible_shown
    from counted
    inner join sizes
        on
            counted.call_set_id = sizes.call_set_id
            and counted.group_id = sizes.group_id
    left join telling
        on
            counted.call_set_id = telling.call_set_id
            and counted.group_id = telling.group_id
            and counted.drug = telling.drug
    left join staging.shown_cells as shown
        on
            counted.call_set_id = shown.call_set_id
            and shown.grouping = $grouping
            and shown.sample_set = $sample_set
            and counted.group_id = shown.group_id
)

select
    judged.call_set_id,
    named_call_sets.call_set_name,
    named_call_sets.site_name,
    judged.group_id,
    named_groups.group_label,
    judged.drug,
    drugs.genes,
    drugs.n_genes,
    drugs.level,
    drugs.basis,
    drugs.guideline,
    if(judged.is_shown, judged.n_people, null) as n_people,
    if(judged.is_shown, judged.n_covered, null) as n_covered,
    if(
        judged.is_shown and judged.is_certain_shown and judged.is_possible_shown,
        judged.n_possible,
        null
    ) as n_possible,
    if(judged.is_shown and judged.is_certain_shown, judged.n_certain, null) as n_certain,
    if(
        judged.is_shown and judged.is_certain_shown and judged.is_possible_shown,
        judged.n_possible - judged.n_certain,
        null
    ) as n_open
from judged
inner join drugs
    on judged.drug = drugs.drug
inner join named_call_sets
    on judged.call_set_id = named_call_sets.call_set_id
inner join named_groups
    on
        named_groups.grouping = $grouping
        and judged.group_id = named_groups.group_id
order by
    judged.drug != '*', drugs.level, judged.drug, named_groups.group_order,
    named_call_sets.call_set_order
