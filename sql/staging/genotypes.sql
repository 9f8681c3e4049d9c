-- One row per call set and normalised allele, in the order of staging.variants.
--
-- plane_1 and plane_2 hold the first and the second allele of each genotype as bits; a rare
-- allele has carriers instead: sample_index * 4 + bits, 1 = plane 1, 2 = plane 2, 3 = both.
--
-- source: rows/genotypes/
-- needs: rows
select
    call_set_id,
    variant_index,
    contig,
    pos,
    region_class,
    is_phased,
    plane_1,
    plane_2,
    carriers,
    missing,
    missing_samples,
    others
from
    read_parquet(
        rows_folder() || '/genotypes/*/data.parquet',
        hive_partitioning = true,
        hive_types_autocast = false
    )
