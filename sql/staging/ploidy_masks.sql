-- One row per call set, region class and ploidy.
--
-- The people of a call set who have one, or two, copies of that part of the genome.
--
-- source: rows/ploidy_masks.parquet
-- needs: rows
select
    call_set_id,
    region_class,
    ploidy,
    mask
from read_parquet(rows_folder() || '/ploidy_masks.parquet')
