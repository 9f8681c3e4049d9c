-- One row per pharmacogene that is called, and phenotype that it can have, in order.
--
-- name is the phenotype as criteria of cohorts have it.
--
-- needs: aggregates
-- columns:
--   gene_symbol identity
--   phenotype identity
--   name text
with classes as (
    select
        gene_symbol,
        phenotype,
        sort_order
    from staging.pgx_phenotype_classes
    union all
    select
        gene_symbol,
        'Not named' as phenotype,
        1000 as sort_order
    from staging.pgx_genes
)

select
    genes.gene_symbol,
    classes.phenotype,
    lower(classes.phenotype) as name
from staging.pgx_genes as genes
inner join classes
    on genes.gene_symbol = classes.gene_symbol
order by genes.sort_order, classes.sort_order
