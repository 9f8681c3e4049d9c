"""Files that leave the dashboard: tables that no spreadsheet takes for formulas."""

import polars as pl

# What makes a spreadsheet run a cell (OWASP ASVS 5, V1.2.10), with the full-width look-alikes.
_STARTS_FORMULA = "^[=+\\-@\t\r\x00＝＋－＠]"


def csv(rows: pl.DataFrame) -> bytes:
    """Return the rows as CSV in UTF-8; lists are joined by ";", missing values are empty.

    Text that a spreadsheet would run starts with an apostrophe. Numbers stay numbers, so that a
    negative difference can be read back.

    >>> csv(pl.DataFrame({"=name": ["=1+1"], "difference": [-0.5]}))
    b"'=name,difference\\n'=1+1,-0.5\\n"
    """
    lists = [name for name, kind in rows.schema.items() if isinstance(kind, pl.List)]
    flat = rows.with_columns(pl.col(name).cast(pl.List(pl.String)).list.join(";") for name in lists)
    texts = [name for name, kind in flat.schema.items() if kind == pl.String]
    safe = flat.with_columns(
        pl.when(pl.col(name).str.contains(_STARTS_FORMULA))
        .then(pl.concat_str(pl.lit("'"), pl.col(name)))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    )
    header = {
        name: f"'{name}"
        for name in safe.columns
        if pl.Series([name]).str.contains(_STARTS_FORMULA)[0]
    }
    return safe.rename(header).write_csv().encode()


def marked(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with a last column that says that no real person is in them.

    >>> marked(pl.DataFrame({"ac": [1]})).columns
    ['ac', 'data']
    """
    return rows.with_columns(pl.lit("synthetic").alias("data"))


def file_name(*parts: str, ending: str) -> str:
    """Return a file name of plain letters, digits and hyphens, whatever the parts hold.

    >>> file_name("straits", "CYP2C19", "../a b", ending="csv")
    'straits_CYP2C19_a-b.csv'
    """
    plain = ("".join(c if c.isascii() and c.isalnum() else "-" for c in part) for part in parts)
    joined = "_".join("-".join(piece for piece in part.split("-") if piece)[:60] for part in plain)
    return f"{joined}.{ending}"
