-- One row per person: the group, the place on the first two axes, and whether both say the same.
select
    group_id,
    group_label,
    colour,
    shape,
    group_order,
    pc_1,
    pc_2,
    agrees
from pca_points($grouping, $sample_set)
