-- One row per allele of a list: the gene that it hits most severely, and ClinVar's verdict.
--
-- needs: aggregates
-- parameters:
--   alleles integers
-- columns:
--   allele_index identity
--   gene_symbol identity
--   consequence text
--   consequence_class text
--   location_class text
--   clinvar_class text
--   clinvar_stars text
select
    allele_index,
    gene_symbol,
    consequence,
    consequence_class,
    location_class,
    clinvar_class,
    clinvar_stars
from staging.allele_annotations
where list_contains($alleles::bigint[], allele_index)
order by allele_index
