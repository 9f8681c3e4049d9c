"""Who the people of a study are beyond their groups: ages, places on shared axes, quality."""

from dataclasses import dataclass

import polars as pl

from straits.queries.study.study_facts import default_sample_set
from straits.store import Store

_AXES_SHOWN = 2


@dataclass(frozen=True)
class SharedAxes:
    """The axes on which people are placed.

    axes_id
        Names the file of axes; the same in every study that was placed on it.
    variance_share
        Of the first axis, of the second and so on, among the people they were fitted on.
    """

    axes_id: str
    n_sites: int
    variance_share: tuple[float, ...]


def age_pyramid(store: Store, grouping: str) -> pl.DataFrame:
    """Return one row per site, group, sex (XX, XY) and band of ages, in the study's order.

    Columns: site_id, site_name, group_id, group_label, colour, group_order, sex, low, high (years;
    null where ages are not known), n_people.
    """
    return store.query("age_pyramid", grouping=grouping, sample_set=default_sample_set(store))


def shared_axes(store: Store) -> SharedAxes | None:
    """Return what the people are placed on; None where the study has too few people or variants."""
    axes = store.query("pca_axes")
    if axes.height < _AXES_SHOWN:
        return None
    return SharedAxes(axes["axes_id"][0], axes["n_sites"][0], tuple(axes["variance_share"]))


def pca_points(store: Store, grouping: str) -> pl.DataFrame:
    """Return one row per person: where they lie on the first two axes.

    Columns: group_id, group_label, colour, shape, group_order, pc_1, pc_2, agrees (whether the
    inferred group is the usual one of those who name the same group; null where none is inferred).
    Raises QueryError where the profile shows nothing about one person; then use `pca_bins`.
    """
    return store.query("pca_points", grouping=grouping, sample_set=default_sample_set(store))


def pca_bins(store: Store, grouping: str) -> pl.DataFrame:
    """Return one row per group and square of the first two axes that may be shown.

    Columns: group_id, group_label, colour, shape, group_order, pc_1, pc_2 (of its middle), width,
    height, n_people.
    """
    return store.query("pca_bins", grouping=grouping, sample_set=default_sample_set(store))


def group_agreement(store: Store) -> pl.DataFrame:
    """Return one row per site and self-reported group: whose genotypes say the same.

    Columns: site_id, site_name, group_id, group_label, inferred_label (the usual inferred group),
    n_people, n_agree, n_disagree, n_not_inferred; null where withheld. No rows where the study has
    not both kinds of grouping.
    """
    return store.query("group_agreement", sample_set=default_sample_set(store))


def sample_metric_bins(store: Store) -> pl.DataFrame:
    """Return one row per call set, metric (call_rate, heterozygosity, ti_tv) and bin.

    Columns: call_set_id, call_set_name, site_name, call_set_order, metric, low, high, n_people.
    """
    return store.query("sample_metric_bins")
