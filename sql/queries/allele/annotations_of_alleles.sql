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
with wanted as (
    select unnest($alleles::bigint[]) as allele_index
)

select
    wanted.allele_index,
    annotations.gene_symbol,
    annotations.consequence,
    annotations.consequence_class,
    annotations.location_class,
    annotations.clinvar_class,
    annotations.clinvar_stars
from wanted
inner join staging.allele_annotations as annotations
    on wanted.allele_index = annotations.allele_index
order by wanted.allele_index
