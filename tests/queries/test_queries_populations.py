"""Who is in a study, and what A and B can be."""

from pathlib import Path

import polars as pl
import pytest

from straits import queries
from straits.errors import QueryError
from straits.store import Store, open_store
from tests.builders import tiny_store
from tests.builders.tiny_store import Block


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_store(tiny_store.two_sites(tmp_path_factory.mktemp("two_sites")))


@pytest.fixture
def pair(store: Store) -> tuple[queries.groups.Population, queries.groups.Population]:
    return queries.groups.default_pair(store)


def test_the_study_is_summed_up_once(store: Store):
    totals = queries.study.study_totals(store)
    assert (totals.n_people, totals.n_sites, totals.n_call_sets, totals.n_groups) == (200, 2, 2, 3)
    assert (totals.n_alleles, totals.n_genes_with_alleles) == (3, 2)


def test_group_sizes_are_by_sex_without_sexes_that_nobody_has(store: Store):
    sizes = queries.study.group_sizes(store).filter(pl.col("group_id") == "Malay")
    assert sizes.select("sex", "n_people", "state").rows() == [
        ("XX", 20, "shown"),
        ("XY", 20, "shown"),
    ]


def test_everyone_is_offered_last_and_pooled_only_over_several_call_sets(store: Store):
    assert queries.groups.populations(store)["population_id"].to_list() == [
        "group:ethnic_group/Danish@dk_wgs",
        "group:ethnic_group/Chinese@sg_wgs",
        "group:ethnic_group/Malay@sg_wgs",
        "group:everyone/everyone@dk_wgs",
        "group:everyone/everyone@sg_wgs",
        "group:everyone/everyone",
    ]


def test_the_default_pair_is_the_largest_groups_of_different_sites(pair):
    assert [one.long_label for one in pair] == ["Danish · DK", "Chinese · SG"]


def test_the_default_pair_of_one_site_is_the_first_two_groups(tmp_path: Path):
    blocks = [Block("c", "XX", n, {"g": name}) for name, n in (("A", 2), ("B", 3), ("C", 9))]
    assert [
        one.group_id
        for one in queries.groups.default_pair(open_store(tiny_store.of_blocks(tmp_path, blocks)))
    ] == ["A", "B"]


def test_the_default_pair_of_one_site_is_of_groups_with_different_parents(tmp_path: Path):
    # B and C are the largest, and both of the north.
    parts = {"A": "south", "B": "north", "C": "north"}
    blocks = [
        Block("c", "XX", n, {"g": name, "superg": parts[name]})
        for name, n in (("A", 2), ("B", 3), ("C", 9))
    ]
    made = tiny_store.of_blocks(tmp_path, blocks, parents={"g": parts})
    assert [one.group_id for one in queries.groups.default_pair(open_store(made))] == ["C", "A"]


def test_the_default_pair_prefers_what_people_said_of_themselves(tmp_path: Path):
    blocks = [
        Block("c", "XX", 5, {"ancestry": "EAS", "ethnic_group": "Malay"}),
        Block("c", "XX", 5, {"ancestry": "EUR", "ethnic_group": "Danish"}),
    ]
    store = open_store(tiny_store.of_blocks(tmp_path, blocks, inferred=["ancestry"]))
    assert {one.grouping for one in queries.groups.default_pair(store)} == {"ethnic_group"}


def test_a_study_without_groups_compares_everyone_between_sites(tmp_path: Path):
    store = open_store(
        tiny_store.of_blocks(tmp_path, [Block("dk_wgs", "XX", 5), Block("sg_wgs", "XX", 5)])
    )
    assert [one.site_id for one in queries.groups.default_pair(store)] == ["dk", "sg"]


def test_a_study_of_one_group_has_no_pair_and_says_so(tmp_path: Path):
    store = open_store(tiny_store.of_blocks(tmp_path, [Block("c", "XX", 5, {"g": "A"})]))
    with pytest.raises(QueryError, match="no two groups"):
        queries.groups.default_pair(store)


def several_call_sets(folder: Path) -> Store:
    """Return a study with Malay in two call sets of a site, and Tamil in a call set of each."""
    sizes = [
        ("sg_wgs", "Malay", 30), ("sg_wes", "Malay", 12), ("sg_wgs", "Tamil", 9),
        ("my_wgs", "Tamil", 14), ("my_wgs", "Bidayuh", 11),
    ]  # fmt: skip
    blocks = [Block(call_set, "XX", n, {"g": group}) for call_set, group, n in sizes]
    return open_store(tiny_store.of_blocks(folder, blocks))


def test_a_group_is_offered_once_whole_where_its_call_sets_are_of_one_site(tmp_path: Path):
    entries = queries.groups.entries(several_call_sets(tmp_path))
    assert [
        (entry.lead.population_id, [group.population_id for group in entry.others])
        for entry in entries
        if entry.lead.grouping == "g"
    ] == [
        ("group:g/Malay", ["group:g/Malay@sg_wgs", "group:g/Malay@sg_wes"]),
        ("group:g/Tamil@my_wgs", ["group:g/Tamil@sg_wgs", "group:g/Tamil"]),
        ("group:g/Bidayuh@my_wgs", []),
    ]
    whole = entries[0].lead
    assert (whole.n_people, whole.site_id, whole.long_label) == (
        42, "sg", "Malay · SG, 2 call sets pooled"
    )  # fmt: skip


def test_the_default_pair_is_of_groups_and_not_of_their_call_sets(tmp_path: Path):
    pair = queries.groups.default_pair(several_call_sets(tmp_path))
    assert [one.population_id for one in pair] == ["group:g/Malay", "group:g/Tamil@my_wgs"]


def test_the_call_sets_of_an_only_group_are_the_default_pair(tmp_path: Path):
    blocks = [Block(name, "XX", 5, {"g": "A"}) for name in ("c_one", "c_two")]
    pair = queries.groups.default_pair(open_store(tiny_store.of_blocks(tmp_path, blocks)))
    assert [one.call_set_id for one in pair] == ["c_one", "c_two"]


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("group:g/Malay@sg_old", ["group:g/Malay"]),
        ("group:g/malai@sg_wgs", ["group:g/Malay"]),
        ("Bidayu", ["group:g/Bidayuh@my_wgs"]),
        ("group:g/Xhosa", []),
        ("cohort:0123456789abcdef", []),
    ],
)
def test_what_may_have_been_meant_is_the_same_group_or_one_of_nearly_that_name(
    tmp_path: Path, asked: str, meant: list[str]
):
    near = queries.groups.near_leads(several_call_sets(tmp_path), asked)
    assert [group.population_id for group in near] == meant


def test_the_panel_of_groups_has_each_group_whole(tmp_path: Path):
    store = several_call_sets(tmp_path)
    a, b = (queries.groups.population(store, f"group:g/{name}@my_wgs") for name in
            ("Tamil", "Bidayuh"))  # fmt: skip
    chosen = queries.comparison.panel_populations(store, a, b)
    assert [group.population_id for group in chosen[2:]] == ["group:g/Malay"]


@pytest.mark.parametrize("name", ["group:ethnic_group/Dane@dk_wgs", "Danish", "group:a/b@c@d", ""])
def test_a_population_that_is_not_there_says_where_to_choose(store: Store, name: str):
    with pytest.raises(QueryError, match="Choose A and B from the lists"):
        queries.groups.population(store, name)


def test_a_group_with_signs_of_the_address_in_its_name_is_found_again(tmp_path: Path):
    blocks = [Block("c", "XX", 5, {"g": "A/B @ 50%"}), Block("c", "XX", 5, {"g": "C"})]
    store = open_store(tiny_store.of_blocks(tmp_path, blocks))
    first = queries.groups.selectable_populations(store)[0]
    assert queries.groups.population(store, first.population_id) == first
    assert first.group_id == "A/B @ 50%"


def test_small_groups_are_listed_with_the_reason_and_cannot_be_chosen(tmp_path: Path):
    blocks = [
        Block("c", "XX", n, {"g": name}) for name, n in (("A", 60), ("B", 50), ("C", 9), ("D", 12))
    ]
    store = open_store(tiny_store.of_blocks(tmp_path, blocks, profile="inside"))
    listed = queries.groups.populations(store).filter(pl.col("grouping") == "g")
    assert listed.select("group_id", "n_people", "is_selectable").rows() == [
        ("A", 60, True), ("B", 50, True), ("C", None, False), ("D", None, False),
    ]  # fmt: skip
    assert listed["reason"][2] == "fewer than 20 people"
    with pytest.raises(QueryError, match="C · C cannot be chosen: fewer than 20 people"):
        queries.groups.population(store, "group:g/C@c")


def in_no_group(folder: Path, blocks: list[Block], profile: str) -> list[tuple[object, ...]]:
    """Return grouping, sex and numbers of those who are in no group, as a store shows them."""
    store = open_store(tiny_store.of_blocks(folder, blocks, profile=profile))
    sizes = queries.study.group_sizes_and_rest(store)
    rest = sizes.filter(pl.col("group_id").is_null())
    assert sizes.filter(pl.col("group_id").is_not_null()).equals(queries.study.group_sizes(store))
    return rest.select("grouping", "sex", "n_people").rows()


def test_people_in_no_group_stand_below_the_groups(tmp_path: Path):
    blocks = [
        Block("c", "XX", 30, {"g": "A", "h": "X"}),
        Block("c", "XY", 25, {"h": "X"}),
        Block("c", "XX", 21, {"g": "B"}),
    ]
    assert in_no_group(tmp_path, blocks, "open") == [("g", "XY", 25), ("h", "XX", 21)]
    assert in_no_group(tmp_path / "2", blocks, "inside") == [("g", "XY", 25), ("h", "XX", 21)]


def test_too_few_people_in_no_group_are_told_only_where_all_is(tmp_path: Path):
    blocks = [Block("c", "XX", 30, {"g": "A"}), Block("c", "XX", 3, {})]
    assert in_no_group(tmp_path, blocks, "open") == [("g", "XX", 3)]
    assert in_no_group(tmp_path / "2", blocks, "inside") == []
    of_a_sex = [Block("c", "XX", 30, {"g": "A"}), Block("c", "XY", 30, {"g": "A"})]
    of_a_sex += [Block("c", "XX", 40, {}), Block("c", "XY", 2, {})]
    assert in_no_group(tmp_path / "3", of_a_sex, "inside") == []


def test_nobody_in_no_group_is_no_row(tmp_path: Path):
    assert in_no_group(tmp_path, [Block("c", "XX", 30, {"g": "A"})], "open") == []
