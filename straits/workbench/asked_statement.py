"""A statement asked of a release, in a process of its own."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import polars as pl

from straits.sandbox import landlock
from straits.sandbox.warm_process import Outcome, WarmProcess
from straits.store import Store
from straits.store.released_tables import Made, ReleasedTables, as_request
from straits.workbench.ask_error import AskError
from straits.workbench.own_views import own_views, with_own
from straits.workbench.statement_errors import error_of
from straits.workbench.statement_parameters import parameters as parameters_of
from straits.workbench.statement_parameters import place_of

Given = TypeVar("Given")
Uses = Mapping[str, list[str]]


@dataclass(frozen=True)
class Limits:
    """What one statement may take; said before it is met.

    rows, bytes
        Of an answer: the first rows are kept, and it is told that there are more.
    seconds
        From the moment that it is asked; its process is killed then.
    memory
        Bytes that its process may take besides its libraries.
    """

    rows: int = 10_000
    bytes: int = 32 << 20
    seconds: float = 20.0
    memory: int = 400 << 20


LIMITS = Limits()
# Of a command or a notebook: nobody else waits for the answer.
LIMITS_ALONE = Limits(rows=1_000_000, bytes=512 << 20, seconds=60.0)
# The columns of all views are read once for all readers, be it on a machine that is busy.
_LISTING = Limits(seconds=120.0)
_MOST_TEXT = 100_000  # characters
_warm = WarmProcess()


@dataclass(frozen=True)
class Answer:
    """What a statement answers.

    columns
        Name and type, in the words of DuckDB.
    uses
        What of the catalogue it was made from, each after what it needs.
    n_rows
        How many rows there are in all; None where the answer was cut and nobody knows.
    """

    columns: tuple[tuple[str, str], ...]
    rows: pl.DataFrame
    is_cut: bool
    n_rows: int | None
    seconds: float
    peak_bytes: int
    uses: tuple[str, ...] = ()


def why_off(store: Store) -> str | None:
    """Return why nothing can be asked of a release here, as a sentence; None where it can be."""
    if not store.released.is_whole:
        return (
            "A site of this study does not allow your purpose, and its counts stand in the files "
            "that a select reads, so that none can be asked. The pages leave it out."
        )
    if landlock.version() or store.released.is_exact:
        return None
    return (
        f"This study is open under the profile {store.profile.label!r}, and statements may then be "
        "asked only where the system shuts their process in: that takes Landlock, which Linux has "
        "from 5.13 on and which this machine has not switched on. Add `landlock` to the kernel's "
        "`lsm=` list, or run Straits on a newer kernel."
    )


def ask(
    store: Store,
    sql: str,
    parameters: Mapping[str, object] | None = None,
    *,
    limits: Limits = LIMITS,
    made: Mapping[str, Made] | None = None,
) -> Answer:
    """Return what one select answers, over what the profile shows of a release.

    parameters
        The values of $name in the statement, all of them.
    made
        What can be asked by name, instead of all that there is.

    Who asks is known as everywhere (straits.store.asked_by); `Store.cancel` ends it in a second.
    Raises AskError for what is no select, for unknown names, for a parameter that is missing or of
    another type, and where a limit is met; QueryError where it was cancelled; StoreError where the
    release has nothing that statements may read.
    """
    values = dict(parameters or {})

    def run(released: ReleasedTables, check: Callable[[], None]) -> Answer:
        return _answer(_run(released, sql, values, limits, check, made=made))

    return _let_out(store, sql, values, run, _cells)


def plan(
    store: Store,
    sql: str,
    parameters: Mapping[str, object] | None = None,
    *,
    limits: Limits = LIMITS,
) -> str:
    """Return how DuckDB would go about a statement; raises what `ask` does."""
    values = dict(parameters or {})

    def run(released: ReleasedTables, check: Callable[[], None]) -> str:
        said = _run(released, sql, values, limits, check, wants="plan").said
        return str(said["plan"])

    return _let_out(store, sql, values, run, lambda _: (0, 0))


def types(
    store: Store, sql: str, parameters: Mapping[str, object] | None = None
) -> tuple[tuple[str, str], ...]:
    """Return name and type of the columns that a select would answer; raises what `ask` does."""
    values = dict(parameters or {})

    def run(released: ReleasedTables, check: Callable[[], None]) -> tuple[tuple[str, str], ...]:
        said = _run(released, sql, values, LIMITS, check, wants="types").said
        return tuple((str(name), str(kind)) for name, kind in said["columns"])

    return _let_out(store, sql, values, run, lambda _: (0, 0))


def columns_of_views(store: Store, made: Mapping[str, Made]) -> tuple[dict[str, Any], Uses]:
    """Return name and type of the columns of each view; a mapping with `error` for a broken one.

    With them, the names that each view of one's own uses.
    """
    released = store.released
    if off := why_off(store):
        raise AskError(off, kind="refused")
    said = _run(released, "", {}, _LISTING, lambda: None, wants="columns", made=made).said
    return dict(said["relations"]), said["uses"]


def _let_out(
    store: Store,
    sql: str,
    values: Mapping[str, object],
    run: Callable[[ReleasedTables, Callable[[], None]], Given],
    count: Callable[[Given], tuple[int, int]],
) -> Given:
    released = store.released
    told = {"statement": sql, "parameters": values}

    def asked(check: Callable[[], None]) -> Given:
        if off := why_off(store):
            raise AskError(off, kind="refused")
        return run(released, check)

    return released.let_out(told, asked, count)


def _run(
    released: ReleasedTables,
    sql: str,
    values: Mapping[str, object],
    limits: Limits,
    check: Callable[[], None],
    wants: str = "rows",
    made: Mapping[str, Made] | None = None,
) -> Outcome:
    if len(sql) > _MOST_TEXT:
        raise AskError(
            f"The statement has {len(sql):,} characters; {_MOST_TEXT:,} are the most.", kind="limit"
        )
    if wants != "columns":
        _check_values(sql, values)
    made = with_own(released) if made is None else made
    told: dict[str, Any] = {
        "folders": [str(folder) for folder in released.folders],
        "setup": released.setup,
        "definitions": as_request(made),
        "seconds": limits.seconds,
        "memory": limits.memory,
        "needs_wall": not released.is_exact,
    }
    question: dict[str, Any] = {
        "text": sql,
        "parameters": {name: _plain(value) for name, value in values.items()},
        "rows": limits.rows,
        "bytes": limits.bytes,
        "wants": wants,
    }
    outcome = _warm.ask(told, question, check)
    if error := error_of(outcome, sql, values, made, limits.seconds, limits.memory):
        error = _of_a_file(released, error) or error
        error.seconds, error.peak_bytes = outcome.seconds, _peak(outcome)
        raise error
    return outcome


def _of_a_file(released: ReleasedTables, error: AskError) -> AskError | None:
    """Return why a name that there is none of is a file that cannot be taken; None for others."""
    for view in own_views(released, released.made()).values():
        if view.fault and f"There is no table {view.name!r}." in error.message:
            why = view.fault.replace(str(view.path), view.path.name)
            said = f"The view {view.name!r} cannot be asked: {why}"
            return AskError(said, error.line, error.column, kind="name")
    return None


def _check_values(sql: str, values: Mapping[str, object]) -> None:
    named = [each.name for each in parameters_of(sql)]
    for name in values:
        if name not in named:
            has = ", ".join(f"${each}" for each in named) or "none"
            raise AskError(
                f"The statement has no parameter ${name}; it has {has}.", kind="parameter"
            )
    missing = [name for name in named if name not in values]
    if missing:
        what = "parameter" if len(missing) == 1 else "parameters"
        has = (
            "has no value. Write one in its box"
            if len(missing) == 1
            else ("have no value. Write one in the box of each")
        )
        said = (
            f"The {what} {', '.join(f'${name}' for name in missing)} {has}; a command gives it by "
            f"--param {missing[0]}=..."
        )
        raise AskError.at(sql, place_of(sql, missing[0]), said, kind="parameter")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _answer(outcome: Outcome) -> Answer:
    said = outcome.said
    columns = tuple((str(name), str(kind)) for name, kind in said["columns"])
    frame = pl.read_ipc_stream(io.BytesIO(outcome.arrow))
    wide = [
        name
        for name, kind in columns
        if kind in ("HUGEINT", "UHUGEINT", "UBIGINT") and _fits(frame[name])
    ]
    frame = frame.with_columns(pl.col(wide).cast(pl.Int64)) if wide else frame
    n_rows = None if said["is_cut"] else frame.height
    is_cut = bool(said["is_cut"])
    return Answer(
        columns, frame, is_cut, n_rows, outcome.seconds, _peak(outcome), tuple(said["uses"])
    )


def _peak(outcome: Outcome) -> int:
    return int(outcome.ended.get("peak_bytes", 0))


def _fits(values: pl.Series) -> bool:
    """Tell whether whole numbers of any length are short enough for 64 bits."""
    return bool((values.cast(pl.Float64).abs() < 2.0**62).all())


def _cells(answer: Answer) -> tuple[int, int]:
    """Return how many numbers an answer has, and how many of them are empty."""
    numbers = [name for name, kind in answer.rows.schema.items() if kind.is_numeric()]
    n_empty = sum(answer.rows[name].null_count() for name in numbers)
    return answer.rows.height * len(numbers) - n_empty, n_empty
