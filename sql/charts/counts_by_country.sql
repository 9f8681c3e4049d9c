-- One row per country and group: AC, AN and AF of an allele, call sets of a country added up.
with counted as (
    select
        upper(sites.country) as country,
        frequencies.group_id,
        total(frequencies.ac, in_sample_set(frequencies.is_unrelated, $sample_set)) as ac,
        total(frequencies.an, in_sample_set(frequencies.is_unrelated, $sample_set)) as an
    from staging.frequencies as frequencies
    inner join staging.call_sets as call_sets
        on frequencies.call_set_id = call_sets.call_set_id
    inner join staging.sites as sites
        on call_sets.site_id = sites.site_id
    inner join staging.shown_cells as shown
        on
            frequencies.call_set_id = shown.call_set_id
            and frequencies.grouping = shown.grouping
            and frequencies.group_id = shown.group_id
            and shown.sample_set = $sample_set
            and shown.is_shown
    where
        frequencies.allele_index = $allele_index::bigint
        and frequencies.grouping = $grouping
        and sites.country is not null
    group by sites.country, frequencies.group_id, frequencies.call_set_id
)

select
    country,
    group_id,
    sum(ac)::bigint as ac,
    sum(an)::bigint as an,
    allele_frequency(sum(ac), sum(an)) as af
from counted
group by country, group_id
having sum(an) > 0
order by country, group_id
