-- One row per call set, grouping and group: what share of genotypes its people lack.
--
-- Of the autosomal alleles that the call set has records of, where everybody has two copies. A
-- group that lacks more than another was sequenced or called otherwise: read its differences with
-- care. Withheld groups have no numbers; panels are left out.
--
-- needs: aggregates
-- grain: call_set_id, grouping, group_id
-- parameters:
--   grouping text
-- columns:
--   call_set_id   samples that were called together
--   grouping      a way to divide people
--   group_id      one of its groups
--   n_people [people] people of the group who are counted in the call set
--   n_alleles [alleles of the study] autosomal alleles looked at
--   n_missing [genotypes] genotypes without a call
--   missingness [share] n_missing of n_people times n_alleles
-- chart:
--   mark bar
--   x missingness
--   y group_id
--   facet call_set_id
with called as (
    select
        counts.call_set_id,
        counts.grouping,
        counts.group_id,
        count(counts.n_called) as n_alleles,
        sum(counts.n_called)::bigint as n_called
    from known_counts as counts
    inner join staging.alleles as alleles
        on counts.allele_index = alleles.allele_index
    inner join staging.allele_states as states
        on
            counts.call_set_id = states.call_set_id
            and counts.allele_index = states.allele_index
    where
        alleles.region_class = 'autosome'
        and states.absence = 'observed'
    group by counts.call_set_id, counts.grouping, counts.group_id
)

select
    called.call_set_id,
    called.grouping,
    called.group_id,
    if(people.is_shown, people.n_people, null) as n_people,
    if(people.is_shown, called.n_alleles, null) as n_alleles,
    if(people.is_shown, people.n_people * called.n_alleles - called.n_called, null) as n_missing,
    if(
        people.is_shown,
        1 - called.n_called / nullif(people.n_people * called.n_alleles, 0),
        null
    ) as missingness
from called
inner join group_people as people
    on
        called.call_set_id = people.call_set_id
        and called.grouping = people.grouping
        and called.group_id = people.group_id
inner join staging.call_sets as call_sets
    on called.call_set_id = call_sets.call_set_id
where not call_sets.is_aggregate_only
