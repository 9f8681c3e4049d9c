-- One row per stretch of the alleles compared between A and B: its most different allele.
--
-- A stretch holds so many alleles of the release, so that one with more of them has more peaks. Of
-- alleles that are as different it tells the first.
-- measure is "p" (of the allele's own test, and of equal ones the largest score statistic) or "fst"
-- (Hudson's, of the allele alone). fst is null where an an is below 2.
--
-- needs: aggregates
-- parameters:
--   asked comparison
--   measure text
--   n_in_stretch integer
-- columns:
--   stretch identity
--   n_variants count_variants
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
--   n_called_b count_people
--   ac_b count_alleles(n_called_b)
--   an_b count_alleles(n_called_b)
--   fst derived(ac_a, an_a, ac_b, an_b)
with measured as (
    select
        allele_index,
        n_called_a,
        ac_a,
        an_a,
        n_called_b,
        ac_b,
        an_b,
        case $measure
            when 'p'
                then
                    case
                        when score_z(ac_a, an_a, ac_b, an_b) is not null
                            then -to_29_bits(difference_p(ac_a, an_a, ac_b, an_b))
                    end
            when 'fst' then
                hudson_fst_numerator(ac_a, an_a, ac_b, an_b)
                / nullif(hudson_fst_denominator(ac_a, an_a, ac_b, an_b), 0)
        end as value,
        if($measure = 'p', to_29_bits(score_z(ac_a, an_a, ac_b, an_b) ** 2), 0) as second_value
    from compared_alleles($asked, $min_people)
    where left_out is null
),

peaks as (
    select
        allele_index // $n_in_stretch as stretch,
        count(*) as n_variants,
        max_by(
            {
                'allele_index': allele_index,
                'n_called_a': n_called_a,
                'ac_a': ac_a,
                'an_a': an_a,
                'n_called_b': n_called_b,
                'ac_b': ac_b,
                'an_b': an_b
            },
            row(value, second_value, -allele_index)
        ) as peak
    from measured
    where value is not null
    group by allele_index // $n_in_stretch
)

select
    peaks.stretch,
    peaks.n_variants,
    peaks.peak.allele_index,
    variant_id(alleles.contig, alleles.pos, alleles.ref, alleles.alt) as variant_id,
    alleles.contig,
    alleles.pos,
    alleles.ref,
    alleles.alt,
    alleles.variant_type,
    alleles.region_class,
    alleles.rsid,
    peaks.peak.n_called_a,
    peaks.peak.ac_a,
    peaks.peak.an_a,
    peaks.peak.n_called_b,
    peaks.peak.ac_b,
    peaks.peak.an_b,
    hudson_fst_numerator(
        peaks.peak.ac_a, peaks.peak.an_a, peaks.peak.ac_b, peaks.peak.an_b
    ) / nullif(
        hudson_fst_denominator(
            peaks.peak.ac_a, peaks.peak.an_a, peaks.peak.ac_b, peaks.peak.an_b
        ), 0
    ) as fst
from peaks
inner join staging.alleles as alleles
    on peaks.peak.allele_index = alleles.allele_index
order by peaks.stretch
