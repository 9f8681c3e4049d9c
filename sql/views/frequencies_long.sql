-- One row per allele, call set, grouping and group: its counts, or why there are none.
--
-- For a gene, a region or a variant: filter by allele_index, or by contig and pos. Comparing two
-- groups over the genome is what the macro compared_alleles is for.
-- absence and an_source say what stands behind an AN where the call set has no record.
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
    counted.n_called,
    counted.ac,
    counted.an,
    counted.hom_alt,
    counted.ac - 2 * counted.hom_alt - counted.haploid_alt as het,
    if(alleles.region_class in ('x', 'y'), counted.haploid_alt, 0) as hemi,
    allele_frequency(counted.ac, counted.an) as af
from summed_counts('all') as counted
inner join staging.alleles as alleles
    on counted.allele_index = alleles.allele_index
inner join staging.allele_states as states
    on
        counted.call_set_id = states.call_set_id
        and counted.allele_index = states.allele_index
