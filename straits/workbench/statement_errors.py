"""What came of a statement that was not answered: what is wrong, where, and the way out."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from straits.sandbox.warm_process import Outcome
from straits.store.released_tables import Made
from straits.workbench.ask_error import AskError
from straits.workbench.statement_parameters import place_of

_OF_THE_LIMIT = "Ask for fewer alleles or groups, or for fewer columns."


def error_of(
    outcome: Outcome,
    sql: str,
    values: Mapping[str, object],
    made: Mapping[str, Made],
    seconds: float,
    memory: int,
) -> AskError | None:
    """Return the error that an outcome is; None for an answer.

    seconds, memory
        The limits that it was asked with, for the words.
    """
    said, ended = outcome.said, outcome.ended
    if said.keys() & {"columns", "plan", "relations"}:
        return None
    kind = said.get("kind", "")
    if ended.get("stopped") == "time" or (not said and outcome.seconds >= seconds):
        return AskError(
            f"The statement was ended after {seconds:g} s, the most that one may take. "
            f"{_OF_THE_LIMIT}",
            kind="limit",
        )
    if not said or kind == "memory":
        return AskError(
            f"The statement was ended: it needed more than the {memory >> 20} MB of memory that "
            f"one may take, or broke its process. {_OF_THE_LIMIT}",
            kind="limit",
        )
    message, position = str(said["error"]), said.get("position")
    if kind == "system":
        return AskError(f"The statement could not be run: {message}.", kind="other")
    if view := said.get("of"):
        wrong = of_view(said, made[view], made)
        return AskError(
            f"The view {view!r} cannot be asked: {in_file(made[view], wrong)}",
            near=wrong.near, kind=wrong.kind,
        )  # fmt: skip
    if kind == "refused":
        return AskError.at(sql, position, message, kind="refused")
    return of_duckdb(said, sql, values, made)


def of_view(said: Mapping[str, Any], view: Made, made: Mapping[str, Made]) -> AskError:
    """Return what is wrong with a view, at its place in the text of the view."""
    if said.get("kind") == "refused":
        return AskError.at(view.own, said.get("position"), str(said["error"]), kind="refused")
    return of_duckdb(said, view.own, {}, made)


def in_file(view: Made, wrong: AskError) -> str:
    """Return what is wrong with a view after the name of its file, with the line.

    Where the file lies is not said: whoever reads it on a page need not know.
    """
    name = view.file.path.name if view.file else view.name
    where = f", line {wrong.line}, column {wrong.column}" if wrong.line else ""
    return f"{name}{where}: {wrong.message}"


def _alike(name: str, candidates: tuple[str, ...]) -> tuple[str, ...]:
    """Return what somebody may have meant, the nearest first: DuckDB names columns at any rate.

    >>> _alike("variant_id", ("an", "ac")), _alike("nme", ("g.name", "an"))
    ((), ('g.name',))
    """
    bare = {each.rpartition(".")[2]: each for each in reversed(candidates)}
    return tuple(bare[each] for each in get_close_matches(name.lower(), list(bare), 3, 0.6))


def of_duckdb(
    said: Mapping[str, Any], sql: str, values: Mapping[str, object], made: Mapping[str, Made]
) -> AskError:
    """Return the error that DuckDB had with a statement, as its process told it."""
    message, position = str(said["error"]), said.get("position")
    subtype, name = str(said.get("subtype", "")), str(said.get("name") or "")
    candidates = tuple(filter(None, said.get("candidates") or ()))
    if subtype == "COLUMN_NOT_FOUND":
        alike = _alike(name, candidates)
        where = f"in {said['within']!r}" if "within" in said else "here"
        near = f"The nearest is {alike[0]!r}." if alike else "The catalogue says what there is."
        words = f"There is no column {name!r} {where}. {near}"
        return AskError.at(sql, position, words, alike, "name")
    if subtype == "NOT_IN_FROM":
        has = ", ".join(map(repr, candidates)) or "nothing"
        words = f"The select reads nothing that is called {name!r}; it reads {has}."
        return AskError.at(sql, position, words, candidates, "name")
    if subtype == "MISSING_ENTRY":
        near_by = get_close_matches(name.lower(), list(made), 1, 0.5)
        found = tuple(near_by) or candidates
        near = f" The nearest is {found[0]!r}." if found else ""
        what = str(said.get("type") or "name").lower()
        what = "function" if "function" in what else what
        return AskError.at(sql, position, f"There is no {what} {name!r}.{near}", found, "name")
    if subtype == "SYNTAX_ERROR":
        return AskError.at(
            sql, position, f"The statement ends or goes wrong here: {message}.", kind="syntax"
        )
    first = message.split("\n")[0].rstrip(".")
    for name, value in values.items():
        if f"'{value}'" in first:
            wrong = f"The value of ${name} is of another type: {first}."
            return AskError.at(sql, place_of(sql, name), wrong, kind="parameter")
    return AskError.at(sql, position, f"{first}.")
