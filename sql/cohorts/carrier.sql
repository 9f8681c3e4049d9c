-- One row per person counted in call sets that know of some alleles: do they carry any of them?
--
-- Null where no allele has so many and one is unclear: the call is missing, nobody looked, or the
-- person does not have that part of the genome.
-- The store itself judges by masks, which are faster: see carried.sql.
--
-- needs: rows
-- parameters:
--   min_copies integer
--   max_copies integer
with present as (
    select
        call_set_id,
        region_class,
        bit_or(mask::bit) as mask
    from staging.ploidy_masks
    group by call_set_id, region_class
),

counted as (
    select
        people.call_set_id,
        people.sample_index,
        get_bit(present.mask, people.sample_index::integer) = 1
        and states.an_source != 'none'
        and coalesce(get_bit(calls.missing::bit, people.sample_index::integer), 0) = 0
        and not coalesce(list_contains(calls.missing_samples, people.sample_index), false)
            as is_known,
        coalesce(get_bit(calls.plane_1::bit, people.sample_index::integer), 0)
        + coalesce(get_bit(calls.plane_2::bit, people.sample_index::integer), 0)
        -- A rare allele has carriers: sample_index * 4 + 1 for the first copy, + 2 for the second.
        + len(
            list_filter(
                coalesce(calls.carriers, []),
                lambda carrier: carrier // 4 = people.sample_index and carrier & 1 = 1
            )
        )
        + len(
            list_filter(
                coalesce(calls.carriers, []),
                lambda carrier: carrier // 4 = people.sample_index and carrier & 2 = 2
            )
        ) as n_copies
    from alleles
    inner join staging.allele_states as states on alleles.allele_index = states.allele_index
    inner join present
        on
            states.call_set_id = present.call_set_id
            and alleles.region_class = present.region_class
    inner join people on states.call_set_id = people.call_set_id
    left join staging.genotypes as calls
        on
            states.call_set_id = calls.call_set_id
            and states.variant_index = calls.variant_index
)

select
    call_set_id,
    sample_index,
    case
        when
            bool_or(is_known and n_copies between $min_copies::integer and $max_copies::integer)
            then true
        when bool_and(is_known) then false
    end as holds
from counted
group by call_set_id, sample_index
