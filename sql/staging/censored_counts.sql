-- One row per cell (call set x group) and allele whose AC is known only as a range.
--
-- As a panel sends "<5". The frequencies of such an allele are 0 there, AN included: nothing is
-- computed from a count that nobody knows.
--
-- source: aggregates/censored_counts.parquet
-- needs: aggregates
select
    call_set_id,
    grouping,
    group_id,
    allele_index,
    n_called,
    an,
    ac_low,
    ac_high
from read_parquet(aggregates_folder() || '/censored_counts.parquet')
