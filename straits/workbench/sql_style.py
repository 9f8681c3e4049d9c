"""The style of SQL that comes with Straits, for files of somebody's own."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from straits import sql_names

# Beside sql/, be it of a checkout or of an installed package.
_STYLE = sql_names.FOLDER.parent / "pyproject.toml"


def mended(text: str) -> str:
    """Return a text as the style has it, as far as that can be done without knowing what it means.

    What cannot be read stays as it is.
    """
    laid_out: str = _sqlfluff().fix(text, config_path=str(_STYLE))
    return laid_out


def faults(path: Path) -> Iterator[str]:
    """Yield what of a file is not in the style, a sentence each, and last what mends most of it."""
    text = path.read_text(encoding="utf-8")
    found = _sqlfluff().lint(text, config_path=str(_STYLE))
    for each in found:
        yield (
            f"Line {each['start_line_no']}, of style alone: {each['description']} "
            f"(sqlfluff {each['code']}, {each['name']})."
        )
    if found and mended(text) != text:
        yield (
            "Style changes nothing that a view answers. This mends most of it: "
            f"python -m sqlfluff fix --config {_STYLE} {path}"
        )


def _sqlfluff() -> Any:
    # It takes a second to load, and nothing else of Straits needs it.
    return importlib.import_module("sqlfluff")
