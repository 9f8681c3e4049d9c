-- One row per allele, phenotype, site and outcome: how many of its people carry the allele.
--
-- outcome is yes or no of people who were looked at, or a category; measurements have none. Each
-- person of a site counts once, in the call set that counts. Filter by allele_index and by
-- phenotype_id: of all alleles and phenotypes it is as long as the genotypes.
--
-- needs: rows
-- grain: allele_index, phenotype_id, site_id, outcome
-- parameters:
--   phenotype_id text
-- columns:
--   allele_index  the allele's number in staging.alleles
--   phenotype_id  name of the phenotype
--   site_id       where the people were seen
--   outcome       yes, no or a category
--   n_people [people] people with this outcome in call sets with a record of the allele
--   n_called [people] those with a call
--   carriers [people] those with at least one copy
--   share [share] carriers of n_called; null where nobody was called
-- chart:
--   mark bar
--   x share
--   y outcome
--   facet site_id
with outcomes as (
    select
        call_sets.site_id,
        samples.call_set_id,
        samples.sample_index,
        status.phenotype_id,
        case
            when dictionary.kind = 'categorical' then status.category
            when status.is_looked_at and status.status in ('yes', 'no') then status.status
        end as outcome
    from staging.samples as samples
    inner join staging.call_sets as call_sets
        on samples.call_set_id = call_sets.call_set_id
    inner join staging.phenotype_status as status
        on
            call_sets.site_id = status.site_id
            and samples.person_id = status.person_id
    inner join staging.phenotype_dictionary as dictionary
        on status.phenotype_id = dictionary.phenotype_id
    where samples.is_counted
),

called as (
    select
        states.allele_index,
        outcomes.phenotype_id,
        outcomes.site_id,
        outcomes.outcome,
        has_bit(genotypes.missing, outcomes.sample_index)
        or coalesce(list_contains(genotypes.missing_samples, outcomes.sample_index), false)
            as is_missing,
        has_bit(genotypes.plane_1, outcomes.sample_index)
        or has_bit(genotypes.plane_2, outcomes.sample_index)
        or coalesce(
            len(
                list_filter(
                    genotypes.carriers, lambda carrier: carrier // 4 = outcomes.sample_index
                )
            ) > 0,
            false
        ) as is_carrier
    from staging.allele_states as states
    inner join staging.genotypes as genotypes
        on
            states.call_set_id = genotypes.call_set_id
            and states.variant_index = genotypes.variant_index
    inner join outcomes
        on states.call_set_id = outcomes.call_set_id
    where outcomes.outcome is not null
)

select
    allele_index,
    phenotype_id,
    site_id,
    outcome,
    count(*) as n_people,
    count(*) filter (where not is_missing) as n_called,
    count(*) filter (where is_carrier and not is_missing) as carriers,
    count(*) filter (where is_carrier and not is_missing)
    / nullif(count(*) filter (where not is_missing), 0) as share
from called
group by allele_index, phenotype_id, site_id, outcome
