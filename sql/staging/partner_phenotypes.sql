-- One row per partner's group, phenotype and category, or bin of values: how many people.
--
-- source: aggregates/partner_phenotypes.parquet
-- needs: aggregates
select
    site_id,
    grouping,
    group_id,
    phenotype_id,
    label,
    kind,
    unit,
    category,
    bin_low,
    bin_high,
    n_people,
    n_known
from read_parquet(aggregates_folder() || '/partner_phenotypes.parquet')
