-- One row per record of ClinVar about an allele, the best reviewed first.
--
-- stars are 0 to 4. No row where the table that was read does not have the allele.
--
-- needs: aggregates
-- parameters:
--   allele_index integer
-- columns:
--   clinvar_id identity
--   significance text
--   clinvar_class text
--   conflict text
--   review_status text
--   stars text
--   conditions text
--   source text
--   source_date text
select
    clinvar_id,
    significance,
    clinvar_class,
    conflict,
    review_status,
    stars,
    conditions,
    source,
    source_date
from staging.clinvar
where allele_index = $allele_index
order by stars desc, clinvar_id asc
