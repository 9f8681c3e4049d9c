"""A table as a command prints it."""

import io
import sys
from typing import Any

from straits import process


def print_frame(rows: Any, form: str, is_synthetic: bool) -> None:
    """Print a frame, to be read by a person or by another program.

    That people are synthetic is said beside it, since its columns are fixed.
    """
    from straits import queries
    from straits.exports import safe_csv

    if is_synthetic:
        print("These are synthetic people: nobody here is real.", file=sys.stderr)
    written = io.BytesIO()
    if form == "table":
        written.write(queries.frequencies.as_text(rows).encode())
    elif form == "csv":
        written.write(safe_csv.csv(rows))
    elif form == "json":
        written.write(rows.write_json().encode())
    else:
        rows.write_parquet(written)
    process.to_terminal([written.getvalue()])
