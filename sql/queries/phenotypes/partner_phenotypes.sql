-- One row per partner's group and category, or bin of values, of a phenotype: how many people.
--
-- Null where the partner withholds it. n_known are the people of the group with an answer.
--
-- needs: aggregates
-- parameters:
--   phenotype_id text
--   groupings texts
-- columns:
--   site_id identity
--   site_name text
--   group_id identity
--   group_label text
--   colour text
--   shape text
--   group_order identity
--   kind text
--   category identity
--   low identity
--   high identity
--   n_people count_people
--   n_known count_people
select
    cells.site_id,
    sites.name as site_name,
    cells.group_id,
    named_groups.group_label,
    named_groups.colour,
    named_groups.shape,
    row_number() over (
        order by sites.sort_order, named_groups.group_order, cells.category, cells.bin_low
    ) as group_order,
    cells.kind,
    cells.category,
    cells.bin_low as low,
    cells.bin_high as high,
    cells.n_people,
    cells.n_known
from staging.partner_phenotypes as cells
inner join staging.sites as sites
    on cells.site_id = sites.site_id
inner join named_groups
    on
        cells.grouping = named_groups.grouping
        and cells.group_id = named_groups.group_id
where
    cells.phenotype_id = $phenotype_id
    and list_contains($groupings, cells.grouping)
order by group_order
