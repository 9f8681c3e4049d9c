"""What an ingest kept and what it left out, as a person reads it at the end."""

from rich.console import Console
from rich.table import Table

from data_loaders.ingest import Ingested
from data_loaders.reasons import reason_in_words


def show(done: Ingested, console: Console) -> None:
    """Write the summary of an ingest."""
    kept = Table(title="Kept", title_justify="left", box=None)
    for heading in ("call set", "people", "records", "alleles", "calls", "missing"):
        kept.add_column(heading, justify="left" if heading == "call set" else "right")
    for row in done.call_sets.iter_rows(named=True):
        names = ("n_counted", "n_records", "n_alleles", "n_calls", "n_missing_calls")
        kept.add_row(row["call_set_id"], *(f"{row[name]:,}" for name in names))
    console.print(kept)
    dropped = Table(title="Left out", title_justify="left", box=None)
    for heading in ("call set", "what", "number", "why"):
        dropped.add_column(heading, justify="right" if heading == "number" else "left")
    for row in done.drops.iter_rows(named=True):
        what = f"{row['kind']}s"
        why = reason_in_words(row["reason"])
        dropped.add_row(row["call_set_id"], what, f"{row['n_dropped']:,}", why)
    if done.drops.is_empty():
        console.print("Nothing was left out.")
    else:
        console.print(dropped)
    console.print(
        f"Release {done.release_id} with {done.n_alleles:,} alleles is now current in "
        f"{done.path.parents[1]}."
    )
