"""Sites that are combined from a partner's cells say what the genotypes of both sites would."""

import pytest

from straits import queries
from straits.queries.comparison import strata
from straits.store import Store, open_store
from straits.ui.variant import within_call_sets
from tests.builders import studies, tiny_store
from tests.builders.partner_study import DENMARK, N_PEOPLE, partner_study
from tests.builders.tiny_bundle import ALLELES, band, cell
from tests.builders.tiny_store import Block, Calls

IDS = ["-".join(str(part) for part in allele.values()) for allele in ALLELES]
# Heterozygotes of Malay and Danish here, and of the partner's Faroese and Danish.
HERE, THERE = {0: (20, 6), 1: (12, 9)}, {0: (24, 30), 1: (4, 7)}
MATCHES = {"XX": "faroese", "XY": "danish"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return the study with a bundle: the first allele is exact, the second a band in both."""
    study = partner_study(tmp_path_factory.mktemp("cells"))
    cells = [
        cell(ac=THERE[0][0], group="faroese"), cell(ac=THERE[0][1]), band(group="faroese"), band(),
    ]  # fmt: skip
    study.receive(study.bundle(cells=cells))
    studies.ingest(study.write(HERE, partner={"matches": MATCHES}), study.store)
    return open_store(study.store)


@pytest.fixture(scope="module")
def of_people(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return a store that has the genotypes of both sites."""
    blocks = [
        Block(name, "XX", n, {"g": group},
              {IDS[at]: Calls(het=hets[at][place]) for at in (0, 1)})
        for name, n, hets in (("here", N_PEOPLE, HERE), ("there", 100, THERE))
        for place, group in enumerate(("malay", "danish"))
    ]  # fmt: skip
    folder = tmp_path_factory.mktemp("people")
    written = tiny_store.of_blocks(folder, blocks, profile="open", variant_ids=sorted(IDS))
    return open_store(written)


def combined(store: Store, allele: int, a: str, b: str) -> strata.Strata:
    variant = queries.allele.variant(store, IDS[allele])
    assert variant is not None
    pair = (queries.groups.population(store, each) for each in (a, b))
    return strata.stratified_difference(store, variant, *pair, "all")


def both(store: Store, of_people: Store, allele: int) -> tuple[strata.Strata, strata.Strata]:
    own = ("group:ethnic_group/XX@wgs", "group:ethnic_group/XY@wgs")
    people = ("group:g/malay", "group:g/danish")
    return combined(store, allele, *own), combined(of_people, allele, *people)


def test_without_bands_cells_say_what_genotypes_say(store: Store, of_people: Store) -> None:
    cells, people = both(store, of_people, 0)
    assert cells.n_strata == people.n_strata == 2
    for name in ("p", "odds_ratio", "odds_ratio_low", "odds_ratio_high", "p_same"):
        assert getattr(cells, name) == pytest.approx(getattr(people, name), rel=1e-9)
    assert (cells.test, cells.test_same) == (people.test, people.test_same)
    assert cells.rows["label_b"].to_list() == ["Danish", "Danish (Denmark)"]
    # Asked of the partner's groups, it is the same.
    theirs = [f"group:denmark_self_reported/{MATCHES[sex]}@{DENMARK}" for sex in ("XX", "XY")]
    assert combined(store, 0, *theirs).p == cells.p


def test_with_bands_the_range_holds_what_genotypes_say(store: Store, of_people: Store) -> None:
    cells, people = both(store, of_people, 1)
    assert cells.n_in_range == 1
    assert people.p is not None
    assert people.p_same is not None
    assert people.odds_ratio is not None
    assert cells.p <= people.p <= cells.p_most
    assert cells.odds_ratio <= people.odds_ratio <= cells.odds_ratio_most
    assert cells.odds_ratio_low <= people.odds_ratio_low
    assert people.odds_ratio_high <= cells.odds_ratio_high
    assert cells.p_same <= people.p_same <= cells.p_same_most
    row = cells.rows.filter(call_set_id=DENMARK).row(0, named=True)
    own = people.rows.filter(call_set_id="there").row(0, named=True)
    assert row["ac_a"] is None
    assert row["p_low"] <= own["p"] <= row["p_high"]
    said = within_call_sets.in_words(cells)
    assert "2 call sets counted both. Of 1 call set a count is known only as a range." in said
    assert " to " in said.split("odds ratio ")[1].split(";")[0]


def test_a_partner_without_a_match_is_not_combined(store: Store) -> None:
    chosen = ("group:ethnic_group/XX@wgs", "group:denmark_self_reported/faroese@" + DENMARK)
    assert combined(store, 0, *chosen).rows["label_a"].to_list() == ["Malay", "Faroese"]
    everyone = ("group:ethnic_group/XX@wgs", "group:everyone/everyone@wgs")
    assert combined(store, 0, *everyone).n_strata == 1
