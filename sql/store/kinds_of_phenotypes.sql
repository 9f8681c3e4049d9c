-- One row per phenotype: what can be asked of it.
--
-- needs: aggregates
select
    phenotype_id,
    kind,
    unit,
    categories
from staging.phenotype_dictionary
