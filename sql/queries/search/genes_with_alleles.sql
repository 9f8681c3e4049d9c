-- One row per gene of the study with alleles that a text means, a page of them at a time.
--
-- Symbols, ids and aliases that begin with the text count, and names that have it anywhere; an
-- empty text means all. n_genes is how many there are on all pages.
--
-- needs: aggregates
-- parameters:
--   text text
--   by_number flag
--   n_before integer
--   n_wanted integer
-- columns:
--   gene_symbol identity
--   name text
--   n_alleles count_variants
--   n_genes count_variants
with matched as (
    select
        gene_symbol,
        name,
        n_alleles
    from staging.genes
    where
        n_alleles > 0
        and (
            starts_with(lower(gene_symbol), lower($text))
            or starts_with(lower(gene_id), lower($text))
            or contains(lower(name), lower($text))
            or gene_id in (
                select gene_aliases.gene_id
                from staging.gene_aliases as gene_aliases
                where starts_with(lower(gene_aliases.alias), lower($text))
            )
        )
)

select
    gene_symbol,
    name,
    n_alleles,
    count(*) over () as n_genes
from matched
order by
    if($by_number, -n_alleles, 0) asc,
    gene_symbol asc
limit $n_wanted offset $n_before
