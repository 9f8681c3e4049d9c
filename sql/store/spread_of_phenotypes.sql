-- One row per phenotype with values: between which most people's lie.
--
-- Below low and above high are few - 1 people each, so that neither tells of one of them.
--
-- needs: rows
-- parameters:
--   few integer
select
    phenotype_id,
    min(value, $few::integer)[$few::integer] as low,
    max(value, $few::integer)[$few::integer] as high
from staging.phenotype_status
where value is not null
group by phenotype_id
having count(*) >= 2 * $few::integer
