-- One row per the study.
--
-- source: aggregates/study.parquet
-- needs: aggregates
select
    name,
    description,
    build,
    profile,
    is_synthetic,
    release_id,
    created_at,
    straits_version,
    relatedness
from read_parquet(aggregates_folder() || '/study.parquet')
