-- One row: whether the annotations of the release describe any allele on a transcript.
--
-- needs: aggregates
-- columns:
--   is_so identity
select
    exists(
        select 1
        from staging.consequences
        where hgvs_c is not null
    ) as is_so
