-- One row per call set and normalised allele.
--
-- filter, quality, rsid and source_* are as the call set's own files say.
--
-- source: aggregates/variants/
-- needs: aggregates
select
    call_set_id,
    variant_index,
    contig,
    pos,
    ref,
    alt,
    rsid,
    filter,
    quality,
    source_file,
    source_pos,
    source_ref,
    source_alts,
    alt_index
from
    read_parquet(
        aggregates_folder() || '/variants/*/data.parquet',
        hive_partitioning = true,
        hive_types_autocast = false
    )
