-- One row per allele, grouping and group: the counts of the study's call sets that know it, added.
--
-- Panels are left out. Of a group with no call set that knows the allele all counts are null; where
-- some know it and others do not, n_unknown says how many are missing from the sum.
--
-- needs: aggregates
-- grain: allele_index, grouping, group_id
-- columns:
--   allele_index  the allele's number in staging.alleles
--   grouping      a way to divide people
--   group_id      one of its groups
--   n_known [call sets] call sets whose counts are in the sum
--   n_unknown [call sets] call sets of the group whose counts are not known, or not shown
--   n_called [people] people with a call
--   ac [alleles]  copies of the allele
--   an [alleles]  alleles called
--   hom_alt [people] people with two copies
--   carriers [people] people with at least one copy
--   af [share]    ac / an; null where an is 0
select
    counts.allele_index,
    counts.grouping,
    counts.group_id,
    count(counts.ac) as n_known,
    count(*) - count(counts.ac) as n_unknown,
    sum(counts.n_called)::bigint as n_called,
    sum(counts.ac)::bigint as ac,
    sum(counts.an)::bigint as an,
    sum(counts.hom_alt)::bigint as hom_alt,
    sum(counts.carriers)::bigint as carriers,
    allele_frequency(sum(counts.ac), sum(counts.an)) as af
from known_counts as counts
inner join staging.call_sets as call_sets
    on counts.call_set_id = call_sets.call_set_id
where not call_sets.is_aggregate_only
group by counts.allele_index, counts.grouping, counts.group_id
