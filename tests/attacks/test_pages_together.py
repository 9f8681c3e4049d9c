"""What pages of phenotypes, ages and pharmacogenes show of groups, put together, tells of no few.

Each number that is shown is an equation in how many people share group, sex and what is asked of
them; linear programming finds the least and the most that any other number can be. Control: with
each number judged by itself alone, numbers of fewer than 20 people follow.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

from straits.store import Store, open_store
from straits.store.releases.release_files import find_release
from straits.tables import EVERYONE, SEXES
from tests.attacks import guarded_demo
from tests.builders import demo_studies, phenotype_study

# What one person is: of every kind that is asked for one value, "" where none applies.
Person = tuple[str, ...]
# Which people a number is of, and the number.
Number = tuple[Callable[[Person], bool], int]

CALL_SET = "sg_wgs"
FEWEST = guarded_demo.INSIDE.min_people
# One of them on X, of which the page tells the sexes.
GENES = ("CYP2C19", "G6PD")


@cache
def open_demo() -> Store:
    """Return the small demo as whoever may see everything opens it."""
    return Store(find_release(demo_studies.small_demo_store(), None))


def determined(people: list[Person], shown: Iterable[Number], sought: Iterable[Number]) -> set[int]:
    """Return which of the numbers sought follow from those shown, as their places."""
    rows, right = [], []
    for is_in, n_people in shown:
        rows.append([is_in(person) for person in people])
        right.append(n_people)
    if not rows:
        return set()
    equations = csr_array(np.array(rows, float))
    found = set()
    for place, (is_in, _) in enumerate(sought):
        of = np.array([is_in(person) for person in people], float)
        least, most = (
            sign * smallest(sign * of, equations, np.array(right, float)) for sign in (1, -1)
        )
        if np.ceil(least - 1e-6) == np.floor(most + 1e-6):
            found.add(place)
    return found


def smallest(of: NDArray[np.float64], equations: csr_array, right: NDArray[np.float64]) -> float:
    """Return the least that a sum can be where equations hold; minus infinity without an end."""
    solved = linprog(of, A_eq=equations, b_eq=right, method="highs")
    assert solved.status in (0, 3), solved.message
    return float(solved.fun) if solved.status == 0 else -np.inf


def few(numbers: list[Number]) -> list[Number]:
    return [each for each in numbers if 0 < each[1] < FEWEST]


def enough(numbers: list[Number]) -> list[Number]:
    """Return the numbers that would be shown if each were judged by itself alone."""
    return [each for each in numbers if not 0 < each[1] < FEWEST]


# Of pharmacogenes a person is of a group of each grouping and of a sex, and has a phenotype,
# one of several, or none of whom nothing is known.
SEVERAL, UNCOVERED = "several", "uncovered"


def of_gene(store: Store, gene: str, call_set_id: str) -> list[Number]:
    """Return what the page of a gene's phenotypes tells of a call set by any grouping, or sex."""
    numbers: list[Number] = []
    for place, grouping in enumerate((EVERYONE, *groupings(store))):
        asked = {"gene_symbol": gene, "grouping": grouping, "sample_set": "all"}
        for name in ("pgx_phenotypes_by_group", "pgx_phenotypes_by_sex"):
            rows = store.query(name, **asked).filter(pl.col("call_set_id") == call_set_id)
            for row in rows.iter_rows(named=True):
                numbers += of_row(row, place)
    return numbers


def of_row(row: dict[str, Any], place: int) -> Iterator[Number]:
    """Yield the numbers of a row, of a group of the grouping at a place; 0 is that of everyone."""
    group, sex, phenotype = row["group_id"], row.get("sex"), row["phenotype"]

    def is_of(person: Person) -> bool:
        return place == 0 or person[place - 1] == group

    def is_of_sex(person: Person) -> bool:
        return is_of(person) and sex in (None, person[-2])

    if row["n_people"] is not None:
        yield is_of_sex, row["n_people"]
    if row["n_covered"] is not None:
        yield lambda person: is_of_sex(person) and person[-1] != UNCOVERED, row["n_covered"]
    if row["n_certain"] is not None:
        yield lambda person: is_of_sex(person) and person[-1] == phenotype, row["n_certain"]


def groupings(store: Store) -> list[str]:
    named = store.query("group_sizes")["grouping"].unique(maintain_order=True).to_list()
    return sorted(name for name in named if name != EVERYONE)


def people_of_gene(store: Store, gene: str, call_set_id: str) -> list[Person]:
    """Return every kind of person that there can be."""
    kinds = []
    sizes = store.query("all_group_sizes").filter(pl.col("call_set_id") == call_set_id)
    for grouping in groupings(store):
        names = sizes.filter(pl.col("grouping") == grouping)["group_id"].unique().sort().to_list()
        kinds.append([*names, ""])
    rows = store.query(
        "pgx_phenotypes_by_group", gene_symbol=gene, grouping=EVERYONE, sample_set="all"
    )
    phenotypes = rows["phenotype"].unique().sort().to_list()
    return list(product(*kinds, SEXES, [*phenotypes, SEVERAL, UNCOVERED]))


@pytest.mark.long
def test_phenotypes_of_pharmacogenes_tell_of_no_few() -> None:
    inside = guarded_demo.store()
    n_shown = 0
    for gene in GENES:
        people = people_of_gene(open_demo(), gene, CALL_SET)
        shown = of_gene(inside, gene, CALL_SET)
        n_shown += len(shown)
        sought = few(of_gene(open_demo(), gene, CALL_SET))
        assert determined(people, shown, sought) == set(), gene
    assert n_shown > 50


# Of a phenotype a person is of a group and a sex, of a band of five years, and has an outcome; who
# has a disease has it since a year.
NOTHING_KNOWN = "nothing known"
OUTCOMES = {"gout": ("no", "yes", NOTHING_KNOWN), "hba1c": ("value", NOTHING_KNOWN)}
ASKED = {"grouping": "ethnic_group", "sample_set": "all"}
BANDS = [str(low) for low in range(0, 100, 5)] + ["None"]


def small_study(profile: str) -> Store:
    return open_store(phenotype_study.store(profile))


def of_phenotype(of: Store, phenotype_id: str, site_id: str) -> list[Number]:
    """Return what is told of a phenotype at a site, and of the ages and sexes of its people."""
    asked = {"phenotype_id": phenotype_id, **ASKED}

    def rows(name: str, **parameters: str) -> Iterator[dict[str, Any]]:
        frame = of.query(name, **parameters).filter(pl.col("site_id") == site_id)
        yield from frame.filter(pl.col("n_people").is_not_null()).iter_rows(named=True)

    numbers: list[Number] = []
    told: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows("phenotype_counts", **asked):
        nobody = dict.fromkeys(OUTCOMES[phenotype_id], 0)
        # Who has it and was not looked at is not told apart under a minimum.
        outcome = NOTHING_KNOWN if row["outcome"] in (None, "case") else row["outcome"]
        told.setdefault((row["group_id"], row["sex"]), nobody)[outcome] += row["n_people"]
    for (group, sex), by_outcome in told.items():
        # What has no row is of nobody.
        for outcome, n_people in by_outcome.items():
            row = {"group_id": group, "sex": sex}
            numbers.append((of_whom(row, lambda who, is_it=outcome: who[3] == is_it), n_people))
    for row in rows("age_pyramid", **ASKED):
        low, high = (str(row[end]) for end in ("low", "high"))
        bands = set(BANDS[BANDS.index(low) : BANDS.index(high)] if low != "None" else ["None"])
        numbers.append((of_whom(row, lambda who, bands=bands: who[2] in bands), row["n_people"]))
    for row in rows("phenotype_years", **asked):
        if row["mean"] is not None:
            continue  # one person has values of several years
        year = str(row["year"])
        numbers.append((of_whom(row, lambda who, year=year: who[4] == year), row["n_people"]))
    return numbers


def of_whom(row: dict[str, Any], is_it: Callable[[Person], bool]) -> Callable[[Person], bool]:
    """Return the people of a row's group and sex, if it is of one, of whom something holds."""
    group, sex = row["group_id"], row.get("sex", "all")
    return lambda who: who[0] == group and sex in ("all", who[1]) and is_it(who)


def people_of_group(phenotype_id: str, site_id: str, group: str) -> list[Person]:
    """Return every kind of person of a group that there can be."""
    asked = {"phenotype_id": phenotype_id, **ASKED}
    years = small_study("open").query("phenotype_years", **asked)["year"].unique().sort()
    found = product([group], SEXES, BANDS, OUTCOMES[phenotype_id], [""])
    # Some have a disease and were not looked at.
    since = product([group], SEXES, BANDS, ["yes", NOTHING_KNOWN], map(str, years))
    return [*found, *(since if phenotype_id == "gout" else ())]


def within(numbers: list[Number], people: list[Person]) -> list[Number]:
    """Return the numbers that are of some of these people."""
    return [each for each in numbers if any(map(each[0], people))]


@pytest.fixture(scope="module", params=list(product(OUTCOMES, phenotype_study.GROUPS)))
def asked_of(request: pytest.FixtureRequest) -> tuple[str, str, list[Person]]:
    """Return a phenotype, a site of whose people it is asked, and who can be of a group there."""
    phenotype_id, group = request.param
    site_id = "dk" if group == "Danish" else "sg"
    return phenotype_id, site_id, people_of_group(phenotype_id, site_id, group)


def test_phenotypes_and_ages_tell_of_no_few(asked_of: tuple[str, str, list[Person]]) -> None:
    phenotype_id, site_id, people = asked_of
    told, everything = (
        within(of_phenotype(small_study(profile), phenotype_id, site_id), people)
        for profile in ("inside", "open")
    )
    assert len(told) >= 4
    assert few(everything)
    assert determined(people, told, few(everything)) == set()


def test_phenotypes_follow_where_each_number_is_judged_by_itself_alone() -> None:
    everything = of_phenotype(small_study("open"), "gout", "sg")
    people = people_of_group("gout", "sg", "Chinese")
    numbers = within(everything, people)
    women = [(lambda who: who[1] == "XX", phenotype_study.GROUPS["Chinese"] // 2)]
    assert determined(people, [*enough(numbers), *women], few(numbers))


@pytest.mark.long
def test_pharmacogenes_follow_where_each_number_is_judged_by_itself_alone() -> None:
    of_genes = {gene: of_gene(open_demo(), gene, CALL_SET) for gene in GENES}
    assert any(
        determined(people_of_gene(open_demo(), gene, CALL_SET), enough(numbers), few(numbers))
        for gene, numbers in of_genes.items()
    )
