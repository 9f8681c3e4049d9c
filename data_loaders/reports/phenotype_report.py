"""What became of the rows of phenotypes that sites sent, as a person reads it after an ingest."""

from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table

from straits.tables import TABLES

_TABLE = ["site_id", "source_table"]


def show_phenotypes(release: Path, console: Console) -> None:
    """Write what became of the rows of a release; see `show_rows`."""
    names = ("phenotype_sources", "set_aside_counts", "set_aside_rows")
    tables = [pl.read_parquet(TABLES[name].path(release), glob=False) for name in names]
    show_rows(tables[0], tables[1], tables[2], console)


def show_rows(
    sources: pl.DataFrame, counts: pl.DataFrame, rows: pl.DataFrame, console: Console
) -> None:
    """Write how many rows of each file were used, and why others were not; nothing without files.

    Of each rule that rows broke, the first line that did is named, with its value.

    sources, counts, rows
        The tables phenotype_sources, set_aside_counts and set_aside_rows of straits.tables.
    """
    if sources.is_empty():
        return
    named = sources.with_columns(file=_told_apart())
    console.print(_ledger(named))
    rules = [*_TABLE, "phenotype_id", "rule"]
    first = rows.unique(rules, keep="first", maintain_order=True)
    examples = first.select(*rules, "source_line", "value")
    told = counts.join(
        named.select(*_TABLE, "file"), on=_TABLE, how="left", maintain_order="left"
    ).join(examples, on=rules, how="left", nulls_equal=True, maintain_order="left")
    for title, broken in (
        ("Set aside, by the rule they broke", told.filter(~pl.col("is_kept"))),
        ("Used, but to be looked at", told.filter("is_kept")),
    ):
        if not broken.is_empty():
            console.print(_broken(title, broken))


def _told_apart() -> pl.Expr:
    """Return the file of each table, with the table's name where others are of the same file."""
    is_shared = pl.len().over("site_id", "source_file") > 1
    with_table = pl.format("{} ({})", "source_file", "source_table")
    return pl.when(is_shared).then(with_table).otherwise("source_file")


def _ledger(sources: pl.DataFrame) -> Table:
    shown = Table(title="Rows of phenotypes", title_justify="left", box=None)
    for heading in ("site", "file"):
        shown.add_column(heading)
    for heading in ("rows", "used", "set aside", "not asked for", "not selected"):
        shown.add_column(heading, justify="right")
    for row in sources.iter_rows(named=True):
        kinds = ("", "_used", "_set_aside", "_not_asked_for", "_not_selected")
        numbers = (f"{row[f'n_rows{kind}']:,}" for kind in kinds)
        shown.add_row(row["site_id"], row["file"], *numbers)
    return shown


def _broken(title: str, broken: pl.DataFrame) -> Table:
    shown = Table(title=title, title_justify="left", box=None)
    for heading in ("file", "phenotype", "rows", "why"):
        shown.add_column(heading, justify="right" if heading == "rows" else "left")
    for row in broken.iter_rows(named=True):
        why = row["explanation"]
        if row["source_line"] is not None:
            value = "" if row["value"] is None else f", {row['value']!r}"
            why += f" (line {row['source_line']:,}{value})"
        what = row["phenotype_id"] or "any"
        shown.add_row(row["file"], what, f"{row['n_rows']:,}", why)
    return shown
