"""The same people by what they say and by their genotypes: which groups, and what changes."""

from pathlib import Path

import pytest

from straits import queries
from straits.errors import QueryError
from straits.queries.allele import Filters
from straits.store import Store, open_store
from tests.builders import call_sets_apart, demo_studies
from tests.builders.call_sets_apart import ALCOHOL, ARTEFACT, LACTASE


@pytest.fixture(scope="module")
def demo() -> Store:
    return open_store(demo_studies.small_demo_store())


@pytest.fixture
def apart(tmp_path: Path) -> Store:
    return open_store(call_sets_apart.store(tmp_path))


def group(store: Store, name: str) -> queries.groups.Population:
    return queries.groups.population(store, f"group:{name}")


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("ethnic_group/malay", "ancestry/southeast_asian"),
        ("ethnic_group/malay@sg_exome", "ancestry/southeast_asian@sg_exome"),
        # Not with the two in Denmark.
        ("ethnic_group/chinese", "ancestry/east_asian@sg_wgs~sg_exome"),
        ("ancestry/east_asian@sg_wgs~sg_exome", "ethnic_group/chinese"),
        ("panel/eas@panel", None),
        ("everyone/everyone@sg_wgs", None),
    ],
)
def test_a_group_has_its_like_on_the_other_basis_in_its_own_call_sets(
    demo: Store, name: str, other: str | None
):
    bases = queries.groups.bases(demo)
    assert bases is not None
    found = queries.groups.by_other_basis(demo, bases, group(demo, name))
    assert (found.population_id if found else None) == (f"group:{other}" if other else None)
    if found:
        assert queries.groups.population(demo, found.population_id) == found


def test_some_call_sets_of_a_group_are_the_sum_of_them(demo: Store):
    several = group(demo, "ancestry/east_asian@sg_wgs~sg_exome")
    parts = [group(demo, f"ancestry/east_asian@{name}") for name in ("sg_wgs", "sg_exome")]
    assert several.n_people == sum(part.n_people or 0 for part in parts)
    assert several.site_id == "singapore"
    variant = queries.allele.variant(demo, "chr12-111803962-G-A")
    assert variant is not None
    danish = group(demo, "ethnic_group/danish@dk_wgs")
    of_all, *of_parts = (
        queries.allele.contrast(demo, variant, each, danish, "all") for each in (several, *parts)
    )
    assert of_all.an_a == sum(part.an_a or 0 for part in of_parts)
    assert of_all.ac_a == sum(part.ac_a or 0 for part in of_parts)


@pytest.mark.parametrize("where", ["sg_exome~sg_wgs", "sg_wgs~dk_wgs~", "sg_wgs~nowhere"])
def test_an_address_of_some_call_sets_is_written_in_one_way(demo: Store, where: str):
    with pytest.raises(QueryError, match="has no group"):
        group(demo, f"ancestry/east_asian@{where}")


def test_a_study_without_people_has_no_bases(apart: Store):
    # Only counts were written.
    assert queries.groups.bases(apart) is None


def test_changes_are_those_of_the_two_comparisons(apart: Store):
    first = group(apart, "ethnic_group/Malay"), group(apart, "ethnic_group/Danish@dk_wgs")
    second = group(apart, "ancestry/Southeast Asian"), group(apart, "ancestry/European@dk_wgs")
    rows = queries.comparison.changed_differences(apart, first, second, Filters(), "p", 10)
    assert set(rows["variant_id"]) == {LACTASE, ALCOHOL, ARTEFACT}
    for name, pair in (("first", first), ("second", second)):
        told = queries.comparison.allele_differences(apart, *pair, Filters())
        own = ("difference", "q", "ac_a", "an_b")
        joined = rows.join(told.select("variant_id", *own), on="variant_id")
        for column in own:
            assert joined[f"{column}_{name}"].to_list() == pytest.approx(joined[column].to_list())
    # 8 Malay with much of it are East Asian by their genotypes.
    assert rows["variant_id"][0] == ALCOHOL
    assert rows["change"][0] == pytest.approx(
        rows["difference_second"][0] - rows["difference_first"][0]
    )
    assert (rows["change"].abs().diff().drop_nulls() <= 0).all()


def test_an_outcome_is_by_q_and_by_who_has_more(apart: Store):
    malay, chinese = (group(apart, f"ethnic_group/{name}") for name in ("Malay", "Chinese"))
    outcomes = [
        dict(
            queries.comparison.changed_differences(
                apart, first, second, Filters(variants=((1, 1),)), "p", 10
            ).select("variant_id", "outcome").rows()
        )[ALCOHOL]
        for first, second in (
            ((malay, chinese), (malay, chinese)),
            ((malay, chinese), (chinese, malay)),
            ((malay, chinese), (chinese, group(apart, "ethnic_group/Chinese@sg_wes"))),
            ((chinese, group(apart, "ethnic_group/Chinese@sg_wes")), (malay, chinese)),
        )
    ]  # fmt: skip
    assert outcomes == ["both", "turned", "first", "second"]
