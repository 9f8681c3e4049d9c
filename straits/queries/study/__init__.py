"""What the study says of itself, its sites, files and people."""

from straits.queries.study.study_facts import (
    SharedAxes,
    StudyTotals,
    age_pyramid,
    call_sets,
    counted_once,
    default_sample_set,
    drop_counts,
    group_agreement,
    group_sizes,
    group_sizes_and_rest,
    knows_relatives,
    panel_matches,
    panels,
    pca_bins,
    pca_points,
    sample_metric_bins,
    shared_axes,
    sites,
    study_totals,
    variant_counts,
)

__all__ = [
    "SharedAxes", "StudyTotals", "age_pyramid", "call_sets", "counted_once", "default_sample_set",
    "drop_counts", "group_agreement", "group_sizes", "group_sizes_and_rest", "knows_relatives",
    "panel_matches", "panels", "pca_bins", "pca_points", "sample_metric_bins", "shared_axes",
    "sites", "study_totals", "variant_counts",
]  # fmt: skip
