-- One row per allele compared between A and B, the most different first.
--
-- order_by is "abs_difference", "ratio" (the larger AF over the smaller; infinite ones first, by
-- the larger AF), "p" (of the allele's own test, and of equal ones the largest score statistic) or
-- "fst" (Hudson's, of the allele alone). Only the rows asked for are given their names. af_low and
-- af_high are those of share_low and share_high; difference is af_a - af_b; ratio is af_a / af_b,
-- null where af_b is 0; z_score is of the two-proportion score test with the variance pooled.
--
-- needs: aggregates
-- parameters:
--   asked comparison
--   order_by text
--   n_wanted integer
--   n_skipped integer
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
--   ac_a count_alleles(n_called_a)
--   an_a count_alleles(n_called_a)
--   af_a derived(ac_a, an_a)
--   af_low_a derived(ac_a, an_a)
--   af_high_a derived(ac_a, an_a)
--   n_called_b count_people
--   ac_b count_alleles(n_called_b)
--   an_b count_alleles(n_called_b)
--   af_b derived(ac_b, an_b)
--   af_low_b derived(ac_b, an_b)
--   af_high_b derived(ac_b, an_b)
--   difference derived(ac_a, an_a, ac_b, an_b)
--   ratio derived(ac_a, an_a, ac_b, an_b)
--   z_score derived(ac_a, an_a, ac_b, an_b)
with measured as (
    select
        allele_index,
        n_called_a,
        ac_a,
        an_a,
        n_called_b,
        ac_b,
        an_b,
        allele_frequency(ac_a, an_a) as af_a,
        allele_frequency(ac_b, an_b) as af_b
    from compared_alleles($asked, $min_people)
    where left_out is null
),

ranked as (
    select
        allele_index,
        n_called_a,
        ac_a,
        an_a,
        n_called_b,
        ac_b,
        an_b,
        af_a,
        af_b,
        case $order_by
            when 'abs_difference' then abs(af_a - af_b)
            when 'ratio' then coalesce(greatest(af_a, af_b) / nullif(least(af_a, af_b), 0), 1e300)
            when 'p' then -to_29_bits(difference_p(ac_a, an_a, ac_b, an_b))
            when 'fst' then
                hudson_fst_numerator(ac_a, an_a, ac_b, an_b)
                / nullif(hudson_fst_denominator(ac_a, an_a, ac_b, an_b), 0)
        end as rank_value,
        if($order_by = 'p', abs(score_z(ac_a, an_a, ac_b, an_b)), null) as second_value
    from measured
    order by
        rank_value desc nulls last,
        second_value desc nulls last,
        greatest(af_a, af_b) desc,
        allele_index asc
    limit $n_wanted offset $n_skipped
)

select
    ranked.allele_index,
    variant_id(alleles.contig, alleles.pos, alleles.ref, alleles.alt) as variant_id,
    alleles.contig,
    alleles.pos,
    alleles.ref,
    alleles.alt,
    alleles.variant_type,
    alleles.region_class,
    alleles.rsid,
    ranked.n_called_a,
    ranked.ac_a,
    ranked.an_a,
    ranked.af_a,
    share_low(ranked.ac_a, ranked.an_a) as af_low_a,
    share_high(ranked.ac_a, ranked.an_a) as af_high_a,
    ranked.n_called_b,
    ranked.ac_b,
    ranked.an_b,
    ranked.af_b,
    share_low(ranked.ac_b, ranked.an_b) as af_low_b,
    share_high(ranked.ac_b, ranked.an_b) as af_high_b,
    ranked.af_a - ranked.af_b as difference,
    ranked.af_a / nullif(ranked.af_b, 0) as ratio,
    score_z(ranked.ac_a, ranked.an_a, ranked.ac_b, ranked.an_b) as z_score
from ranked
inner join staging.alleles as alleles
    on ranked.allele_index = alleles.allele_index
order by
    ranked.rank_value desc nulls last,
    ranked.second_value desc nulls last,
    greatest(ranked.af_a, ranked.af_b) desc,
    ranked.allele_index asc
