-- One row per allele and record of ClinVar.
--
-- That an allele is not here says only that the table which was read does not have it.
--
-- source: aggregates/clinvar.parquet
-- needs: aggregates
select
    allele_index,
    clinvar_id,
    significance,
    clinvar_class,
    conflict,
    review_status,
    stars,
    conditions,
    source,
    source_date
from read_parquet(aggregates_folder() || '/clinvar.parquet')
