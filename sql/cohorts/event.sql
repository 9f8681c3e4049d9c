-- One row per site and person whom the site says something of: do they have a phenotype, or not?
--
-- Null where the site does not know. Who has no row is unknown as well.
--
-- needs: rows
-- parameters:
--   phenotype text
--   is_had flag
select
    site_id,
    person_id,
    case
        when status in ('yes', 'measured') then $is_had::boolean
        when status = 'no' then not $is_had::boolean
    end as holds
from staging.phenotype_status
where phenotype_id = $phenotype::text
