-- One row per leaf and allele: the people of a call set and group of one sex, related or not.
--
-- All counts add up, over leaves and call sets: sum them by allele_index, and with "is_unrelated"
-- for the unrelated. A leaf that nobody is in has no rows, any other has all alleles. A filter on
-- call_set_id, grouping and group_id reads one file. an counts called alleles only; where nothing
-- is known (an_source none) all counts are 0. het is ac - 2 hom_alt - haploid_alt; of a panel,
-- hom_alt and haploid_alt are null where it does not publish them.
--
-- Cohorts stand beside the groups, in the grouping "cohort", where a query names them: the store
-- counts them from genotypes for that query alone.
--
-- source: aggregates/frequencies/
-- needs: aggregates
select
    call_set_id,
    grouping,
    group_id,
    sex,
    is_unrelated,
    allele_index,
    n_called,
    ac,
    an,
    hom_alt,
    haploid_alt
from
    read_parquet(
        aggregates_folder() || '/frequencies/*/*/*/data.parquet',
        hive_partitioning = true,
        hive_types_autocast = false
    )
union all
select
    call_set_id,
    grouping,
    group_id,
    sex,
    is_unrelated,
    allele_index,
    n_called,
    ac,
    an,
    hom_alt,
    haploid_alt
from cohort_frequencies
