-- One row per allele, call set, grouping and group: what was counted, null where nothing was.
--
-- An AC of 0 was counted, always. why_unknown is null where the counts are known; else not_callable
-- or not_in_call_set (the call set says nothing of the allele), range (the panel publishes no more
-- than that AC lies from ac_low to ac_high) or withheld (the profile does not show the group).
-- Everybody is counted, relatives too, which pages leave out by default; who is in two call sets is
-- counted in one of them. Filter by allele_index, by group, or by both.
--
-- needs: aggregates
-- grain: allele_index, call_set_id, grouping, group_id
-- columns:
--   allele_index  the allele's number in staging.alleles
--   call_set_id   samples that were called together
--   grouping      a way to divide people
--   group_id      one of its groups
--   why_unknown   why the counts are null; null where they are known
--   n_called [people] people with a call
--   ac [alleles]  copies of the allele
--   an [alleles]  alleles called
--   hom_alt [people] people with two copies; null where a panel does not say
--   carriers [people] people with at least one copy; null where a panel does not say
--   af [share]    ac / an; null where an is 0
--   ac_low [alleles] fewest copies that there can be
--   ac_high [alleles] most copies that there can be
with judged as (
    select
        counted.call_set_id,
        counted.grouping,
        counted.group_id,
        counted.allele_index,
        counted.n_called,
        counted.ac,
        counted.an,
        counted.hom_alt,
        ranges.n_called as n_called_in_range,
        ranges.an as an_in_range,
        ranges.ac_low,
        ranges.ac_high,
        case
            when not counted.is_shown or counted.ac is null then 'withheld'
            when ranges.allele_index is not null then 'range'
            when states.an_source = 'none' then states.absence
        end as why_unknown
    from summed_counts('all') as counted
    inner join staging.allele_states as states
        on
            counted.call_set_id = states.call_set_id
            and counted.allele_index = states.allele_index
    left join staging.censored_counts as ranges
        on
            counted.call_set_id = ranges.call_set_id
            and counted.grouping = ranges.grouping
            and counted.group_id = ranges.group_id
            and counted.allele_index = ranges.allele_index
)

select
    allele_index,
    call_set_id,
    grouping,
    group_id,
    why_unknown,
    case
        when why_unknown is null then n_called
        when why_unknown = 'range' then n_called_in_range
    end as n_called,
    if(why_unknown is null, ac, null) as ac,
    case
        when why_unknown is null then an
        when why_unknown = 'range' then an_in_range
    end as an,
    if(why_unknown is null, hom_alt, null) as hom_alt,
    if(why_unknown is null, carriers(ac, hom_alt), null) as carriers,
    if(why_unknown is null, allele_frequency(ac, an), null) as af,
    case
        when why_unknown is null then ac
        when why_unknown = 'range' then ac_low
    end as ac_low,
    case
        when why_unknown is null then ac
        when why_unknown = 'range' then ac_high
    end as ac_high
from judged
