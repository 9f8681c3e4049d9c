"""Who the people of a study are beyond their groups: ages, places on shared axes, quality."""

from dataclasses import dataclass

from straits.queries.question import Question
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


age_pyramid = Question("age_pyramid", sample_set=default_sample_set)


def shared_axes(store: Store) -> SharedAxes | None:
    """Return what the people are placed on; None where the study has too few people or variants."""
    axes = store.query("pca_axes")
    if axes.height < _AXES_SHOWN:
        return None
    return SharedAxes(axes["axes_id"][0], axes["n_sites"][0], tuple(axes["variance_share"]))


pca_points = Question("pca_points", sample_set=default_sample_set)
pca_bins = Question("pca_bins", sample_set=default_sample_set)
group_agreement = Question("group_agreement", sample_set=default_sample_set)
sample_metric_bins = Question("sample_metric_bins")
