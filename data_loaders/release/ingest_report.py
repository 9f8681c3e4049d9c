"""What an ingest kept and what it left out, as a person reads it at the end."""

import polars as pl
from rich.console import Console
from rich.table import Table

from data_loaders.release.ingest import Ingested
from data_loaders.reports.phenotype_report import show_phenotypes
from data_loaders.reports.reasons import reason_in_words
from straits.tables import TABLES

# So many examples of what was left out are named.
_EXAMPLES = 2


def show(done: Ingested, console: Console) -> None:
    """Write the summary of an ingest."""
    kept = Table(title="Kept", title_justify="left", box=None)
    for heading in ("call set", "people", "records", "alleles", "calls", "missing"):
        kept.add_column(heading, justify="left" if heading == "call set" else "right")
    for row in done.call_sets.iter_rows(named=True):
        names = ("n_counted", "n_records", "n_alleles", "n_calls", "n_missing_calls")
        kept.add_row(row["call_set_id"], *(f"{row[name]:,}" for name in names))
    console.print(kept)
    _show_no_group(done, console)
    dropped = Table(title="Left out", title_justify="left", box=None)
    for heading in ("call set", "what", "number", "why"):
        dropped.add_column(heading, justify="right" if heading == "number" else "left")
    examples = _examples(done)
    for row in done.drops.iter_rows(named=True):
        what = f"{row['kind']}s"
        why = reason_in_words(row["reason"])
        if named := examples.get((row["call_set_id"], row["reason"])):
            why += f": {', '.join(named)}{' ...' if row['n_dropped'] > len(named) else ''}"
        dropped.add_row(row["call_set_id"], what, f"{row['n_dropped']:,}", why)
    if done.drops.is_empty():
        console.print("No genotypes were left out.")
    else:
        console.print(dropped)
    show_phenotypes(done.path, console)
    if _table(done, "genes").is_empty():
        console.print(
            "The study has no gene models: those that come with Straits are of GRCh38. Name a GTF "
            "or GFF3 file under `genes:` in the study file to ask by gene."
        )
    console.print(
        f"Release {done.release_id} with {done.n_alleles:,} alleles is now current in "
        f"{done.path.parents[1]}."
    )
    for note in done.notes:
        console.print(note)


def _show_no_group(done: Ingested, console: Console) -> None:
    """Write how many of those who are counted are in no group of a grouping, and who."""
    samples = _table(done, "samples").filter("is_counted")
    for grouping in _table(done, "groupings")["grouping"]:
        if grouping not in samples.columns:
            continue  # everyone, and the groups of panels
        for (call_set,), people in samples.group_by("call_set_id", maintain_order=True):
            ids = people.filter(pl.col(grouping).is_null())["sample_id"]
            if len(ids):
                more = " ..." if len(ids) > _EXAMPLES else ""
                console.print(
                    f"{call_set}: {len(ids):,} of {people.height:,} in no group of {grouping}: "
                    f"{', '.join(ids.head(_EXAMPLES))}{more}",
                    markup=False,
                )


def _examples(done: Ingested) -> dict[tuple[str, str], list[str]]:
    """Return a few samples, places or contigs of what was left out, by call set and reason."""
    samples = _table(done, "set_aside_samples").rename({"sample_id": "example"})
    records = _table(done, "dropped_records")
    is_contig = pl.col("reason") == "unknown_contig"
    place = pl.format("{}:{}", "contig", "pos")
    places = records.with_columns(example=pl.when(is_contig).then("contig").otherwise(place))
    columns = ["call_set_id", "reason", "example"]
    examples = pl.concat([samples.select(columns), places.select(columns)]).unique(
        maintain_order=True
    )
    grouped = examples.group_by("call_set_id", "reason").agg(pl.col("example").head(_EXAMPLES))
    return {(call_set, reason): named for call_set, reason, named in grouped.iter_rows()}


def _table(done: Ingested, name: str) -> pl.DataFrame:
    return pl.read_parquet(TABLES[name].path(done.path), glob=False)
