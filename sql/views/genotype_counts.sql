-- One row per call set and normalised allele: its counts from the genotypes of everyone counted.
--
-- They equal the stored frequencies of the group "everyone". For a cohort, narrow the masks, and
-- bind them as values: one that comes from a column, as here, is copied for every row, which at
-- 100,000 people takes a hundred times as long (benchmarks/README.md).
-- Diploid are the people with two copies of the place, haploid those with one.
--
-- needs: rows
with masks as (
    select
        call_set_id,
        region_class,
        max(mask) filter (where ploidy = 2) as diploid_blob,
        max(mask) filter (where ploidy = 1) as haploid_blob
    from staging.ploidy_masks
    group by call_set_id, region_class
),

masked as (
    select
        genotypes.call_set_id,
        genotypes.variant_index,
        genotypes.region_class,
        genotypes.plane_1,
        genotypes.plane_2,
        genotypes.carriers,
        genotypes.missing,
        genotypes.missing_samples,
        -- A mask that is absent is empty: nobody of the other mask twice over.
        coalesce(diploid_blob::bit, xor(haploid_blob::bit, haploid_blob::bit)) as diploid,
        coalesce(haploid_blob::bit, xor(diploid_blob::bit, diploid_blob::bit)) as haploid
    from staging.genotypes as genotypes
    inner join masks
        on
            genotypes.call_set_id = masks.call_set_id
            and genotypes.region_class = masks.region_class
),

called as (
    select
        call_set_id,
        variant_index,
        region_class,
        bit_count(diploid) - n_missing(missing, missing_samples, diploid) as n_diploid,
        bit_count(haploid) - n_missing(missing, missing_samples, haploid) as n_haploid,
        n_copies(plane_1, plane_2, carriers, diploid | haploid) as ac,
        n_hom_alt(plane_1, plane_2, carriers, diploid) as hom_alt,
        n_haploid_alt(plane_1, carriers, haploid) as haploid_alt
    from masked
)

select
    call_set_id,
    variant_index,
    n_diploid + n_haploid as n_called,
    ac,
    2 * n_diploid + n_haploid as an,
    hom_alt,
    -- What is left of the copies: n_het says the same, with another pass over planes and lists.
    ac - 2 * hom_alt - haploid_alt as het,
    case when region_class in ('x', 'y') then haploid_alt else 0 end as hemi
from called
