"""What is compared by arrays is what plain SQL over the tables says, whatever is asked."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from straits import queries
from straits.popgen import fst, spectrum
from straits.queries.comparison.panel_of_groups import group_panel
from straits.queries.groups import Population
from straits.store import Store, open_store
from tests import repeats
from tests.builders import tiny_store
from tests.builders.tiny_store import Block, Calls, CallSet
from tests.oracles.comparison_in_sql import ORDERS, Asked

N = 80
GROUPS = ("A", "B", "C")
SETS = ("one", "two", "three")
RANDOM = np.random.default_rng(8)
TYPES = {"A-G": 0.6, "A-AT": 0.2, "AT-A": 0.2}


def alleles() -> list[str]:
    kinds = RANDOM.choice(list(TYPES), N, p=list(TYPES.values()))
    contigs = [("chr1", "chr7", "chrX", "chrM")[min(place * 4 // N, 3)] for place in range(N)]
    return [f"{contigs[place]}-{place + 1}-{kinds[place]}" for place in range(N)]


NAMES = alleles()


def calls(n_people: int, tilt: float) -> dict[str, Calls]:
    """Return calls of mostly rare alleles, some of them missing, alike in every other block."""
    counted = {}
    for place, name in enumerate(NAMES):
        if place % 7 == 3:
            continue  # nobody carries it
        missing = int(RANDOM.choice([0, 0, 0, n_people // 3, n_people - 1, n_people]))
        share = min((place % 9) / 20 * tilt, 1)
        het = int(RANDOM.binomial(n_people - missing, share))
        counted[name] = Calls(het=het, missing=missing)
    return counted


def written(folder: Path, profile: str) -> Store:
    blocks = []
    for number, name in enumerate(SETS):
        for place, group in enumerate(GROUPS):
            n_people = 25 + 10 * place + number
            blocks.append(Block(name, "XX", n_people, {"g": group}, calls(n_people, 1 + place)))
            # Relatives, whom the unrelated leave out.
            blocks.append(
                Block(name, "XX", 4 + place, {"g": group}, calls(4 + place, 1), is_unrelated=False)
            )
    call_sets = [
        CallSet("one", "one", {NAMES[5]: "not_in_call_set", NAMES[6]: "not_callable"}),
        CallSet("two", "two", is_left_aligned=False),
        CallSet("three", "three"),
    ]
    return open_store(
        tiny_store.write(
            folder / profile, blocks, call_sets, NAMES, profile=profile, release_id=profile
        )
    )


@pytest.fixture(scope="module", params=["open", "inside"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    return written(tmp_path_factory.mktemp("in_sql"), request.param)


def of(store: Store, group: str, call_set: str | None) -> Population:
    where = "" if call_set is None else f"@{call_set}"
    return queries.groups.population(store, f"group:g/{group}{where}")


ASKED = st.builds(
    dict,
    a=st.sampled_from([(group, name) for group in GROUPS for name in (None, *SETS)]),
    b=st.sampled_from([(group, name) for group in GROUPS for name in (None, *SETS)]),
    filters=st.builds(
        queries.allele.Filters,
        span=st.none() | st.tuples(st.integers(0, N // 2), st.integers(N // 2, N - 1)),
        af_min=st.sampled_from([0.0, 0.05]),
        af_max=st.sampled_from([1.0, 0.3]),
        variant_types=st.sampled_from([(), ("snv",), ("insertion", "deletion")]),
        filter_pass_only=st.booleans(),
        min_an=st.sampled_from([0, 1, 50]),
        sample_set=st.sampled_from(["all", "unrelated"]),
        unaligned_indels=st.booleans(),
        consequence_classes=st.sampled_from([(), ("none",), ("lof",)]),
        clinvar_classes=st.sampled_from([(), ("none",)]),
    ),
)


def compared(store: Store, asked: dict) -> Asked:
    return Asked(store, of(store, *asked["a"]), of(store, *asked["b"]), asked["filters"])


@settings(max_examples=repeats.times(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(asked=ASKED, order=st.sampled_from([*ORDERS, "p"]), first=st.sampled_from([0, 3]))
def test_rows_totals_and_cells_are_those_of_the_sql(
    store: Store, asked: dict, order: str, first: int
) -> None:
    of_both = compared(store, asked)
    of_both.check_totals()
    of_both.check_rows(order, 50, first)
    of_both.check_cells(7)
    for measure in ("fst", "p"):
        of_both.check_peaks(9, measure)


@settings(max_examples=repeats.times(30), deadline=None, suppress_health_check=list(HealthCheck))
@given(asked=ASKED)
def test_the_tests_are_those_of_the_tables_that_the_sql_counts(store: Store, asked: dict) -> None:
    compared(store, asked).check_tests(N)


def test_a_reader_of_a_few_sees_no_more_than_the_profile_lets_out(store: Store) -> None:
    """The control of the two above: there are cells that one of the profiles withholds."""
    a, b = of(store, "A", "one"), of(store, "B", "two")
    filters = replace(queries.allele.Filters(), filter_pass_only=False, unaligned_indels=True)
    totals = queries.comparison.difference_totals(store, a, b, filters)
    assert (totals.n_withheld > 0) == (store.profile.name == "inside")
    assert totals.n_no_an > 0


SEVERAL = st.lists(
    st.sampled_from([(group, name) for group in GROUPS for name in (None, *SETS)]),
    min_size=2, max_size=6, unique=True,
)  # fmt: skip


@settings(max_examples=repeats.times(20), deadline=None, suppress_health_check=list(HealthCheck))
@given(asked=ASKED, chosen=SEVERAL)
def test_sums_over_several_groups_are_those_of_the_counts_that_the_sql_gives(
    store: Store, asked: dict, chosen: list
) -> None:
    groups = [of(store, *each) for each in chosen]
    panel = group_panel(store, groups, asked["filters"])
    assert panel is not None
    ac, an = panel.ac[panel.is_called], panel.an[panel.is_called]
    size = int(np.quantile(an, 0.05, axis=0).min()) if an.size else 0
    chances = spectrum.chance_of_being_seen(ac, an, size)
    seen, raw = spectrum.shared_alleles(chances), spectrum.shared_alleles((ac > 0) * 1.0)

    apart = queries.comparison.fst_between(store, groups, asked["filters"])
    np.testing.assert_allclose(apart.matrix, fst.fst_matrix(ac, an), rtol=1e-9, atol=1e-12)
    shared = queries.comparison.shared_alleles(store, groups, asked["filters"])
    assert (apart.n_called, shared.n_called) == (len(ac), len(ac))
    assert shared.size == size
    assert shared.n_not_projected == np.isnan(chances).any(axis=1).sum()
    for members, n_raw, n_projected in shared.combinations.iter_rows():
        combination = sum(1 << place for place in members)
        assert n_raw == raw[combination]
        assert n_projected == pytest.approx(seen[combination], rel=1e-9)
    told = {sum(1 << place for place in row) for row in shared.combinations["members"]}
    assert told == {place for place in range(1, raw.size) if raw[place] or seen[place] >= 0.5}
