-- One row per call set, kind and reason of what ingest left out or noted, the largest first.
--
-- Samples are people: where there is a minimum, reasons of fewer are left out, and all of a call
-- set where those are fewer together. The other kinds are records, alleles and calls. What is_noted
-- was kept, but is worth knowing.
--
-- needs: aggregates
-- columns:
--   call_set_id identity
--   call_set_name text
--   site_name text
--   kind identity
--   reason text
--   n_dropped count_variants
--   is_noted text
with hidden as (
    select
        call_set_id,
        sum(n_dropped) as n_people
    from staging.drop_counts
    where
        kind = 'sample'
        and is_too_few(n_dropped, n_dropped, $min_people)
    group by call_set_id
)

select
    drop_counts.call_set_id,
    named_call_sets.call_set_name,
    named_call_sets.site_name,
    drop_counts.kind,
    drop_counts.reason,
    drop_counts.n_dropped,
    drop_counts.is_noted
from staging.drop_counts as drop_counts
inner join named_call_sets
    on drop_counts.call_set_id = named_call_sets.call_set_id
left join hidden
    on drop_counts.call_set_id = hidden.call_set_id
where
    drop_counts.kind <> 'sample'
    or is_part_shown(drop_counts.n_dropped, coalesce(hidden.n_people, 0), $min_people)
order by named_call_sets.call_set_order asc, drop_counts.n_dropped desc, drop_counts.reason asc
