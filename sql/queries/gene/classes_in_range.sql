-- One row per allele of a range, both ends included: its consequence class and ClinVar's verdict.
--
-- The consequence is that in the gene most severely hit. Either is null where nobody says.
--
-- needs: aggregates
-- parameters:
--   first_allele integer
--   last_allele integer
-- columns:
--   allele_index identity
--   consequence_class text
--   clinvar_class text
select
    allele_index,
    consequence_class,
    clinvar_class
from allele_classes(true, $first_allele, $last_allele)
order by allele_index
