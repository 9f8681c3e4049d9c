-- One row per call set, group and phenotype: of whom it is certain, and of whom it is possible.
--
-- low and high are the shares of those who are covered.
select
    call_set_id,
    call_set_name,
    site_name,
    group_id,
    group_label,
    colour,
    shape,
    phenotype,
    priority,
    sort_order,
    n_people,
    n_covered,
    n_possible,
    n_certain,
    n_open,
    n_certain / nullif(n_covered, 0) as low,
    n_possible / nullif(n_covered, 0) as high
from pgx_phenotypes_by_group($gene_symbol, $grouping, $sample_set)
order by sort_order
