-- One row per name and gene whose symbol, id or alias it is, in any case: the best matches alone.
--
-- A symbol stands before an id, an id before an alias; several genes of one name match alike.
--
-- needs: aggregates
-- parameters:
--   names texts
-- columns:
--   name identity
--   gene_id identity
--   gene_symbol identity
--   contig identity
--   n_alleles count_variants
with asked as (
    select distinct unnest($names::text[]) as name
),

matched as (
    select
        asked.name,
        genes.gene_id,
        0 as match_order
    from asked
    inner join staging.genes as genes
        on lower(asked.name) = lower(genes.gene_symbol)
    union all
    select
        asked.name,
        genes.gene_id,
        1 as match_order
    from asked
    inner join staging.genes as genes
        -- An Ensembl id may be given with its version or without.
        on lower(split_part(asked.name, '.', 1)) = lower(split_part(genes.gene_id, '.', 1))
    union all
    select
        asked.name,
        aliases.gene_id,
        2 as match_order
    from asked
    inner join staging.gene_aliases as aliases
        on lower(asked.name) = lower(aliases.alias)
),

best as (
    select distinct
        name,
        gene_id
    from matched
    qualify match_order = min(match_order) over (partition by name)
)

select
    best.name,
    genes.gene_id,
    genes.gene_symbol,
    genes.contig,
    genes.n_alleles
from best
inner join staging.genes as genes
    on best.gene_id = genes.gene_id
order by best.name asc, genes.n_alleles desc, genes.gene_id asc
