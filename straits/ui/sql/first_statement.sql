-- Which groups carry rare alleles of a gene? Change it, or write your own.
select
    consequence_class,
    call_set_id,
    group_id,
    n_seen,
    burden
from gene_burden
where gene_symbol = $gene and grouping = $grouping
order by burden desc
