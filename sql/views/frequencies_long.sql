-- One row per allele, call set, grouping and group: its counts, or why there are none.
--
-- Everybody counts, relatives among them; summed_counts('unrelated') leaves relatives out.
-- For a gene, a region or a variant: filter by allele_index, or by contig and pos. Comparing two
-- groups over the genome is what the macro compared_alleles is for.
-- absence and an_source say what stands behind an AN where the call set has no record. Where a
-- panel or a partner tells AC as a range, it lies from ac_low to ac_high, and ac and what follows
-- from it are null; elsewhere both ends are ac.
--
-- needs: aggregates
select
    counted.allele_index,
    alleles.variant_id,
    alleles.contig,
    alleles.pos,
    alleles.ref,
    alleles.alt,
    alleles.rsid,
    counted.call_set_id,
    counted.grouping,
    counted.group_id,
    states.absence,
    states.an_source,
    states.filter,
    if(ranges.allele_index is not null, ranges.n_called, counted.n_called) as n_called,
    if(ranges.allele_index is not null, null, counted.ac) as ac,
    if(ranges.allele_index is not null, ranges.an, counted.an) as an,
    if(ranges.allele_index is not null, null, counted.hom_alt) as hom_alt,
    case
        when ranges.allele_index is null
            then counted.ac - 2 * counted.hom_alt - counted.haploid_alt
    end as het,
    case
        when ranges.allele_index is not null then null
        when alleles.region_class in ('x', 'y') then counted.haploid_alt
        else 0
    end as hemi,
    if(ranges.allele_index is not null, null, allele_frequency(counted.ac, counted.an)) as af,
    if(ranges.allele_index is not null, ranges.ac_low, counted.ac) as ac_low,
    if(ranges.allele_index is not null, ranges.ac_high, counted.ac) as ac_high
from summed_counts('all') as counted
inner join staging.alleles as alleles
    on counted.allele_index = alleles.allele_index
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
