-- One row per cell (call set x group), pharmacogene and named allele: on how many chromosomes.
--
-- Of n_chromosomes of people of whom a defining position is known, n_certain are the allele
-- whatever the calls leave open, and n_possible can be. An allele that nobody may have has no row.
--
-- needs: aggregates
-- grain: call_set_id, grouping, group_id, gene_symbol, allele
-- columns:
--   call_set_id   samples that were called together
--   grouping      a way to divide people
--   group_id      one of its groups
--   gene_symbol   the gene
--   allele        as in *2; "not named" of a combination of changes without a name
--   n_chromosomes [chromosomes] of people of whom a defining position is known
--   n_certain [chromosomes] that are the allele whatever the calls leave open
--   n_possible [chromosomes] that can be
-- chart:
--   mark bar
--   x n_certain
--   y group_id
--   colour allele
select
    counts.call_set_id,
    counts.grouping,
    counts.group_id,
    counts.gene_symbol,
    counts.allele,
    any_value(covered.n_chromosomes) as n_chromosomes,
    sum(counts.n_certain)::bigint as n_certain,
    sum(counts.n_possible)::bigint as n_possible
from staging.pgx_allele_counts as counts
inner join pgx_covered('all') as covered
    on
        counts.call_set_id = covered.call_set_id
        and counts.grouping = covered.grouping
        and counts.group_id = covered.group_id
        and counts.gene_symbol = covered.gene_symbol
group by counts.call_set_id, counts.grouping, counts.group_id, counts.gene_symbol, counts.allele
