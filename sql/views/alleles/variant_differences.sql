-- One row per allele, grouping and two of its cells A and B (call set and group): how they differ.
--
-- Each pair stands here both ways round, so filter by both groups, or by allele_index. difference
-- and p are null where either side is not known; p is of one test, corrected for nothing.
--
-- needs: aggregates
-- grain: allele_index, grouping, call_set_a, group_a, call_set_b, group_b
-- parameters:
--   grouping text
--   group_a text
--   group_b text
-- columns:
--   allele_index  the allele's number in staging.alleles
--   variant_id    contig-pos-ref-alt
--   rsid          its rsID
--   grouping      a way to divide people
--   call_set_a    call set of A
--   group_a       group of A
--   ac_a [alleles] copies of the allele in A
--   an_a [alleles] alleles called in A
--   af_a [share]  ac_a / an_a
--   call_set_b    call set of B
--   group_b       group of B
--   ac_b [alleles] copies of the allele in B
--   an_b [alleles] alleles called in B
--   af_b [share]  ac_b / an_b
--   difference [share] af_a less af_b
--   p             two-sided p of the difference: Fisher's exact, or chi-squared of large counts
-- chart:
--   mark point
--   x af_a
--   y af_b
select
    side_a.allele_index,
    alleles.variant_id,
    alleles.rsid,
    side_a.grouping,
    side_a.call_set_id as call_set_a,
    side_a.group_id as group_a,
    side_a.ac as ac_a,
    side_a.an as an_a,
    side_a.af as af_a,
    side_b.call_set_id as call_set_b,
    side_b.group_id as group_b,
    side_b.ac as ac_b,
    side_b.an as an_b,
    side_b.af as af_b,
    side_a.af - side_b.af as difference,
    -- The least of 1 and nothing is 1, which would be a claim.
    if(
        side_a.af is null or side_b.af is null,
        null,
        difference_p(side_a.ac, side_a.an, side_b.ac, side_b.an)
    ) as p
from known_counts as side_a
inner join known_counts as side_b
    on
        side_a.allele_index = side_b.allele_index
        and side_a.grouping = side_b.grouping
        and (side_a.call_set_id, side_a.group_id) <> (side_b.call_set_id, side_b.group_id)
inner join staging.alleles as alleles
    on side_a.allele_index = alleles.allele_index
