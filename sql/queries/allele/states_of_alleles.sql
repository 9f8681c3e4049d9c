-- One row per allele, of those named: what the call sets say of it taken together.
--
-- The best known state wins: observed, then reference, then not_callable.
--
-- needs: aggregates
-- parameters:
--   alleles integers
--   call_sets texts
-- columns:
--   allele_index identity
--   filter text
--   absence text
--   an_source text
with wanted as (
    select unnest($alleles::bigint[]) as allele_index
)

select
    wanted.allele_index,
    joined_filter(list(states.filter)) as filter,
    case
        when bool_or(states.absence = 'observed') then 'observed'
        when bool_or(states.absence = 'reference') then 'reference'
        when bool_or(states.absence = 'not_callable') then 'not_callable'
        else 'not_in_call_set'
    end as absence,
    case
        when bool_or(states.an_source = 'observed') then 'observed'
        when bool_or(states.an_source = 'callable') then 'callable'
        else 'none'
    end as an_source
from wanted
inner join staging.allele_states as states
    on wanted.allele_index = states.allele_index
where list_contains($call_sets::text[], states.call_set_id)
group by wanted.allele_index
