-- One row per call set and stretch of a region in which a missing record means reference.
--
-- Both ends belong to a stretch, which is cut where the region ends. No row of a call set says that
-- nothing is callable there, or that its callable regions are not known: see has_callable_regions
-- of call_sets.
--
-- needs: aggregates
-- parameters:
--   call_sets texts
--   contig text
--   start_pos integer
--   end_pos integer
-- columns:
--   call_set_id identity
--   start_pos identity
--   end_pos identity
select
    call_set_id,
    greatest(start_pos, $start_pos)::integer as start_pos,
    least(end_pos, $end_pos)::integer as end_pos
from staging.callable_regions
where
    list_contains($call_sets::text[], call_set_id)
    and contig = $contig
    and start_pos <= $end_pos
    and end_pos >= $start_pos
order by call_set_id, start_pos
