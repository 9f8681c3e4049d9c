-- One row: whether the annotations of the release describe any allele on a transcript or protein.
--
-- needs: aggregates
-- columns:
--   is_so identity
select
    exists(
        select 1
        from staging.described_transcripts
    ) as is_so
