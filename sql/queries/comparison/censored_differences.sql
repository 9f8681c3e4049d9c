-- One row per allele that A and B could be compared at, were the count of one no range; in order.
--
-- Of an external panel that publishes "<5", or of a cohort that has too few copies to be told; the
-- ranges of what is pooled add up, and exact counts of other call sets with them. Other filters
-- than those that come before AN in compared_alleles are not applied. n_variants is how many
-- alleles there are, wanted or not.
--
-- needs: aggregates
-- parameters:
--   asked comparison
--   n_wanted integer
-- columns:
--   allele_index identity
--   variant_id identity
--   contig identity
--   pos identity
--   ref identity
--   alt identity
--   variant_type identity
--   region_class identity
--   rsid identity
--   n_called_a count_people
--   an_a count_alleles(n_called_a)
--   ac_low_a count_alleles(n_called_a)
--   ac_high_a count_alleles(n_called_a)
--   n_called_b count_people
--   an_b count_alleles(n_called_b)
--   ac_low_b count_alleles(n_called_b)
--   ac_high_b count_alleles(n_called_b)
--   n_variants count_variants
with of_a as (
    select
        allele_index,
        sum(n_called)::integer as n_called,
        sum(an)::integer as an,
        sum(ac_low)::integer as ac_low,
        sum(ac_high)::integer as ac_high
    from counts_in_ranges(
            $asked['a_call_sets']::text[],
            [$asked['a_grouping']],
            [$asked['a_group']],
            $asked['sample_set']
        )
    where not is_too_few(n_called, n_called, $min_people)
    group by allele_index
),

of_b as (
    select
        allele_index,
        sum(n_called)::integer as n_called,
        sum(an)::integer as an,
        sum(ac_low)::integer as ac_low,
        sum(ac_high)::integer as ac_high
    from counts_in_ranges(
            $asked['b_call_sets']::text[],
            [$asked['b_grouping']],
            [$asked['b_group']],
            $asked['sample_set']
        )
    where not is_too_few(n_called, n_called, $min_people)
    group by allele_index
),

ranges as (
    select
        compared.allele_index,
        coalesce(of_a.n_called, 0) + compared.n_called_a as n_called_a,
        coalesce(of_a.an, 0) + compared.an_a as an_a,
        coalesce(of_a.ac_low, 0) + compared.ac_a as ac_low_a,
        coalesce(of_a.ac_high, 0) + compared.ac_a as ac_high_a,
        coalesce(of_b.n_called, 0) + compared.n_called_b as n_called_b,
        coalesce(of_b.an, 0) + compared.an_b as an_b,
        coalesce(of_b.ac_low, 0) + compared.ac_b as ac_low_b,
        coalesce(of_b.ac_high, 0) + compared.ac_b as ac_high_b
    from compared_alleles($asked, $min_people) as compared
    left join of_a
        on compared.allele_index = of_a.allele_index
    left join of_b
        on compared.allele_index = of_b.allele_index
    where
        compared.left_out = 'no_an'
        and (of_a.allele_index is not null or of_b.allele_index is not null)
),

known as (
    select
        allele_index,
        n_called_a,
        an_a,
        ac_low_a,
        ac_high_a,
        n_called_b,
        an_b,
        ac_low_b,
        ac_high_b,
        count(*) over () as n_variants
    from ranges
    where least(an_a, an_b) >= greatest($asked['least_an'], 1)
    order by allele_index
    limit $n_wanted
)

select
    known.allele_index,
    variant_id(alleles.contig, alleles.pos, alleles.ref, alleles.alt) as variant_id,
    alleles.contig,
    alleles.pos,
    alleles.ref,
    alleles.alt,
    alleles.variant_type,
    alleles.region_class,
    alleles.rsid,
    known.n_called_a,
    known.an_a,
    known.ac_low_a,
    known.ac_high_a,
    known.n_called_b,
    known.an_b,
    known.ac_low_b,
    known.ac_high_b,
    known.n_variants
from known
inner join staging.alleles as alleles
    on known.allele_index = alleles.allele_index
order by known.allele_index
