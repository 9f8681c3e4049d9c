-- One row per call set, group, pharmacogene and phenotype that somebody may have, and what is told.
--
-- People are parted by what is certain of them: a phenotype each, or several (phenotype is null).
-- A part is hidden where it is too few, and then the next larger ones too, until so many are hidden
-- together that none follows from the rest. is_possible_shown: neither a phenotype nor whom it is
-- open of is too few, for any phenotype of the gene there.
create macro pgx_phenotype_cells(asked_grouping, sample_set, min_people) as table
with genes as (
    select
        call_set_id,
        group_id,
        gene_symbol,
        n_people,
        n_covered,
        n_several,
        all_several
    from pgx_covered(sample_set)
    where grouping = asked_grouping
),

parts as (
    select
        call_set_id,
        group_id,
        gene_symbol,
        phenotype,
        total(n_certain, in_sample_set(is_unrelated, sample_set)) as n_certain,
        total(n_certain, true) as all_certain,
        total(n_possible, in_sample_set(is_unrelated, sample_set)) as n_possible,
        total(n_possible, true) as all_possible
    from staging.pgx_phenotype_counts
    where grouping = asked_grouping
    group by call_set_id, group_id, gene_symbol, phenotype
    union all
    select
        call_set_id,
        group_id,
        gene_symbol,
        null as phenotype,
        n_several as n_certain,
        all_several as all_certain,
        n_several as n_possible,
        all_several as all_possible
    from genes
),

judged as (
    select
        parts.call_set_id,
        parts.group_id,
        parts.gene_symbol,
        parts.phenotype,
        genes.n_people,
        genes.n_covered,
        parts.n_certain,
        parts.n_possible,
        is_too_few(parts.n_certain, parts.all_certain, min_people) as is_few,
        is_too_few(parts.n_possible - parts.n_certain, 0, min_people)
        or is_too_few(parts.n_possible, parts.all_possible, min_people)
        or is_too_few(genes.n_covered - parts.n_possible, 0, min_people) as is_open_few
    from parts
    inner join genes
        on
            parts.call_set_id = genes.call_set_id
            and parts.group_id = genes.group_id
            and parts.gene_symbol = genes.gene_symbol
),

hidden as (
    select
        call_set_id,
        group_id,
        gene_symbol,
        phenotype,
        n_people,
        n_covered,
        n_certain,
        n_possible,
        bool_or(is_open_few) over gene_of_group as is_open_few,
        -- In order of size, the next larger one while those before it are too few together.
        is_few
        or (
            bool_or(is_few) over gene_of_group
            and n_certain > 0
            and coalesce(
                sum(n_certain) over (
                    gene_of_group
                    order by is_few desc, n_certain asc, phenotype asc
                    rows between unbounded preceding and 1 preceding
                ), 0
            ) < min_people
        ) as is_hidden
    from judged
    window gene_of_group as (partition by call_set_id, group_id, gene_symbol)
)

select
    call_set_id,
    group_id,
    gene_symbol,
    phenotype,
    n_people,
    n_covered,
    n_certain,
    n_possible,
    not is_hidden as is_certain_shown,
    not is_open_few
    and not bool_or(is_hidden) over (
        partition by call_set_id, group_id, gene_symbol
    ) as is_possible_shown
from hidden
