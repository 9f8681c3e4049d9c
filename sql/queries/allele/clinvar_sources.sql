-- One row per edition of ClinVar that has an allele of the study.
--
-- needs: aggregates
-- columns:
--   source text
--   source_date text
select
    source,
    source_date
from staging.clinvar
group by all
order by source, source_date
