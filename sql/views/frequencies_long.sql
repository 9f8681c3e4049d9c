-- One row per allele, call set, grouping and group: its counts, or why there are none.
--
-- For a gene, a region or a variant: filter by allele_index, or by contig and pos. Comparing two
-- groups over the genome is what the macro compared_alleles is for.
-- absence and an_source say what stands behind an AN where the call set has no record.
--
-- needs: aggregates
select
    frequencies.allele_index,
    alleles.variant_id,
    alleles.contig,
    alleles.pos,
    alleles.ref,
    alleles.alt,
    alleles.rsid,
    frequencies.call_set_id,
    frequencies.grouping,
    frequencies.group_id,
    states.absence,
    states.an_source,
    states.filter,
    frequencies.n_called,
    frequencies.ac,
    frequencies.an,
    frequencies.hom_alt,
    frequencies.het,
    frequencies.hemi,
    allele_frequency(frequencies.ac, frequencies.an) as af
from staging.frequencies as frequencies
inner join staging.alleles as alleles
    on frequencies.allele_index = alleles.allele_index
inner join staging.allele_states as states
    on
        frequencies.call_set_id = states.call_set_id
        and frequencies.allele_index = states.allele_index
