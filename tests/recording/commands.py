"""`python -m straits` within this process, as it is printed."""

import io
import os
import re
import shlex
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest import mock

import polars as pl

from straits.__main__ import main
from tests.recording import plain

_WIDTH = "100"  # characters of the terminal that help and tables are broken to
_TOOK = re.compile(r"\b\d+(\.\d+)? (s|seconds|min)\b")


def ran(*arguments: str) -> tuple[int, bytes, str]:
    """Return exit code, what was printed, and what was said beside it."""
    # Not StringIO: what is meant for another program is written as bytes.
    printed = io.BytesIO(), io.BytesIO()
    out, err = (io.TextIOWrapper(one, encoding="utf-8", write_through=True) for one in printed)
    with mock.patch.dict(os.environ, {"COLUMNS": _WIDTH}), mock.patch("sys.stdin", io.StringIO("")):
        with redirect_stdout(out), redirect_stderr(err):
            try:
                code: Any = main(list(arguments))
            except SystemExit as left:
                code = left.code
    return int(code or 0), printed[0].getvalue(), printed[1].getvalue().decode()


def said(line: str, places: Mapping[str, str]) -> list[list[Any]]:
    """Return what a command line prints: pairs of a name and a value.

    places
        What stands in braces in the line -> the folder of this machine.
    """
    arguments = [part.format_map(places) for part in shlex.split(line)]
    code, out, err = ran(*arguments)
    names = [(folder, f"{{{name}}}") for name, folder in places.items()]
    found: list[list[Any]] = [["code", code]]
    if out.startswith(b"PAR1"):
        found.append(["parquet", plain.table(pl.read_parquet(io.BytesIO(out)))])
    elif out:
        found.append(["out", plain.lines(_plain(out.decode(), names))])
    return [*found, ["err", plain.lines(_plain(err, names))]]


def _plain(text: str, names: list[tuple[str, str]]) -> list[str]:
    return [_TOOK.sub("<time>", plain.text(line, names)) for line in text.splitlines()]


def link(store: Path, sentence: str) -> str:
    """Return the link of the cohort that a sentence describes."""
    code, out, err = ran("cohort", "export", "--store", str(store), sentence, "--what", "link")
    assert code == 0, err
    return out.decode().strip()
