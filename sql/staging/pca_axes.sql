-- One row per axis and site.
--
-- axes_id begins the SHA-256 of the rest; a missing call stands at the centre.
--
-- source: aggregates/pca_axes.parquet
-- needs: aggregates
select
    axes_id,
    build,
    axis,
    variance_share,
    score_sd,
    contig,
    pos,
    ref,
    alt,
    centre,
    scale,
    loading
from read_parquet(aggregates_folder() || '/pca_axes.parquet')
