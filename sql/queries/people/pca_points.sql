-- One row per person: group, place on the first two axes, and whether genotypes and word agree.
--
-- agrees is null where nothing is inferred. The order has nothing to do with who anybody is. Cannot
-- be asked where the profile shows nothing about one person: see pca_bins.
--
-- needs: rows
-- parameters:
--   grouping text
--   sample_set text
-- columns:
--   group_id person
--   group_label text
--   colour text
--   shape text
--   group_order text
--   pc_1 person
--   pc_2 person
--   agrees person
select
    people.group_id,
    named_groups.group_label,
    named_groups.colour,
    named_groups.shape,
    named_groups.group_order,
    sample_metrics.pc_1,
    sample_metrics.pc_2,
    both_groups.inferred_group = both_groups.usual_group as agrees
from people_in_groups as people
inner join staging.sample_metrics as sample_metrics
    on
        people.call_set_id = sample_metrics.call_set_id
        and people.sample_index = sample_metrics.sample_index
inner join named_groups
    on
        people.grouping = named_groups.grouping
        and people.group_id = named_groups.group_id
left join reported_and_inferred as both_groups
    on
        people.call_set_id = both_groups.call_set_id
        and people.sample_index = both_groups.sample_index
        and people.sample_set = both_groups.sample_set
where
    people.grouping = $grouping
    and people.sample_set = $sample_set
    and sample_metrics.pc_2 is not null
order by hash(people.call_set_id, people.sample_index)
