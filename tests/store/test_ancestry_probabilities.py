"""How likely inferred groups are by the shared axes, against NumPy on the files of the demo."""

import numpy as np
import polars as pl
import pytest

from straits import cohorts
from straits.store import Store, open_store
from straits.tables.metrics import N_AXES
from tests.builders import demo_studies

AXES = [f"pc_{axis}" for axis in range(1, N_AXES + 1)]


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store(demo_studies.small_demo_store())


@pytest.fixture(scope="module")
def expected() -> pl.DataFrame:
    """The people counted, with the probability of their inferred group worked out by hand."""
    rows = demo_studies.small_demo_store() / "current" / "rows"
    people = (
        pl.read_parquet(rows / "samples.parquet")
        .filter("is_counted")
        .join(pl.read_parquet(rows / "sample_metrics.parquet"), on=["call_set_id", "sample_index"])
        .drop_nulls("ancestry")
    )
    axes = [axis for axis in AXES if people[axis].null_count() < people.height]
    people = people.drop_nulls(axes)
    scores, groups = people.select(axes).to_numpy(), people["ancestry"].to_numpy()
    names = np.unique(groups)
    means = np.array([scores[groups == name].mean(axis=0) for name in names])
    own = np.searchsorted(names, groups)
    within = ((scores - means[own]) ** 2).sum(axis=0) / (len(scores) - len(names))
    distances = ((scores[:, None] - means) ** 2 / within).sum(axis=2)
    likely = np.exp(-distances / 2)
    probability = likely[np.arange(len(own)), own] / likely.sum(axis=1)
    return people.with_columns(probability=probability)


@pytest.mark.parametrize("least", [0.5, 0.9, 0.99])
def test_who_is_in_is_by_the_probability(store: Store, expected: pl.DataFrame, least: float):
    tree = cohorts.parse(f"ancestry probability at least {least}")
    members = store.cohorts.members(tree).select("call_set_id", "sample_id")
    wanted = expected.filter(pl.col("probability") >= least).select("call_set_id", "sample_id")
    assert members.sort(pl.all()).rows() == wanted.sort(pl.all()).rows()
    assert 0 < members.height < expected.height


def test_of_who_is_in_no_inferred_group_it_is_unknown(store: Store, expected: pl.DataFrame):
    attrition = store.cohorts.attrition(cohorts.parse("ancestry probability at least 0"))
    assert attrition.n_people == expected.height
    assert attrition.n_unknown == attrition.n_everyone - expected.height
