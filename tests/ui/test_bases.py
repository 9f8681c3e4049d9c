"""Pages on both bases of grouping: who moves, what changes, and how sure an inferred group is."""

import re
from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from straits import cohorts, queries
from straits.store import Store, open_store
from tests.builders import demo_studies, screens
from tests.builders.screens import Visit, said

MALAY, INDIAN = (f"group:ethnic_group/{name}" for name in ("malay", "indian"))


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store(demo_studies.small_demo_store())


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Visit:
    def opened(noun: str, **address: str) -> AppTest:
        demo = demo_studies.small_demo_store()
        return screens.opened(noun, demo, monkeypatch, a=MALAY, b=INDIAN, **address)

    return opened


def n_in(store: Store, sentence: str) -> int:
    counted = store.cohorts.attrition(cohorts.parse(sentence)).n_people
    assert counted is not None
    return counted


@pytest.mark.parametrize("least", ["0", "0.9"])
@pytest.mark.parametrize(("noun", "more"), [("frequencies", {"view": "bases"}), ("variant", {})])
def test_people_who_move_are_counted(
    visit: Visit, store: Store, noun: str, more: dict[str, str], least: str
) -> None:
    app = visit(noun, v="rs671", clear=least, **more)
    assert not app.exception
    found = re.search(
        r"Of (\d+) people who say Malay \(A\) (\d+) are Southeast Asian-like( \(p ≥ 0\.9\))? by "
        r"their genotypes; (\d+) are not, and (\w+)",
        said(app),
    )
    assert found
    n_malay = n_in(store, "ethnic_group is malay")
    sure = "ancestry is southeast_asian and call set is one of sg_wgs, sg_exome"
    if least != "0":
        sure += f" and ancestry probability at least {least}"
    n_both = n_in(store, f"ethnic_group is malay and {sure}")
    joined = n_in(store, f"{sure} and not ethnic_group is malay")
    assert (int(found[1]), int(found[2]), int(found[4])) == (n_malay, n_both, n_malay - n_both)
    assert found[5] == (str(joined) if joined else "nobody")
    assert bool(found[3]) == (least != "0")


def test_a_variant_has_both_differences(visit: Visit, store: Store) -> None:
    app = visit("variant", v="rs671")
    table = next(frame.value for frame in app.dataframe if "basis" in frame.value.columns)
    known = queries.groups.bases(store)
    assert known is not None
    first = tuple(queries.groups.population(store, name) for name in (MALAY, INDIAN))
    second = tuple(queries.groups.by_other_basis(store, known, side) for side in first)
    variant = queries.allele.variant(store, "chr12-111803962-G-A")
    assert variant is not None
    for row, (a, b) in zip(table.to_dict("records"), (first, second), strict=True):
        assert a is not None
        assert b is not None
        told = queries.allele.contrast(store, variant, a, b, "unrelated")
        assert row["difference"] == pytest.approx(told.difference)
        assert row["counts_a"] == f"{told.ac_a}/{told.an_a}"


def test_a_cohort_has_no_other_basis(monkeypatch: pytest.MonkeyPatch) -> None:
    demo = demo_studies.small_demo_store()
    women, men = (cohorts.to_link(cohorts.parse(f"sex is {sex}")) for sex in ("XX", "XY"))
    opened = partial(screens.opened, "frequencies", demo, monkeypatch)
    app = opened(view="bases", a=women, b=men)
    assert "Neither A nor B has a group on the other basis" in said(app)


def test_the_choice_of_bases_explains_both_of_them(visit: Visit) -> None:
    (box,) = [
        box for box in visit("variant", v="rs671").selectbox if box.label == "People grouped by"
    ]
    assert "said themselves" in box.help
    assert "worked out from genotypes" in box.help
