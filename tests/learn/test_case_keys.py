"""The keys of the ten cases, against the release's Parquet files read by other means."""

from collections import Counter
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from demo.two_countries import write_demo
from straits import queries
from straits.queries.learn import Case, LeftOut
from straits.store import Store, open_store
from straits.ui.frame import asked_pair
from straits.ui.learn import offered_answers
from tests.builders import demo_studies, inside_store, studies
from tests.oracles import case_keys
from tests.oracles.case_keys import Files

# Cases that count people of whom no two are related.
UNRELATED = {"relatives", "simpson", "wahlund"}


def made(store: Store) -> dict[str, Case]:
    found = {
        name: queries.learn.study_case(store, name) for name in queries.learn.case_names(store)
    }
    return {name: case for name, case in found.items() if isinstance(case, Case)}


def place(address: str) -> tuple[str, str]:
    """Return call set and group of an address of a group."""
    group, _, call_set = address.partition("/")[2].partition("@")
    return call_set, group


def recomputed(case: Case, files: Files) -> float:
    index = files.index(case.address["v"]) if "v" in case.address else -1
    ends: Any = [place(case.address[side]) for side in "ab" if side in case.address]
    if case.name in ("absence", "founder", "relatives", "carriers_on_x", "synonymous"):
        return float(getattr(case_keys, case.name)(files, index, *ends[0]))
    if case.name == "batch_or_biology":
        return case_keys.batch_or_biology(files, index, ends[0][1], (ends[0][0], ends[1][0]))
    if case.name == "many_tests":
        return case_keys.many_tests(files, *ends)
    return float(getattr(case_keys, case.name)(files, index))


def inputs(case: Case) -> set[tuple[float, ...]]:
    """Return the counts that the right way took, a tuple per row of the page."""
    given: Any = case.right.given or {}
    if case.name == "founder":
        return {(0, given["an"])}
    if case.name == "batch_or_biology":
        return {(given[f"ac_{side}"], given[f"an_{side}"]) for side in "ab"}
    return set(zip(*(np.atleast_1d(given[name]) for name in columns(case)), strict=True))


def columns(case: Case) -> list[str]:
    given = case.right.given or {}
    return [name for name in ("ac", "an", "hom_alt", "n_called") if name in given] or ["ac", "an"]


def rows_of_page(store: Store, case: Case) -> pl.DataFrame:
    """Return what the page that a case links to shows, by what its address says."""
    address = case.address
    who = asked_pair.sample_set(store, address)
    rows = queries.allele.variant_frequencies(
        store, address["v"], who, groupings=(address["groups"],)
    )
    summed = queries.allele.pooled_groups(rows)
    return pl.concat([rows, summed], how="diagonal_relaxed")


def test_a_case_counts_whom_the_page_of_its_link_counts() -> None:
    store = open_store(demo_studies.small_demo_store())
    for name, case in made(store).items():
        assert case.address["people"] == ("unrelated" if name in UNRELATED else "all")
        if name in ("simpson", "many_tests"):
            continue
        named = ["ac", "an"] if name == "founder" else columns(case)
        assert inputs(case) <= set(rows_of_page(store, case).select(named).rows()), name


def test_no_answer_is_found_by_its_form() -> None:
    places, ranks, offered = Counter[int](), Counter[int](), 0
    for case in made(open_store(demo_studies.small_demo_store())).values():
        of_case = set()
        for release in map(str, range(24)):
            mixed = replace(case, release=release)
            shown = offered_answers.answers(mixed)
            numbers = [float(one.replace(",", "").replace("−", "-")) for one in shown]
            middles = {(a + b) / 2 for a, b in combinations(numbers, 2)}
            assert not middles & set(numbers), (case.name, shown)
            place = shown.index(offered_answers.written(case, case.key))
            of_case.add(place)
            places[place] += 1
            ranks[sorted(numbers).index(numbers[place])] += 1
            offered += 1
        assert len(of_case) >= 3, case.name
    assert len(places) == len(ranks) == 4
    assert max(*places.values(), *ranks.values()) < offered / 2


def judge(store: Path) -> dict[str, float]:
    """Hold every key against the files, and every trap apart from it; returns the keys."""
    cases, files = made(open_store(store)), Files(store)
    for name, case in cases.items():
        assert case.key == pytest.approx(recomputed(case, files), rel=1e-6), name
        shown = offered_answers.answers(case)
        key, trap = (offered_answers.written(case, number) for number in (case.key, case.trap))
        assert {key, trap} <= set(shown), name
        assert key != trap, name
        assert f"It is {key}." in offered_answers.verdict(case, trap)
    return {name: case.key for name, case in cases.items()}


def test_the_keys_are_those_of_the_files() -> None:
    assert len(judge(demo_studies.small_demo_store())) >= 8


@pytest.mark.long
def test_another_cohort_has_other_keys(tmp_path: Path) -> None:
    write_demo(tmp_path / "study", "small", 2)
    store = tmp_path / "store"
    studies.ingest(tmp_path / "study" / "study.yaml", store, jobs=2)
    first, second = judge(demo_studies.small_demo_store()), judge(store)
    both = first.keys() & second.keys()
    assert len(both) >= 7
    # What none of an AN excludes follows from the AN alone, which is that of the same people.
    alike = {name for name in both if first[name] == second[name]}
    assert alike <= {"founder"}


@pytest.mark.long
def test_a_case_that_a_profile_does_not_show_is_left_out_and_told() -> None:
    store = open_store(inside_store.inside_store())
    left_out = queries.learn.study_case(store, "simpson")
    assert isinstance(left_out, LeftOut)
    assert left_out.why
    for case in made(store).values():
        assert all(value is not None for value in (case.right.given or {}).values())
