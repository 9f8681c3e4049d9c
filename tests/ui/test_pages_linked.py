"""What the pages say of alleles that travel together, with a study that has genotypes."""

import re
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from straits import queries
from straits.queries.allele import linked
from straits.store import Store, open_store
from straits.ui.variant import variant_linked
from tests.builders import screens
from tests.builders.screens import Visit, said
from tests.queries import test_queries_linked
from tests.queries.test_queries_linked import CALLS


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("linked_pages")
    test_queries_linked.written(folder)
    return folder / "store"


@pytest.fixture
def visit(written: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    return partial(screens.opened, "variant", written, monkeypatch)


def both(store: Store) -> tuple[queries.groups.Population, queries.groups.Population]:
    a, b = (queries.groups.population(store, f"group:grp/{group}@wgs") for group in "AB")
    return a, b


def test_the_closest_of_either_group_come_first_and_lack_what_a_group_does_not_have(
    written: Path,
) -> None:
    store = open_store(written)
    variant = queries.allele.variant(store, "chr1-100-A-G")
    assert variant is not None
    a, b, rows = linked.linked_in_pair(store, variant, both(store), "all", limit=100)
    closest = rows.select(pl.max_horizontal("r2_a", "r2_b"))["r2_a"]
    assert closest.is_sorted(descending=True)
    assert set(rows["pos"]) == {*a.rows["pos"], *b.rows["pos"]}
    for side, letter in ((a, "a"), (b, "b")):
        expected = dict(side.rows.select("pos", "r2").iter_rows())
        found = dict(rows.select("pos", f"r2_{letter}").iter_rows())
        assert found == {pos: expected.get(pos) for pos in found}


def test_the_page_of_a_variant_names_what_travels_with_it(visit: Visit) -> None:
    app = visit(v="chr1-100-A-G")
    assert not app.exception
    assert "What travels with it" in said(app)
    assert "Rogers and Huff 2009" in said(app)
    table = next(frame.value for frame in app.dataframe if "r2_a" in frame.value.columns)
    assert "chr1-110-A-G" in list(table["name"])


def test_two_alleles_are_told_by_their_phased_chromosomes(visit: Visit) -> None:
    text = said(visit(v="chr1-100-A-G", **{"with": "chr1-110-A-G"}))
    people = slice(60)  # the group A
    called = (CALLS[:2, people] >= 0).all(axis=(0, 2))
    x, y = (CALLS[place, people][called].ravel() == 1 for place in (0, 1))
    total, n_both = 2 * int(called.sum()), int((x & y).sum())
    assert (
        f"Of {total} phased chromosomes of {total // 2} people, {n_both} carry both "
        f"(by chance {x.sum() * y.sum() / total:,.1f})" in text
    )
    assert f"r² {np.corrcoef(x, y)[0, 1] ** 2:.2f}" in text


def test_of_records_without_phase_nobody_says_which_copy_carries_what(visit: Visit) -> None:
    text = said(visit(v="chr1-100-A-G", **{"with": "chr1-120-A-G"}))
    assert "nobody knows which copy of a person carries what" in text
    assert "carry both" not in text


@pytest.mark.parametrize(
    ("asked", "answer"),
    [("chr1-100-A-G", "That is this allele itself."), ("rs999999999", "rs999999999")],
)
def test_what_cannot_be_a_pair_is_answered_in_a_sentence(
    visit: Visit, asked: str, answer: str
) -> None:
    app = visit(v="chr1-100-A-G", **{"with": asked})
    assert not app.exception
    assert re.search(re.escape(answer), said(app))


def test_a_pair_that_is_withheld_is_said_to_be() -> None:
    row = {"n_called": [None], "r": [None], "r2": [None], "is_phased": [True], "both": [None]}
    assert variant_linked.in_words(pl.DataFrame(row), ("x", "y")).startswith("Withheld")


def test_phase_says_nothing_of_two_chromosomes() -> None:
    row = {"n_called": [90], "r": [0.05], "r2": [0.0025], "is_phased": [True], "both": [8]}
    rows = pl.DataFrame(row)
    text = variant_linked.in_words(rows, ("x", "y"), on_one=False)
    assert "different chromosomes" in text
    assert "about as often together as by chance, in 90 people" in text
    assert "carry both" not in text
