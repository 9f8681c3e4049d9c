-- One row per cell (call set x group), pharmacogene and phenotype: how many people have it.
--
-- Of n_covered people, of whom a defining position is known, n_certain have the phenotype whatever
-- their calls leave open, and n_possible can have it. A phenotype that nobody may have has no row.
--
-- needs: aggregates
-- grain: call_set_id, grouping, group_id, gene_symbol, phenotype
-- columns:
--   call_set_id   samples that were called together
--   grouping      a way to divide people
--   group_id      one of its groups
--   gene_symbol   the gene
--   phenotype     as CPIC names it; "Not named" of a combination of changes without a name
--   n_covered [people] of whom a defining position is known
--   n_certain [people] who have it whatever their calls leave open
--   n_possible [people] who can have it
-- chart:
--   mark bar
--   x n_certain
--   y group_id
--   colour phenotype
select
    counts.call_set_id,
    counts.grouping,
    counts.group_id,
    counts.gene_symbol,
    counts.phenotype,
    any_value(covered.n_covered) as n_covered,
    sum(counts.n_certain)::bigint as n_certain,
    sum(counts.n_possible)::bigint as n_possible
from staging.pgx_phenotype_counts as counts
inner join pgx_covered('all') as covered
    on
        counts.call_set_id = covered.call_set_id
        and counts.grouping = covered.grouping
        and counts.group_id = covered.group_id
        and counts.gene_symbol = covered.gene_symbol
group by
    counts.call_set_id, counts.grouping, counts.group_id, counts.gene_symbol, counts.phenotype
