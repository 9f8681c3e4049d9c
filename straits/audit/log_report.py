"""What a log says in sum: who was here, on which day, and how much they were told."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl

from straits.audit.log_reading import entries, last_entries

_DAYS: dict[str, Any] = {
    "day": pl.String, "person": pl.String, "project": pl.String, "purpose": pl.String,
    "profile": pl.String, "n_questions": pl.Int64, "n_refused": pl.Int64, "n_cohorts": pl.Int64,
    "n_shown": pl.Int64, "n_withheld": pl.Int64,
}  # fmt: skip
_LINES: dict[str, Any] = {
    "n": pl.Int64, "at": pl.String, "person": pl.String, "project": pl.String,
    "purpose": pl.String, "profile": pl.String, "release": pl.String, "question": pl.String,
    "asked": pl.String, "cohorts": pl.String, "shown": pl.Int64, "withheld": pl.Int64,
    "refused": pl.String,
}  # fmt: skip
_KEYS = ["day", "person", "project", "purpose", "profile"]


def days(folder: Path, since: str = "") -> pl.DataFrame:
    """Return one row per day (UTC), person, project, purpose and profile, in order.

    Columns: those five; n_questions (answers and refusals that were written down, the same one
    once an hour), n_refused, n_cohorts (different ones that were described), n_shown and n_withheld
    (numbers of people, or of alleles among them).

    since
        The first day, such as "2026-11-29"; empty for all.
    Raises AuditError where there is no log.
    """
    lines = questions(folder, since)
    described = [list(json.loads(text)) for text in lines["cohorts"]]
    grouped = lines.with_columns(
        pl.col("at").str.head(10).alias("day"),
        pl.Series("described", described, dtype=pl.List(pl.String)),
    ).group_by(_KEYS)
    return (
        grouped.agg(
            pl.len().cast(pl.Int64).alias("n_questions"),
            (pl.col("refused") != "").sum().cast(pl.Int64).alias("n_refused"),
            pl.col("described").explode().drop_nulls().n_unique().cast(pl.Int64).alias("n_cohorts"),
            pl.col("shown").sum().alias("n_shown"),
            pl.col("withheld").sum().alias("n_withheld"),
        )
        .select(*_DAYS)
        .sort(_KEYS)
    )


def questions(folder: Path, since: str = "") -> pl.DataFrame:
    """Return one row per line of a log, in order.

    Columns: n (the number of the line), at (UTC), person, project, purpose, profile, release,
    question, asked and cohorts (as JSON; of the cohorts that it names, by id), shown, withheld,
    refused (empty where it was answered).
    Raises AuditError where there is no log.
    """
    return _frame(entries(folder, since))


def last_questions(folder: Path, n_wanted: int) -> pl.DataFrame:
    """Return the last rows of `questions`, without reading those before."""
    return _frame(last_entries(folder, n_wanted))


def _frame(lines: Iterable[dict[str, Any]]) -> pl.DataFrame:
    rows = [
        {
            **{name: entry.get(name) for name in _LINES},
            "asked": _json(entry.get("asked", {})),
            "cohorts": _json(entry.get("cohorts", {})),
            "refused": entry.get("refused", ""),
        }
        for entry in lines
    ]
    return pl.DataFrame(rows, schema=_LINES)


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
