"""A table as a command prints it."""

import io
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from straits import process

_SYNTHETIC = "These are synthetic people: nobody here is real."


def print_frame(rows: Any, form: str, is_synthetic: bool, path: Path | None = None) -> None:
    """Print a frame, or write it to a file, to be read by a person or by another program.

    That people are synthetic is said beside it, since its columns are fixed.
    """
    from straits import queries
    from straits.exports import safe_csv

    if is_synthetic:
        print(_SYNTHETIC, file=sys.stderr)
    written = io.BytesIO()
    if form == "table":
        written.write(queries.frequencies.as_text(rows).encode())
    elif form == "csv":
        written.write(safe_csv.csv(rows))
    elif form == "json":
        written.write(rows.write_json().encode())
    else:
        rows.write_parquet(written)
    put([written.getvalue()], path)


def print_headed(header: Mapping[str, str], rows: Any, form: str, is_synthetic: bool) -> None:
    """Print a frame as `print_frame`; Parquet says of itself what it is, in its metadata.

    CSV begins with the names of its columns, since what it is piped into expects them there.

    header
        What it says, by key, as the same file of the page does.
    """
    from straits.exports import row_streams

    if form != "parquet":
        print_frame(rows, form, is_synthetic)
        return
    if is_synthetic:
        print(_SYNTHETIC, file=sys.stderr)
    put(row_streams.parquet(header, [rows]), None)


def put(chunks: Iterable[bytes], path: Path | None) -> None:
    """Write to a file, or to the terminal where none is named."""
    if path is None:
        process.to_terminal(chunks)
    else:
        to_file(chunks, path)
        print(f"Written: {path}", file=sys.stderr)


def to_file(chunks: Iterable[bytes], path: Path) -> None:
    """Write a file that is there only once it is whole."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            file.writelines(chunks)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
