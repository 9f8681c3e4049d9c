-- One row per call set, grouping, group and allele.
--
-- Row i of each file is the allele with allele_index i, so the files of two groups are joined by
-- position. A filter on call_set_id, grouping and group_id reads one file. an counts called
-- alleles only; where nothing is known (an_source none) all counts are 0.
--
-- source: aggregates/frequencies/
-- needs: aggregates
select
    call_set_id,
    grouping,
    group_id,
    allele_index,
    n_called,
    ac,
    an,
    hom_alt,
    het,
    hemi,
    n_called_xx,
    ac_xx,
    an_xx,
    hom_alt_xx,
    het_xx,
    hemi_xx,
    n_called_xy,
    ac_xy,
    an_xy,
    hom_alt_xy,
    het_xy,
    hemi_xy,
    n_called_unknown,
    ac_unknown,
    an_unknown,
    hom_alt_unknown,
    het_unknown,
    hemi_unknown,
    n_called_unrelated,
    ac_unrelated,
    an_unrelated,
    hom_alt_unrelated,
    het_unrelated,
    hemi_unrelated,
    n_called_xx_unrelated,
    ac_xx_unrelated,
    an_xx_unrelated,
    hom_alt_xx_unrelated,
    het_xx_unrelated,
    hemi_xx_unrelated,
    n_called_xy_unrelated,
    ac_xy_unrelated,
    an_xy_unrelated,
    hom_alt_xy_unrelated,
    het_xy_unrelated,
    hemi_xy_unrelated,
    n_called_unknown_unrelated,
    ac_unknown_unrelated,
    an_unknown_unrelated,
    hom_alt_unknown_unrelated,
    het_unknown_unrelated,
    hemi_unknown_unrelated
from
    read_parquet(
        aggregates_folder() || '/frequencies/*/*/*/data.parquet',
        hive_partitioning = true,
        hive_types_autocast = false
    )
