-- One row per phenotype that a site maps, in the dictionary's order.
--
-- Where there is a minimum the numbers of people are left out: those of one phenotype, group by
-- group, are counted on another sample set, and the difference would tell of few. kind is binary,
-- continuous, categorical or date. n_people have a value, or a yes; n_people_known are these and
-- those with a no.
--
-- needs: aggregates
-- columns:
--   phenotype_id identity
--   label text
--   description text
--   kind text
--   domain text
--   unit text
--   lowest text
--   highest text
--   categories text
--   icd10 text
--   loinc text
--   npu text
--   atc text
--   omop text
--   hpo text
--   choice text
--   sex text
--   source text
--   is_core text
--   n_sites count_variants
--   n_people count_people
--   n_people_known count_people
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
    n_sites,
    if($min_people = 0, n_people, null) as n_people,
    if($min_people = 0, n_people_known, null) as n_people_known
from staging.phenotype_dictionary
where n_sites > 0
order by sort_order
