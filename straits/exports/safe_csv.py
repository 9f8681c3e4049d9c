"""Tables as CSV that no spreadsheet takes for formulas."""

import re
from collections.abc import Mapping

import polars as pl

from straits.exports.visible_text import visible, visible_rows

# What makes a spreadsheet run a cell (OWASP ASVS 5, V1.2.10), with the full-width look-alikes.
_STARTS_FORMULA = "^[=+\\-@\t\r\x00＝＋－＠]"
# The same where a line that is no row may be cut into cells.
_STARTS_FORMULA_WITHIN = re.compile(r'([,;\t|"]["\s]*)([=+\-@\x00＝＋－＠])')


def csv(rows: pl.DataFrame, with_names: bool = True) -> bytes:
    """Return the rows as CSV in UTF-8; lists are joined by ";", missing values are empty.

    Text that a spreadsheet would run starts with an apostrophe, and what in it cannot be seen is
    written as its number. Numbers stay numbers, so that a
    negative difference can be read back.

    with_names
        Begin with the names of the columns.

    >>> csv(pl.DataFrame({"=name": ["=1+1"], "difference": [-0.5]}))
    b"'=name,difference\\n'=1+1,-0.5\\n"
    """
    lists = [name for name, kind in rows.schema.items() if isinstance(kind, pl.List)]
    flat = visible_rows(rows).with_columns(
        pl.col(name).cast(pl.List(pl.String)).list.join(";") for name in lists
    )
    texts = [name for name, kind in flat.schema.items() if kind == pl.String]
    safe = flat.with_columns(
        pl.when(pl.col(name).str.contains(_STARTS_FORMULA))
        .then(pl.concat_str(pl.lit("'"), pl.col(name)))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    )
    names = {
        name: f"'{name}"
        for name in safe.columns
        if pl.Series([name]).str.contains(_STARTS_FORMULA)[0]
    }
    return safe.rename(names).write_csv(include_header=with_names).encode()


def remarks(header: Mapping[str, str]) -> bytes:
    """Return lines `# key: value`, which stand before the names of the columns of a CSV.

    >>> remarks({"study": "Two\\nsites", "a": 'x,=1+1'})
    b"# study: Two sites\\n# a: x,'=1+1\\n"
    """
    lines = (f"# {key}: {' '.join(value.split())}\n" for key, value in header.items())
    safe = (_STARTS_FORMULA_WITHIN.sub(r"\1'\2", visible(line)) for line in lines)
    return "".join(safe).encode()
