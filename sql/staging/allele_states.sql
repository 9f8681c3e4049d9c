-- One row per call set and allele.
--
-- absence says why a call set has no record of an allele; it was resolved when the release was
-- built. Row i of each file is the allele with allele_index i.
--
-- source: aggregates/allele_states/
-- needs: aggregates
select
    call_set_id,
    allele_index,
    variant_index,
    absence,
    an_source,
    filter
from
    read_parquet(
        aggregates_folder() || '/allele_states/*/data.parquet',
        hive_partitioning = true,
        hive_types_autocast = false
    )
