-- One row: the study, as it was when the release was built.
--
-- needs: aggregates
-- columns:
--   name text
--   description text
--   build text
--   profile text
--   is_synthetic text
--   release_id identity
--   created_at text
--   straits_version text
--   relatedness text
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
from staging.study
