-- One row per leaf, pharmacogene and allele that somebody may have.
--
-- Copies of the allele, and people who carry it: surely, and at most.
--
-- source: aggregates/pgx_allele_counts.parquet
-- needs: aggregates
select
    call_set_id,
    grouping,
    group_id,
    sex,
    is_unrelated,
    gene_symbol,
    allele,
    n_certain,
    n_possible,
    n_carriers_certain,
    n_carriers_possible
from read_parquet(aggregates_folder() || '/pgx_allele_counts.parquet')
