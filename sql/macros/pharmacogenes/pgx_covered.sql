-- One row per call set, group of any grouping and pharmacogene: whom the gene is covered of.
--
-- Of n_people of a sample set a defining position is known of n_covered, who have n_chromosomes;
-- n_several of them can have several phenotypes. all_covered and all_several count relatives too.
create macro pgx_covered(sample_set) as table
select
    call_set_id,
    grouping,
    group_id,
    gene_symbol,
    total(n_people, in_sample_set(is_unrelated, sample_set)) as n_people,
    total(n_covered, in_sample_set(is_unrelated, sample_set)) as n_covered,
    total(n_chromosomes, in_sample_set(is_unrelated, sample_set)) as n_chromosomes,
    total(n_several, in_sample_set(is_unrelated, sample_set)) as n_several,
    total(n_covered, true) as all_covered,
    total(n_several, true) as all_several
from staging.pgx_gene_counts
group by call_set_id, grouping, group_id, gene_symbol
