-- One row per call set and allele of a range: what each of some call sets counted in one group.
--
-- The range is closed at both ends; all alleles if it is null. Counts of a cell that the profile
-- withholds are 0, and is_withheld says so.
create macro cell_counts(
    wanted_call_sets,
    wanted_grouping,
    wanted_group,
    sample_set,
    first_allele,
    last_allele,
    min_people
) as table
with counted as (
    select
        call_set_id,
        allele_index,
        total(n_called, true) as n_all,
        total(n_called, in_sample_set(is_unrelated, sample_set)) as n_called,
        total(ac, in_sample_set(is_unrelated, sample_set)) as ac,
        total(an, in_sample_set(is_unrelated, sample_set)) as an
    from staging.frequencies
    where
        list_contains(wanted_call_sets, call_set_id)
        and grouping = wanted_grouping
        and group_id = wanted_group
        and (first_allele is null or allele_index between first_allele and last_allele)
    group by call_set_id, allele_index
),

judged as (
    select
        call_set_id,
        allele_index,
        n_called,
        ac,
        an,
        is_too_few(n_called, n_all, min_people) as is_withheld
    from counted
)

select
    call_set_id,
    allele_index,
    is_withheld,
    case when is_withheld then 0 else n_called end as n_called,
    case when is_withheld then 0 else ac end as ac,
    case when is_withheld then 0 else an end as an
from judged
