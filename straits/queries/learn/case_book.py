"""The cases in their order, each made of a release, or left out with the reason."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from straits.errors import QueryError
from straits.queries.learn import counting_cases, judging_cases, teachers_cases
from straits.queries.learn.case import Case, LeftOut
from straits.queries.learn.counting_cases import Maker, Words
from straits.store import Store

_FILE = Path(__file__).with_name("cases.yaml")

_MAKERS: Mapping[str, Maker] = MappingProxyType(
    {
        "absence": counting_cases.absence,
        "founder": counting_cases.founder,
        "common_here": counting_cases.common_here,
        "relatives": counting_cases.relatives,
        "batch_or_biology": judging_cases.batch_or_biology,
        "synonymous": judging_cases.synonymous,
        "carriers_on_x": judging_cases.carriers_on_x,
        "simpson": judging_cases.simpson,
        "many_tests": judging_cases.many_tests,
        "wahlund": judging_cases.wahlund,
    }
)
POLYGENIC = LeftOut(
    "polygenic",
    "A score from another population",
    "no study of this form holds published effects of alleles, without which no score can be made",
)
# Two numbers that cannot be told apart make no case.
_APART = 0.02


def case_names(store: Store) -> tuple[str, ...]:
    """Return the names of the cases in the order to learn them, then the study's own."""
    return (*_words(), *teachers_cases.taught(store))


def titles(store: Store) -> dict[str, str]:
    """Return what each case is called, by its name."""
    own = {name: taught["title"] for name, taught in teachers_cases.taught(store).items()}
    return {name: words["title"] for name, words in _words().items()} | own


def study_case(store: Store, name: str) -> Case | LeftOut:
    """Return a case made of the release, or why its study cannot show it.

    Raises QueryError for a name that is none.
    """
    own = teachers_cases.taught(store)
    if name in own:
        return teachers_cases.study_case(store, name, own[name])
    if name not in _words():
        raise QueryError(f"There is no case {name!r}; there are {', '.join(case_names(store))}.")
    words: Words = {**_words()[name], "name": name}
    made = _MAKERS[name](store, words)
    if isinstance(made, str):
        return LeftOut(name, words["title"], made)
    if abs(made.key - made.trap) <= _APART * max(abs(made.key), abs(made.trap)):
        why = "in this study the right way and the wrong one give nearly the same number"
        return LeftOut(name, words["title"], why)
    return replace(made, release=store.release_id)


@cache
def _words() -> Mapping[str, Words]:
    loaded: dict[str, Words] = yaml.safe_load(_FILE.read_text("utf-8"))
    return MappingProxyType(loaded)
