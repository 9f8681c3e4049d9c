"""A statement is answered as DuckDB answers it, or told what is wrong with it, and where."""

import threading
import time
from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from straits import workbench
from straits.errors import QueryError
from straits.popgen.intervals import share_interval
from straits.queries import frequencies
from straits.store import Store, open_store
from straits.store.exit import Told
from straits.store.releases.release_files import find_release
from straits.workbench import LIMITS, AskError
from tests.builders import demo_studies

QUICK = replace(LIMITS, seconds=30.0)


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store(demo_studies.small_demo_store())


def error(store: Store, sql: str, **values: object) -> AskError:
    with pytest.raises(AskError) as raised:
        workbench.ask(store, sql, values)
    return raised.value


def test_an_answer_is_what_pages_count(store: Store) -> None:
    rows = workbench.ask(
        store,
        "select group_id, ac, an from frequencies_long where variant_id = $variant "
        "and grouping = $grouping and call_set_id = 'sg_wgs' order by group_id",
        {"variant": "chr10-94781859-G-A", "grouping": "ethnic_group"},
    ).rows
    shown = frequencies.frequencies_and_parts(
        store, variant="chr10-94781859-G-A", by=["call_set", "group"], grouping="ethnic_group"
    )[0].filter(pl.col("call_set") == "sg_wgs")
    assert rows.rows() == sorted(shown.select("group", "ac", "an").rows())


def test_sums_of_whole_numbers_stay_whole(store: Store) -> None:
    answer = workbench.ask(
        store, "select sum(x) as n, 9007199254740993::hugeint as wide from range(3) as r(x)"
    )
    assert answer.rows.rows() == [(3, 9007199254740993)]


def test_types_without_a_like_in_arrow_are_texts(store: Store) -> None:
    answer = workbench.ask(
        store, "select interval 2 day as i, map {'a': 1} as m, uuid() as u, null as n"
    )
    assert answer.rows.row(0)[:2] == ("2 days", "{a=1}")


def test_columns_of_one_name_are_told_apart(store: Store) -> None:
    answer = workbench.ask(store, "select 1 as a, 2 as a, 3 as A -- thrice")
    assert answer.rows.to_dicts() == [{"a": 1, "a_1": 2, "A_2": 3}]


def test_more_rows_than_the_limit_are_cut_and_told(store: Store) -> None:
    answer = workbench.ask(store, "from range(100)", limits=replace(QUICK, rows=7))
    assert (answer.rows["range"].to_list(), answer.is_cut, answer.n_rows) == (
        [*range(7)],
        True,
        None,
    )
    whole = workbench.ask(store, "from range(7)", limits=replace(QUICK, rows=7))
    assert (whole.is_cut, whole.n_rows) == (False, 7)


def test_what_is_wrong_is_told_with_its_place(store: Store) -> None:
    wrong = error(store, "select\n  nme\nfrom staging.genes")
    assert (wrong.line, wrong.column, wrong.near[0], wrong.kind) == (2, 3, "name", "name")
    wrong = error(store, "select 'é', *\nfrom staging.gens")
    assert (wrong.line, wrong.column) == (2, 6)
    assert "'staging.genes'" in wrong.message
    # What is like nothing that is there is not taken for something else.
    wrong = error(store, "select sum(variant_id) from known_counts")
    assert (wrong.near, wrong.message.partition(".")[0]) == (
        (),
        "There is no column 'variant_id' here",
    )
    assert (
        "is a table macro: write what it takes in brackets, as summed_counts("
        in error(store, "from summed_counts").message
    )


@pytest.mark.parametrize(
    ("sql", "line", "column", "near"),
    [
        ("select d.grop_id\nfrom known_counts as d", 1, 8, "group_id"),
        ("select 'é' as e\nfrom known_counts as d\nwhere D.grop_id = 'x'", 3, 7, "group_id"),
        ("select 1\nfrom staging.genes as g\norder by g.nme", 3, 10, "name"),
        ("select k.groupid from (select group_id from known_counts) as k", 1, 8, "group_id"),
        ("with k as (select af from known_counts) select max(k.aff) from k", 1, 52, "af"),
        ("select known_counts.grop_id from known_counts", 1, 8, "group_id"),
        ("select k.af from known_counts as d", 1, 8, "d"),
    ],
)
def test_a_column_behind_an_alias_is_told_with_the_nearest_of_that_relation(
    store: Store, sql: str, line: int, column: int, near: str
) -> None:
    wrong = error(store, sql)
    assert (wrong.line, wrong.column, wrong.near[0], wrong.kind) == (line, column, near, "name")
    assert repr(near) in wrong.message


def test_columns_are_told_with_what_they_mean_and_nothing_is_run(store: Store) -> None:
    asked = "select af, $n::integer as mine from frequencies_long, range(9000000000000)"
    af, mine = workbench.columns(store, asked, {"n": 1})
    assert (af.name, af.type, af.description) == ("af", "DOUBLE", "AC / AN; null where AN is 0")
    assert (mine.name, mine.type, mine.description) == ("mine", "INTEGER", "")
    with pytest.raises(AskError, match="Line 1, column 8: There is no column 'nme'"):
        workbench.columns(store, "select nme from staging.genes")
    with pytest.raises(AskError, match="Line 1, column 8: There is no column 'nme'"):
        workbench.plan(store, "select nme from staging.genes")
    wrong = error(store, "selec 1")
    assert (wrong.line, wrong.column, wrong.kind) == (1, 1, "syntax")
    wrong = error(store, "select x from range(2) as a(x), range(2) as b(x)")
    assert (wrong.line, wrong.column) == (1, 8)
    assert "Ambiguous" in wrong.message
    wrong = error(store, "select 1; -- one\nselect 2")
    assert (wrong.line, wrong.column, wrong.kind) == (2, 1, "refused")


def test_parameters_are_missed_unknown_and_of_another_type_by_name(store: Store) -> None:
    assert "$gene" in error(store, "select $gene").message
    assert "$other" in error(store, "select $gene", gene="A", other=1).message
    wrong = error(store, "select $pos::integer", pos="x")
    assert (wrong.line, wrong.column, wrong.kind) == (1, 8, "parameter")
    with pytest.raises(AskError, match=r"\$min_af is asked as a number"):
        workbench.typed("select $min_af", {"min_af": "a lot"})
    assert workbench.typed("select $n, $on::date", {"n": "1", "on": "2010-01-31"}) == {
        "n": 1,
        "on": date(2010, 1, 31),
    }


def test_a_name_of_the_catalogue_stands_for_nothing_else(store: Store) -> None:
    wrong = error(store, "with frequencies_long as (select 1) from frequencies_long")
    assert "'frequencies_long'" in wrong.message


def test_cancelled_it_ends_within_a_second(store: Store) -> None:
    ended: list[float] = []

    def wait() -> None:
        with pytest.raises(QueryError, match="cancelled"):
            workbench.ask(store, "select sum(hash(x) % 7) from range(9000000000000) as a(x)")
        ended.append(time.monotonic())

    thread = threading.Thread(target=wait)
    thread.start()
    while not store._runner._counting:
        time.sleep(0.01)
    began = time.monotonic()
    store.cancel(thread.ident)
    thread.join()
    assert ended[0] - began < 1


def test_what_is_asked_and_refused_is_told_to_the_log() -> None:
    told: list[Told] = []
    located = find_release(demo_studies.small_demo_store(), None)
    listening = Store(located, listener=told.append)
    workbench.ask(listening, "select 1 as a, null::integer as b, 'x' as c")
    error(listening, "drop table staging.genes")
    assert [(each.question, each.n_shown, each.n_withheld) for each in told] == [
        ("sql", 1, 1),
        ("sql", 0, 0),
    ]
    assert told[0].parameters["statement"] == "select 1 as a, null::integer as b, 'x' as c"
    assert [each.refused for each in told] == ["", AskError.title]


def test_the_catalogue_tells_columns_rows_and_what_each_relation_reads(store: Store) -> None:
    by_name = {each.name: each for each in workbench.catalogue(store)}
    view = by_name["frequencies_long"]
    assert view.kind == "view"
    assert view.about.startswith("One row per allele, call set, grouping and group")
    assert {"summed_counts", "staging.alleles"} <= set(view.depends_on)
    assert {"staging.frequencies", "total"} <= set(by_name["summed_counts"].depends_on)
    assert [each.type for each in view.columns if each.name == "af"] == ["DOUBLE"]
    assert by_name["staging.alleles"].n_rows == store._flat.n_alleles
    assert by_name["wilson_low"].arguments
    assert [name for name, each in by_name.items() if not each.about] == []


def test_a_plan_is_told_and_nothing_is_run(store: Store) -> None:
    assert "RANGE" in workbench.plan(store, "from range(9000000000000) where range < 0").upper()


def test_the_interval_of_a_share_is_that_of_pages(store: Store) -> None:
    an = [n for n in (1, 2, 3, 5, 8, 10, 101, 4422, 1_600_000) for _ in range(7)]
    ac = [min(k, n) if k >= 0 else max(n + k, 0) for n in an[::7] for k in (0, 1, 4, 5, -5, -4, -1)]
    asked = (
        "select share_low(ac, an) as low, share_high(ac, an) as high from (select unnest({}) as "
    )
    text = f"{asked.format(ac)}ac, unnest({an}) as an)"
    found = workbench.ask(store, text).rows
    low, high = share_interval(ac, an)
    np.testing.assert_allclose(found["low"], low, rtol=1e-7, atol=1e-15)
    np.testing.assert_allclose(found["high"], high, rtol=1e-7)
