-- One row per country and group: AC, AN and AF of an allele, call sets of a country added up.
select
    upper(sites.country) as country,
    counted.group_id,
    sum(counted.ac)::bigint as ac,
    sum(counted.an)::bigint as an,
    allele_frequency(sum(counted.ac), sum(counted.an)) as af
from summed_counts($sample_set) as counted
inner join staging.call_sets as call_sets
    on counted.call_set_id = call_sets.call_set_id
inner join staging.sites as sites
    on call_sets.site_id = sites.site_id
where
    counted.allele_index = $allele_index::bigint
    and counted.grouping = $grouping
    and counted.is_shown
    and sites.country is not null
group by upper(sites.country), counted.group_id
having sum(counted.an) > 0
order by country, counted.group_id
