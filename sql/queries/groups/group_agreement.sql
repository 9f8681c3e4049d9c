-- One row per site and group that people name themselves: whose genotypes say the same.
--
-- Who agrees is in the inferred group that most people of their own group are in. inferred_label is
-- that group. Numbers are null where withheld; there are no rows where the study has not both kinds
-- of grouping.
--
-- needs: rows
-- parameters:
--   sample_set text
-- columns:
--   site_id identity
--   site_name text
--   group_id identity
--   group_label text
--   inferred_label text
--   n_people count_people
--   n_agree count_people part_of(n_people, agreement)
--   n_disagree count_people part_of(n_people, agreement)
--   n_not_inferred count_people part_of(n_people, agreement)
select
    people.site_id,
    sites.name as site_name,
    people.reported_group as group_id,
    reported.group_label,
    inferred.group_label as inferred_label,
    count(*) as n_people,
    count(*) filter (where people.inferred_group = people.usual_group) as n_agree,
    count(*) filter (where people.inferred_group <> people.usual_group) as n_disagree,
    count(*) filter (where people.inferred_group is null) as n_not_inferred
from reported_and_inferred as people
inner join staging.sites as sites
    on people.site_id = sites.site_id
inner join named_groups as reported
    on
        people.reported_grouping = reported.grouping
        and people.reported_group = reported.group_id
left join named_groups as inferred
    on
        people.inferred_grouping = inferred.grouping
        and people.usual_group = inferred.group_id
where people.sample_set = $sample_set
group by
    people.site_id,
    sites.name,
    sites.sort_order,
    people.reported_group,
    reported.group_label,
    reported.group_order,
    inferred.group_label
order by sites.sort_order, reported.group_order
