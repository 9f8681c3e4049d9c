-- One row per phenotype, site, grouping and group: of how many it is known, and what is known.
--
-- Each person of a site counts once. A yes-or-no phenotype counts people who were looked at, as the
-- page of phenotypes does; cases and share are null of other kinds, mean and sd of all but
-- measurements. Groups that the profile does not show are left out.
--
-- needs: rows
-- grain: phenotype_id, site_id, grouping, group_id
-- parameters:
--   phenotype_id text
--   grouping text
-- columns:
--   phenotype_id  name of the phenotype
--   label         what it is called on pages
--   kind          binary, categorical or quantitative
--   unit          unit of the mean, of a measurement
--   site_id       where the people were seen
--   grouping      a way to divide people
--   group_id      one of its groups
--   n_people [people] people of the group whom it can be asked of
--   n_known [people] those of whom it is known
--   n_cases [people] those of them who have it
--   share [share] n_cases of n_known; null where nothing is known
--   mean [as unit says] mean of the values
--   sd [as unit says] standard deviation of the values; null of fewer than two
-- chart:
--   mark bar
--   x share
--   y group_id
--   facet site_id
with judged as (
    select
        people.site_id,
        people.grouping,
        people.group_id,
        status.phenotype_id,
        dictionary.label,
        dictionary.kind,
        dictionary.unit,
        dictionary.sort_order,
        status.value,
        case
            when dictionary.kind = 'binary'
                then status.is_looked_at and status.status in ('yes', 'no')
            else status.status = 'measured'
        end as is_known,
        status.status = 'yes' as is_case
    from people_in_groups as people
    inner join staging.phenotype_status as status
        on
            people.site_id = status.site_id
            and people.person_id = status.person_id
    inner join staging.phenotype_dictionary as dictionary
        on status.phenotype_id = dictionary.phenotype_id
    where
        people.sample_set = 'all'
        and status.status <> 'not_applicable'
)

select
    phenotype_id,
    label,
    kind,
    unit,
    site_id,
    grouping,
    group_id,
    count(*) as n_people,
    count(*) filter (where is_known) as n_known,
    if(kind = 'binary', count(*) filter (where is_known and is_case), null) as n_cases,
    if(kind = 'binary', count(*) filter (where is_known and is_case), null)
    / nullif(count(*) filter (where is_known), 0) as share,
    avg(value) filter (where is_known) as mean,
    stddev_samp(value) filter (where is_known) as sd
from judged
group by phenotype_id, label, kind, unit, site_id, grouping, group_id
