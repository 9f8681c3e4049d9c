"""Whatever a recorded session can solve for is named with its questions, and nothing else is.

The people are those of tests/builders/phenotype_study.py: of 120 Danes 15 have each sex and age,
and the first 30 had gout, so that 3 or 4 of each sex and age did.
"""

from pathlib import Path

import numpy as np
import pytest

from straits import cohorts
from straits.audit.solvable_sets import ATOM, EXCHANGE, NESTED, solvable_sets
from straits.cohorts import Tree
from straits.store import Store, Who, asked_by
from straits.store.audited.answer_log import VARIABLE, AnswerLog
from straits.store.keeping.risk import risk
from straits.store.keeping.shown_people import CustodiansStore
from straits.store.releases.release_files import find_release
from tests.builders import phenotype_study, studies

FEWEST = 20
HERE = "call set is dk_wgs"
FEW = "(ever gout and sex is XY and age below 40)"
OTHERS = "(ever gout and sex is XX and age below 40)"


def women(*ages: int) -> str:
    return (
        "("
        + " or ".join(f"(sex is XX and age at least {a} and age below {a + 10})" for a in ages)
        + ")"
    )


SESSIONS = {
    "pair": ["age below 60", "age below 60 and not (sex is XX and age below 40)"],
    "decoy": [f"(age above 40 or {FEW})", f"(age above 40 or {OTHERS})"],
    "atoms": [
        f"({women(30, 40)} or {FEW})", women(40, 50), women(50, 60), women(60, 30),
    ],
    "harmless": ["age below 60", "age below 50"],
}  # fmt: skip
EXPECTED = {"pair": NESTED, "decoy": EXCHANGE, "atoms": ATOM}


def tree(words: str) -> Tree:
    return cohorts.parse(f"{HERE} and {words}")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Record each session under the name of a person of its own."""
    store, log = phenotype_study.store("inside"), tmp_path_factory.mktemp("audit") / "log"
    release = find_release(store, None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(log))
        opened = Store(release, listener=AnswerLog(store))
        for person, sentences in SESSIONS.items():
            with asked_by(Who(person, "P1")):
                for words in sentences:
                    sizes = opened.cohorts.sizes(opened.cohorts.enter(tree(words)))
                    assert sizes["n_people"].is_not_null().any(), words
    return store, log


@pytest.mark.parametrize(("person", "kind"), EXPECTED.items())
def test_every_set_of_a_recorded_session_is_named_with_its_questions(
    recorded: tuple[Path, Path], person: str, kind: str
) -> None:
    found = risk(*recorded).sets.filter(person=person)
    of_kind = found.filter(kind=kind)
    assert of_kind.height >= 1
    # Sizes were asked once for each cohort; of the four of atoms two are enough, since everybody
    # knows how many women there are.
    assert len(of_kind["lines"][0]) == 2
    assert "minus" in of_kind["follows_from"][0]


def test_a_session_of_cohorts_that_part_many_is_not_named(recorded: tuple[Path, Path]) -> None:
    assert "harmless" not in risk(*recorded).sets["person"].to_list()


def test_two_who_ask_half_each_are_not_taken_for_one(
    recorded: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = recorded[0]
    monkeypatch.setenv(VARIABLE, str(tmp_path / "log"))
    opened = Store(find_release(store, None), listener=AnswerLog(store))
    for number, words in enumerate(SESSIONS["pair"]):
        with asked_by(Who(f"person {number}")):
            opened.cohorts.sizes(opened.cohorts.enter(tree(words)))
    assert risk(store, tmp_path / "log").sets.is_empty()


@pytest.mark.parametrize(
    ("leavers", "is_named"),
    [(["Danish000", "Danish100"], True), pytest.param([], False, marks=pytest.mark.long)],
)
def test_who_asks_one_question_of_two_releases_is_named_where_one_of_its_people_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, leavers: list[str], is_named: bool
) -> None:
    # That two people left everybody sees; the cohort says which of them had gout.
    monkeypatch.setenv(VARIABLE, str(tmp_path / "log"))
    store, lines = tmp_path / "store", []
    for number, without in enumerate(([], leavers)):
        files = tmp_path / f"files{number}"
        files.mkdir()
        studies.ingest(phenotype_study.write(files, "inside", without), store)
        opened = Store(find_release(store, None), listener=AnswerLog(store))
        with asked_by(Who("reader")):
            sizes = opened.cohorts.sizes(opened.cohorts.enter(tree("ever gout")))
        assert sizes["n_people"].is_not_null().any()
        lines.append(opened.release_id)
    assert len(set(lines)) == 2
    found = risk(store, tmp_path / "log")
    assert not found.unjudged
    assert bool(found.sets.filter(person="reader", kind=NESTED).height) is is_named


def honest(rng: np.random.Generator) -> str:
    """Return a cohort that somebody who explores may describe."""
    parts = [
        f"age {rng.choice(['at least', 'below'])} {rng.integers(30, 70)}",
        f"sex is {rng.choice(['XX', 'XY'])}",
        f"{rng.choice(['ever', 'never'])} gout",
        f"ethnic_group is {rng.choice(['Danish', 'Chinese', 'Malay'])}",
    ]
    chosen = rng.permutation(4)[: rng.integers(1, 4)]
    return " and ".join(parts[place] for place in chosen)


@pytest.mark.parametrize(
    "seed", [0, pytest.param(1, marks=pytest.mark.long), pytest.param(2, marks=pytest.mark.long)]
)
def test_whatever_is_named_in_honest_sessions_is_solvable(seed: int) -> None:
    rng = np.random.default_rng(seed)
    store = CustodiansStore(find_release(phenotype_study.store("inside"), None))
    sentences = list(dict.fromkeys(honest(rng) for _ in range(200)))
    known = store.known()
    numbers = [*known]
    for words in sentences:
        numbers += store.of_answer("cohorts.attrition", [cohorts.parse(words)])
    shown = np.unique(np.array([number.people for number in numbers]), axis=0)
    for solved in solvable_sets(shown, FEWEST):
        added = sum(factor * shown[place].astype(float) for place, factor in solved.factors.items())
        np.testing.assert_allclose(added, solved.people, atol=1e-6)
        assert 0 < np.abs(solved.people).sum() < FEWEST


def test_sizes_alone_would_name_what_nobody_can_solve(recorded: tuple[Path, Path]) -> None:
    """The control: a rule that goes by how many two cohorts differ, and not by who is in them."""
    store = CustodiansStore(find_release(recorded[0], None))
    sentences = ["sex is XX and age below 50", "sex is XY and age below 50"]
    numbers = [store.of_answer("cohorts.sizes", [tree(words)]) for words in sentences]
    one, other = (each[0].people for each in numbers)
    assert abs(int(one.sum()) - int(other.sum())) < FEWEST
    assert not solvable_sets(np.array([one, other]), FEWEST)


def test_the_groups_of_the_study_alone_give_nothing() -> None:
    store = CustodiansStore(find_release(phenotype_study.store("inside"), None))
    known = np.array([number.people for number in store.known()])
    assert known.any(axis=1).sum() > 5
    assert solvable_sets(known, FEWEST) == []
