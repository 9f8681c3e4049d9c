-- One row per allele: the gene that it hits most severely, its place, and ClinVar's verdict.
--
-- Row i is the allele with allele_index i. consequence_class is "none" where nobody annotated it.
--
-- source: aggregates/allele_annotations.parquet
-- needs: aggregates
select
    allele_index,
    gene_id,
    gene_symbol,
    consequence,
    consequence_class,
    location_class,
    clinvar_class,
    clinvar_stars
from read_parquet(aggregates_folder() || '/allele_annotations.parquet')
