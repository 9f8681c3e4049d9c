-- One row per phenotype: what can be asked of it, and the codes and limits that the dictionary has.
--
-- needs: aggregates
select
    phenotype_id,
    label,
    kind,
    unit,
    lowest,
    highest,
    categories,
    icd10,
    atc,
    loinc,
    npu,
    omop,
    n_sites
from staging.phenotype_dictionary
