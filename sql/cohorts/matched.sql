-- One row per person counted: are they one of those taken for being like the people of a cohort?
--
-- Alike are people of one call set, sex and band of ages who are the same in one more column of the
-- sample sheet, such as a grouping. Who is taken follows from their ids. It is never null.
--
-- needs: rows
-- parameters:
--   alike_in text
--   years integer
--   ratio integer
with strata as (
    select
        call_set_id,
        sample_index,
        person_id,
        sex,
        floor(age / $years::double) as age_band,
        struct_extract(sheet, $alike_in::text) as group_id,
        is_case,
        not is_case and is_among as is_eligible
    from judged
)

select
    call_set_id,
    sample_index,
    is_eligible
    and row_number() over (
        partition by call_set_id, sex, age_band, group_id, is_eligible
        order by md5(person_id), sample_index
    ) <= $ratio::integer * count(*) filter (where is_case) over (
        partition by call_set_id, sex, age_band, group_id
    ) as holds
from strata
