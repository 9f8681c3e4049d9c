-- One row per rsID and allele that has it, perhaps among others, in order of both.
--
-- number is what stands behind "rs". The rows lie in its order, so that those of a number, or of
-- all that begin with the same digits, are found without reading the others.
--
-- source: aggregates/rsids.parquet
-- needs: aggregates
select
    number,
    allele_index
from read_parquet(aggregates_folder() || '/rsids.parquet')
