"""Statements run on cursors of their own, with a limit of rows, and a way to stop them."""

import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

import duckdb
import polars as pl
import pyarrow as pa

from straits.errors import QueryError, UnreadableError
from straits.store.releases.told_of_damage import reading

_BATCH = 100_000

# The copy that DuckDB warns of costs less than binding again; its memory counts towards the limit.
warnings.filterwarnings("ignore", "Arrow output on a DB-API result", UserWarning)

# Raises QueryError once what is being counted was cancelled.
Check = Callable[[], None]
# Returns the rows of a select with bound values, which have not passed the guard.
Run = Callable[[str, Mapping[str, object]], pl.DataFrame]

# The thread that this one asks for, if it is not itself.
_asks_for: ContextVar[int] = ContextVar("asks_for")


@contextmanager
def asking_for(thread: int) -> Iterator[None]:
    """Take what this thread runs for what another one waits for, and is stopped with."""
    before = _asks_for.set(thread)
    try:
        yield
    finally:
        _asks_for.reset(before)


def asker() -> int:
    """Return the thread that waits for what this one runs."""
    return _asks_for.get(threading.get_ident())


class Runner:
    """Runs statements; safe to share between threads. What it returns has not passed the guard."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, check_there: Callable[[], None]
    ) -> None:
        """Run nothing yet; check_there raises an error once the files are there no more."""
        self._connection = connection
        self._check_there = check_there
        self._lock = threading.Lock()
        self._running: dict[duckdb.DuckDBPyConnection, int] = {}  # cursor: thread
        self._counting: dict[threading.Event, int] = {}  # set to stop: thread

    def run(
        self,
        name: str,
        text: str,
        values: Mapping[str, object],
        tables: Mapping[str, pa.Table] | None = None,
        max_rows: int | None = None,
    ) -> pl.DataFrame:
        """Return the rows of one select.

        name
            What a message calls the question.
        tables
            Tables that stand in for those of the same name while this statement runs, and that
            nobody else sees.

        Raises QueryError if it is too long, too slow, too large or cancelled, ReleaseGoneError if
        the release was deleted meanwhile, and UnreadableError if its files cannot be read.
        """
        with self._lock:
            cursor = self._connection.cursor()
            self._running[cursor] = asker()
        try:
            with reading(f"What answers {name!r}"):
                return _answer(cursor, name, text, values, tables or {}, max_rows)
        except UnreadableError:
            self._check_there()
            raise
        finally:
            with self._lock:
                self._running.pop(cursor, None)
            cursor.close()

    @contextmanager
    def counting(self, name: str) -> Iterator[Check]:
        """Give what long work outside the database calls between its steps.

        It raises QueryError once `cancel` was called for this thread, or for all, since the block
        began.
        """
        stop = threading.Event()
        with self._lock:
            self._counting[stop] = asker()

        def check() -> None:
            if stop.is_set():
                raise _stopped(name)

        try:
            yield check
        finally:
            with self._lock:
                del self._counting[stop]

    def cancel(self, thread: int | None = None) -> None:
        """Stop what is running, or what one thread waits for; each raises QueryError."""
        with self._lock:
            for cursor, runs_on in self._running.items():
                if thread in (None, runs_on):
                    cursor.interrupt()
            for stop, runs_on in self._counting.items():
                if thread in (None, runs_on):
                    stop.set()


def _answer(
    cursor: duckdb.DuckDBPyConnection,
    name: str,
    text: str,
    values: Mapping[str, object],
    tables: Mapping[str, pa.Table],
    max_rows: int | None,
) -> pl.DataFrame:
    try:
        for table_name, table in tables.items():
            cursor.register(table_name, table)
        # Not `sql`, which binds a statement twice: half the time of a comparison.
        reader = cursor.execute(text, dict(values)).to_arrow_reader(_BATCH)
        assert reader is not None
        batches, n_rows = [], 0
        for batch in reader:
            batches.append(batch)
            n_rows += batch.num_rows
            if max_rows is not None and n_rows > max_rows:
                raise QueryError(
                    f"The answer has more than {max_rows:,} rows. Ask for a smaller region, "
                    "one gene, or fewer groups."
                )
        table_of_rows = pa.Table.from_batches(batches, schema=reader.schema)
    except duckdb.InterruptException as error:
        raise _stopped(name) from error
    except OSError as error:
        # Stopped while its rows were being fetched, which Arrow tells in its own way.
        if "INTERRUPT" in str(error):
            raise _stopped(name) from error
        raise
    except duckdb.OutOfMemoryException as error:
        raise QueryError(f"The question {name!r} could not be run: {error}") from error
    frame = pl.from_arrow(table_of_rows)
    assert isinstance(frame, pl.DataFrame)
    return frame


def _stopped(name: str) -> QueryError:
    return QueryError(
        f"The question {name!r} was stopped: it took too long or was cancelled. Ask "
        "for a smaller region, one gene, or fewer groups."
    )
