-- One row per site and person whom the site says something of: is the category that counts one of
-- some? Null without a category.
--
-- needs: rows
-- parameters:
--   phenotype text
--   categories texts
select
    site_id,
    person_id,
    case
        when status = 'measured' then list_contains($categories::text[], category)
    end as holds
from staging.phenotype_status
where phenotype_id = $phenotype::text
