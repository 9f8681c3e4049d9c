-- One row per leaf and pharmacogene.
--
-- n_covered are people of whom any defining position is known, and add up of the last four.
--
-- source: aggregates/pgx_gene_counts.parquet
-- needs: aggregates
select
    call_set_id,
    grouping,
    group_id,
    sex,
    is_unrelated,
    gene_symbol,
    n_people,
    n_covered,
    n_chromosomes,
    n_one_diplotype,
    n_one_phenotype,
    n_several,
    n_not_named
from read_parquet(aggregates_folder() || '/pgx_gene_counts.parquet')
