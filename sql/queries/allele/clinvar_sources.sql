-- One row per edition of ClinVar that has an allele of the study.
--
-- source is "ClinVar" and in brackets its file, or "bundled" for the part that comes with Straits;
-- source_date is null where the file does not say. No row where none was read, or where what was
-- read has no allele of the study.
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
