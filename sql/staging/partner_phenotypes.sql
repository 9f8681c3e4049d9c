-- One row per partner's group, sex, phenotype and outcome, or bin of values: how many people.
--
-- sex is 'all' where the partner does not tell the sexes apart. What a partner withholds has a row
-- without a number.
--
-- source: aggregates/partner_phenotypes.parquet
-- needs: aggregates
select
    site_id,
    call_set_id,
    grouping,
    group_id,
    sex,
    phenotype_id,
    outcome,
    low,
    high,
    n_people
from read_parquet(aggregates_folder() || '/partner_phenotypes.parquet')
