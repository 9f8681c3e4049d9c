"""A question that takes long: what stands on the page when its answer is there."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import SimpleNamespace
from typing import cast

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from straits import queries
from straits.errors import QueryError
from straits.store import Store
from straits.store.query.running import Runner
from straits.ui.frame import waiting
from straits.ui.gene import gene_answer
from straits.ui.web.stoppable import Stoppable

# Seconds after which a test hangs; the query of minutes takes longer.
HUNG = 30
MINUTES = "select count(*) from range(10000000000) a, range(10000000000) b"


def ask_slowly(is_refused: bool) -> None:
    """Ask for what takes longer than a reader notices, as a page does."""
    # The function is run as a script of its own.
    import time  # noqa: PLC0415

    import streamlit as st  # noqa: PLC0415

    from straits.errors import QueryError  # noqa: PLC0415
    from straits.ui.frame import waiting  # noqa: PLC0415

    def ask() -> str:
        time.sleep(0.2)
        if is_refused:
            raise QueryError("That cannot be asked.")
        return "42 people"

    try:
        st.markdown(waiting.answer(None, "slow", ask))  # type: ignore[arg-type]
    except QueryError as error:
        st.info(str(error))


@pytest.mark.parametrize(
    ("is_refused", "said"), [(False, ["42 people"]), (True, ["That cannot be asked."])]
)
def test_the_seconds_are_gone_once_the_answer_or_the_refusal_is_there(
    is_refused: bool, said: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(waiting, "PATIENCE", 0.01)
    app = AppTest.from_function(ask_slowly, args=(is_refused,), default_timeout=60).run()
    assert not app.exception
    assert [one.value for one in (*app.markdown, *app.info)] == said
    assert not app.button


@pytest.fixture
def runner() -> Iterator[Runner]:
    """What runs queries, on two threads of its own; nothing of it is left running."""
    runner = Runner(duckdb.connect(config={"threads": 2}), check_there=lambda: None)
    yield runner
    assert not runner._running


def asked_beside(runner: Runner, then: Callable[[], object]) -> object:
    """Ask for what takes minutes beside something else; return what was asked for."""
    with waiting.aside(cast(Store, runner), partial(runner.run, "aside", MINUTES, {})) as asked:
        while not runner._running:
            time.sleep(0.01)
        then()
        return asked.result(HUNG)


def stopped(runner: Runner, stop: Callable[[], None]) -> None:
    """Stop until nothing runs: what was just begun does not hear it the first time."""
    end = time.monotonic() + HUNG
    while runner._running and time.monotonic() < end:
        stop()
        time.sleep(0.05)


def test_what_is_asked_aside_is_stopped_with_its_question(runner: Runner) -> None:
    thread = threading.get_ident()
    others = partial(runner.cancel, thread + 1)

    def stop() -> None:
        others()
        assert runner._running
        stopped(runner, partial(runner.cancel, thread))

    with pytest.raises(QueryError, match="'aside' was stopped"):
        asked_beside(runner, stop)


def test_what_is_asked_aside_is_stopped_where_its_question_fails(runner: Runner) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asked_beside(runner, fail)


def test_the_page_of_a_gene_ends_all_that_it_asks_with_its_reader(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(*_: object, **__: object) -> object:
        return runner.run("long", MINUTES, {})

    monkeypatch.setattr(queries.gene, "gene_frequencies", slowly)
    monkeypatch.setattr(queries.comparison, "difference_totals", slowly)
    store = cast(Store, runner)
    question = Stoppable(store)
    place = SimpleNamespace(gene_id="ENSG1", contig="chr1", start_pos=1, end_pos=9, n_alleles=1)
    gene = cast(queries.gene.Gene, place)
    pair = (cast(queries.groups.Population, SimpleNamespace(population_id="a")),) * 2
    ask = partial(gene_answer.answer, store, gene, pair, queries.allele.Filters(), None)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(question.put, ask)
        end = time.monotonic() + HUNG
        while len(runner._running) < 2 and time.monotonic() < end:
            time.sleep(0.01)
        assert len(runner._running) == 2
        stopped(runner, question.stop)
        with pytest.raises(QueryError, match="'long' was stopped"):
            asked.result(HUNG)
