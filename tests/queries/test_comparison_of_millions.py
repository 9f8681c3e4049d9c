"""Over the demo and a million alleles arrays say what a full pass in plain SQL does."""

from collections.abc import Callable

import pytest

from straits import queries
from straits.queries.allele import Filters
from straits.queries.groups import Population
from straits.store import Store, open_store
from straits.store.releases.release_files import find_release
from tests.builders import allele_plans, demo_studies, many_alleles, tiny_store
from tests.builders.allele_plans import Group, Plan
from tests.builders.tiny_store import Block, CallSet
from tests.oracles.comparison_in_sql import ORDERS, Asked

N = 1_000_000
FIVE = ("one", "two", "three", "four", "five")
GROUPS = (
    *(Group(name, "pooled", 120, 30) for name in FIVE),
    Group("one", "small", 120),
    Group("two", "large", 20_000),
    Group("two", "near", 20_000, drift=0.1),
    # Twice as many copies do not fit in 16 bits.
    Group("three", "huge", 40_000),
)


@pytest.fixture(scope="module")
def millions(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int, str], Store]:
    def made(n_alleles: int, spectrum: str) -> Store:
        store = tmp_path_factory.mktemp(spectrum)
        blocks = []
        for group in GROUPS:
            in_group = {"g": group.group_id}
            n_unrelated = group.n_people - group.n_related
            blocks.append(Block(group.call_set_id, "XX", n_unrelated, in_group))
            if group.n_related:
                related = Block(group.call_set_id, "XX", group.n_related, in_group, {}, False)
                blocks.append(related)
        call_sets = [CallSet(name, name, is_left_aligned=name != "five") for name in FIVE]
        tiny_store.write(store, blocks, call_sets, ["chr1-1-A-G"], profile="inside")
        of = getattr(allele_plans, spectrum)
        plan = Plan(n_alleles, "g", GROUPS, of, {}, sexes=("XX",), is_planted=True)
        many_alleles.fill((store / "current").resolve(), plan)
        with pytest.MonkeyPatch.context() as patch:
            # The full pass in SQL holds a row of each allele, call set and leaf at once, and takes
            # longer than a reader would wait.
            patch.setattr("straits.store.query.database.MEMORY_LIMIT", "5GB")
            return Store(find_release(store, None), time_limit=900)

    return made


def of(store: Store, address: str) -> Population:
    return queries.groups.population(store, f"group:{address}")


# Who is compared with whom, which alleles, by which order, and what some are left out for.
ASKED = {
    "five call sets pooled with a group of one": (
        "g/pooled", "g/small@one", Filters(sample_set="unrelated"), "abs_difference",
        {"withheld", "no_an", "unaligned_indel", "filter_failed", "seen_in_neither"},
    ),
    "two groups of 20,000 nearly alike": (
        "g/large@two", "g/near@two", Filters(), "fst",
        {"withheld", "no_an", "filter_failed", "seen_in_neither"},
    ),
    "counts beyond 16 bits, within ranges, bounds and classes": (
        "g/huge@three", "g/pooled",
        Filters(
            variants=((5, 5), (1_000, 999_999), (1_500_000, 1_500_000), (2_000_001, 3_999_999)),
            af_min=0.001, af_max=0.6, min_an=1_000, variant_types=("snv",),
            consequence_classes=("none", "missense"), unaligned_indels=True,
        ),
        "ratio", {"type", "consequence", "outside_af", "no_an"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    "n_alleles", [pytest.param(N, marks=pytest.mark.long), pytest.param(20_000, id="fewer")]
)
def test_arrays_of_many_alleles_say_what_the_sql_does(
    millions: Callable[[int, str], Store], n_alleles: int
) -> None:
    store = millions(n_alleles, "flat")
    for a, b, filters, order, reasons in ASKED.values():
        totals = Asked(store, of(store, a), of(store, b), filters).check_all(order)
        assert totals["compared"] > 0
        assert reasons <= totals.keys()


EVERYTHING = Filters(filter_pass_only=False, unaligned_indels=True)


@pytest.fixture(scope="module")
def demo() -> Store:
    return open_store(demo_studies.small_demo_store())


@pytest.mark.parametrize("filters", [Filters(), EVERYTHING], ids=["as a page", "everything"])
def test_arrays_of_the_demo_say_what_the_sql_does(demo: Store, filters: Filters) -> None:
    """Of groups of one site, of two, pooled, by sex, and of a panel that publishes ranges."""
    shown = queries.groups.selectable_populations(demo)
    assert any(each.is_panel for each in shown)
    pairs = [
        (shown[0], shown[-1]),
        (shown[-1], shown[1]),
        *zip(shown[2::5], shown[5::5], strict=False),
    ]
    assert len(pairs) > 3
    for number, (a, b) in enumerate(pairs):
        totals = Asked(demo, a, b, filters).check_all(ORDERS[number % len(ORDERS)])
        assert totals["compared"] > 0
