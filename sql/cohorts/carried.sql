-- One row per person counted in some call sets: do they carry what was asked? Null if unclear.
--
-- The store finds out who carries it, and of whom that is unclear, as one bit per sample.
--
-- needs: rows
-- parameters:
--   call_sets texts
--   carried blobs
--   unclear blobs
with masks as (
    select
        unnest($call_sets::text[]) as call_set_id,
        unnest($carried::blob[])::bit as carried,
        unnest($unclear::blob[])::bit as unclear
)

select
    people.call_set_id,
    people.sample_index,
    case
        when get_bit(masks.carried, people.sample_index::integer) = 1 then true
        when get_bit(masks.unclear, people.sample_index::integer) = 0 then false
    end as holds
from people
inner join masks on people.call_set_id = masks.call_set_id
