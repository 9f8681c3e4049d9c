-- One row per axis: how much of the variance lies along it, and on how many sites it stands.
--
-- needs: aggregates
-- columns:
--   axes_id identity
--   axis identity
--   variance_share text
--   n_sites count_variants
select
    axes_id,
    axis,
    any_value(variance_share) as variance_share,
    count(*) as n_sites
from staging.pca_axes
group by axes_id, axis
order by axis
