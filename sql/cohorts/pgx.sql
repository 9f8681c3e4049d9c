-- One row per person of whom a pharmacogene is covered: do its calls allow no phenotype but some?
--
-- Null where they allow others as well. What follows from a chromosome without a name nobody knows,
-- unless it is asked for who has one. Who is not covered has no row, and is unknown as well.
--
-- needs: rows
-- parameters:
--   gene text
--   phenotypes texts
with allowed as (
    select
        set_id,
        list_contains($phenotypes::text[], lower(phenotype)) as is_asked,
        phenotype = 'Not named' as is_open
    from staging.pgx_sets
    where gene_symbol = $gene::text
),

sets as (
    select
        set_id,
        case
            when bool_and(is_asked) then true
            when not bool_or(is_asked or is_open) then false
        end as holds
    from allowed
    group by set_id
)

select
    calls.call_set_id,
    calls.sample_index,
    sets.holds
from staging.pgx_calls as calls
inner join sets on calls.set_id = sets.set_id
where calls.gene_symbol = $gene::text
