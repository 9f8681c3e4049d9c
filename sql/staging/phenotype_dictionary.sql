-- One row per phenotype.
--
-- Categories and codes stand in one text, with "; " between them.
--
-- source: aggregates/phenotype_dictionary.parquet
-- needs: aggregates
select
    phenotype_id,
    label,
    description,
    kind,
    domain,
    unit,
    lowest,
    highest,
    categories,
    icd10,
    loinc,
    npu,
    atc,
    omop,
    hpo,
    choice,
    sex,
    source,
    is_core,
    sort_order,
    n_sites,
    n_people,
    n_people_known
from read_parquet(aggregates_folder() || '/phenotype_dictionary.parquet')
