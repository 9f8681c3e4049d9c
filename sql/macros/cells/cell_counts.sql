-- One row per allele of a range, in order: what one call set counted in one group.
--
-- The range is closed at both ends; all alleles if it is null. Counts of a cell that the profile
-- withholds are 0, and is_withheld says so. No row at all for a call set that is null.
create macro cell_counts(
    wanted_call_set,
    wanted_grouping,
    wanted_group,
    sample_set,
    first_allele,
    last_allele,
    min_people
) as table
with counted as (
    select
        allele_index,
        n_called as n_all,
        in_sample_set(n_called, n_called_unrelated, sample_set) as n_called,
        in_sample_set(ac, ac_unrelated, sample_set) as ac,
        in_sample_set(an, an_unrelated, sample_set) as an
    from staging.frequencies
    where
        call_set_id = wanted_call_set
        and grouping = wanted_grouping
        and group_id = wanted_group
        and (first_allele is null or allele_index between first_allele and last_allele)
),

judged as (
    select
        allele_index,
        n_called,
        ac,
        an,
        is_too_few(n_called, n_all, min_people) as is_withheld
    from counted
)

select
    allele_index,
    is_withheld,
    case when is_withheld then 0 else n_called end as n_called,
    case when is_withheld then 0 else ac end as ac,
    case when is_withheld then 0 else an end as an
from judged
