-- One row per leaf and drug, or * for any drug of level A.
--
-- Of n_covered people, those whose recommendation differs by some gene: surely, and at most.
--
-- source: aggregates/pgx_drug_counts.parquet
-- needs: aggregates
select
    call_set_id,
    grouping,
    group_id,
    sex,
    is_unrelated,
    drug,
    n_covered,
    n_certain,
    n_possible
from read_parquet(aggregates_folder() || '/pgx_drug_counts.parquet')
