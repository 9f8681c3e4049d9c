-- One row per allele and grouping that has it in one group alone, of all whose counts are known.
--
-- Private is said of people who were looked at: highest_elsewhere is the frequency that the others'
-- alleles, all without a copy, do not rule out. A group whose counts are not known, or are a range
-- that reaches above 0, may have the allele; n_groups_unknown counts those.
--
-- needs: aggregates
-- grain: allele_index, grouping
-- columns:
--   allele_index  the allele's number in staging.alleles
--   variant_id    contig-pos-ref-alt
--   gene_symbol   gene that the allele hits most severely
--   grouping      a way to divide people
--   group_id      the one group that has it
--   ac [alleles]  copies in that group, over the study's call sets
--   an [alleles]  alleles called in that group
--   af [share]    ac / an
--   n_groups_without [groups] other groups in which it was looked for and not found
--   n_groups_unknown [groups] other groups of which nothing is known
--   an_elsewhere [alleles] alleles called in the groups without it
--   highest_elsewhere [share] upper end of the 95 % score interval of 0 of an_elsewhere
with groups_of_allele as (
    select
        allele_index,
        grouping,
        count(*) filter (where ac > 0) as n_groups_with,
        count(*) filter (where ac = 0 and an > 0) as n_groups_without,
        count(*) filter (where ac is null or an = 0) as n_groups_unknown,
        coalesce(sum(an) filter (where ac = 0), 0)::bigint as an_elsewhere
    from pooled_counts
    group by allele_index, grouping
    having n_groups_with = 1
)

select
    seen.allele_index,
    alleles.variant_id,
    annotations.gene_symbol,
    seen.grouping,
    seen.group_id,
    seen.ac,
    seen.an,
    seen.af,
    groups_of_allele.n_groups_without,
    groups_of_allele.n_groups_unknown,
    groups_of_allele.an_elsewhere,
    wilson_high(0, groups_of_allele.an_elsewhere) as highest_elsewhere
from pooled_counts as seen
inner join groups_of_allele
    on
        seen.allele_index = groups_of_allele.allele_index
        and seen.grouping = groups_of_allele.grouping
inner join staging.alleles as alleles
    on seen.allele_index = alleles.allele_index
left join staging.allele_annotations as annotations
    on seen.allele_index = annotations.allele_index
where
    seen.ac > 0
    and groups_of_allele.n_groups_without + groups_of_allele.n_groups_unknown > 0
