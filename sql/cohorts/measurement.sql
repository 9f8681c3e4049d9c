-- One row per site and person whom the site says something of: does the value that counts lie in a
-- range? Null without a value.
--
-- needs: rows
-- parameters:
--   phenotype text
--   at_least real or null
--   above real or null
--   at_most real or null
--   below real or null
select
    site_id,
    person_id,
    case
        when status = 'measured'
            then
                is_within(
                    value, $at_least::double, $above::double, $at_most::double, $below::double
                )
    end as holds
from staging.phenotype_status
where phenotype_id = $phenotype::text
