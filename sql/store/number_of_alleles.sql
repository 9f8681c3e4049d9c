-- One row: how many alleles the release has.
--
-- needs: aggregates
select count(*) as n from staging.alleles
