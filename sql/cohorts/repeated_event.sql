-- One row per site and person whom the site says something of: do readings show it often enough?
--
-- Null where readings that may lie in the window, or be of the codes, and rows that cannot be read
-- would make it so, and where there are too few of somebody of whom the site does not know. A row
-- with several codes counts once.
--
-- needs: rows
-- parameters:
--   phenotype text
--   times integer
--   is_had flag
with counted as (
    select
        site_id,
        person_id,
        count(distinct row(source_table, source_line)) filter (
            where is_inside and is_hit
        ) as n_hits,
        count(distinct row(source_table, source_line)) filter (
            where coalesce(is_inside, true) and coalesce(is_hit, true)
        ) as n_likely_hits
    from readings
    group by site_id, person_id
)

select
    status.site_id,
    status.person_id,
    case
        when counted.n_hits >= $times::integer then $is_had::boolean
        when coalesce(counted.n_likely_hits, 0) + status.n_unread >= $times::integer then null
        when status.status in ('yes', 'no', 'measured') then not $is_had::boolean
    end as holds
from staging.phenotype_status as status
left join counted
    on status.site_id = counted.site_id and status.person_id = counted.person_id
where status.phenotype_id = $phenotype::text
