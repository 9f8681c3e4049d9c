-- One row per site and person: is it unknown whether they have a phenotype?
--
-- Of whom the site was never asked there is no status, so everybody is looked at.
--
-- needs: rows
-- parameters:
--   phenotype text
select distinct
    people.site_id,
    people.person_id,
    coalesce(status.status not in ('yes', 'no', 'measured'), true) as holds
from people
left join staging.phenotype_status as status
    on
        people.site_id = status.site_id
        and people.person_id = status.person_id
        and status.phenotype_id = $phenotype::text
