-- One row per gene whose symbol, id or alias is the text, in any case: the best match first.
--
-- A symbol stands before an id, an id before an alias, and a gene with alleles before one without.
--
-- needs: aggregates
-- parameters:
--   text text
-- columns:
--   gene_id identity
with matched as (
    select
        gene_id,
        0 as match_order
    from staging.genes
    where lower(gene_symbol) = lower($text)
    union all
    select
        gene_id,
        1 as match_order
    from staging.genes
    -- An Ensembl id may be given with its version or without.
    where lower(split_part(gene_id, '.', 1)) = lower(split_part($text, '.', 1))
    union all
    select
        gene_id,
        2 as match_order
    from staging.gene_aliases
    where lower(alias) = lower($text)
)

select genes.gene_id
from matched
inner join staging.genes as genes
    on matched.gene_id = genes.gene_id
group by genes.gene_id
order by min(matched.match_order) asc, max(genes.n_alleles) desc, genes.gene_id asc
