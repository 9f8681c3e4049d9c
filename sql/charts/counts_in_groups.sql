-- One row per allele of a range and group: its counts, call sets of a group added up.
select
    alleles.variant_id,
    pooled.label as group_label,
    pooled.n_called,
    pooled.ac,
    pooled.an,
    allele_frequency(pooled.ac, pooled.an) as af,
    share_low(pooled.ac, pooled.an) as af_low,
    share_high(pooled.ac, pooled.an) as af_high
from pooled_groups($groups, $sample_set, $first_allele, $last_allele, $min_people) as pooled
inner join staging.alleles as alleles
    on pooled.allele_index = alleles.allele_index
order by pooled.allele_index, pooled.place
