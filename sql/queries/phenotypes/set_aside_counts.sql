-- One row per site, source table, phenotype and rule: the rows that broke it.
--
-- Where there is a minimum, rules that fewer people broke are left out, and all of a source table
-- where those are fewer together. The most rows first. label is null where a row got to no
-- phenotype; what is_kept was used all the same.
--
-- needs: aggregates
-- columns:
--   site_id identity
--   site_name text
--   source_table identity
--   phenotype_id identity
--   label text
--   rule identity
--   explanation text
--   is_error text
--   is_kept text
--   n_rows derived(n_people)
--   n_people count_people hidden
with hidden as (
    select
        site_id,
        source_table,
        sum(n_people) as n_people
    from staging.set_aside_counts
    where is_too_few(n_people, n_people, $min_people)
    group by site_id, source_table
)

select
    counts.site_id,
    sites.name as site_name,
    counts.source_table,
    counts.phenotype_id,
    dictionary.label,
    counts.rule,
    counts.explanation,
    counts.is_error,
    counts.is_kept,
    counts.n_rows,
    counts.n_people
from staging.set_aside_counts as counts
inner join staging.sites as sites
    on counts.site_id = sites.site_id
left join staging.phenotype_dictionary as dictionary
    on counts.phenotype_id = dictionary.phenotype_id
left join hidden
    on
        counts.site_id = hidden.site_id
        and counts.source_table = hidden.source_table
where is_part_shown(counts.n_people, coalesce(hidden.n_people, 0), $min_people)
order by
    sites.sort_order asc, counts.n_rows desc, counts.source_table asc, dictionary.sort_order asc,
    counts.rule asc
