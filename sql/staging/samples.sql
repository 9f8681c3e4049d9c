-- One row per call set and sample.
--
-- sample_index is the bit of the sample in the planes of its call set.
--
-- source: rows/samples.parquet
-- needs: rows
select
    call_set_id,
    sample_index,
    sample_id,
    person_id,
    sex,
    age,
    is_unrelated,
    is_counted
from read_parquet(rows_folder() || '/samples.parquet')
