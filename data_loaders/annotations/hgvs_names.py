"""HGVS descriptions as annotators write them, brought to one spelling."""

from urllib.parse import unquote

import polars as pl

THREE_LETTERS = {
    "A": "Ala", "R": "Arg", "N": "Asn", "D": "Asp", "C": "Cys", "Q": "Gln", "E": "Glu",
    "G": "Gly", "H": "His", "I": "Ile", "L": "Leu", "K": "Lys", "M": "Met", "F": "Phe",
    "P": "Pro", "S": "Ser", "T": "Thr", "W": "Trp", "Y": "Tyr", "V": "Val", "U": "Sec",
    "O": "Pyl", "X": "Xaa", "*": "Ter",
}  # fmt: skip


def plain(entries: pl.DataFrame) -> pl.DataFrame:
    """Return the entries with hgvs_c and hgvs_p decoded, without their sequence, in one spelling.

    A stop is Ter, an amino acid that stays is written with "=", and bases that are deleted or
    doubled are not repeated, as HGVS recommends. An hgvs_p that is none becomes null.

    >>> frame = pl.DataFrame({"hgvs_p": ["ENSP0001.3:p.Pro227%3D", "p.Pro227Pro", "p.Gln4*"]})
    >>> plain(frame)["hgvs_p"].to_list()
    ['p.Pro227=', 'p.Pro227=', 'p.Gln4Ter']
    """
    columns = {}
    for name in ("hgvs_c", "hgvs_p"):
        if name in entries.columns:
            text = decoded(entries[name]).str.replace(r"^[^:]*:", "")
            columns[name] = text.str.replace(r"(del|dup)[ACGT]+(ins|$)", "$1$2")
    if "hgvs_p" in columns:
        columns["hgvs_p"] = _plain_protein(columns["hgvs_p"])
    return entries.with_columns(**columns)


def decoded(text: pl.Series) -> pl.Series:
    """Return a column with %3D, %2C and the like read as the characters they stand for."""
    if not text.str.contains("%", literal=True).any():
        return text
    spelled = text.unique()
    return text.replace_strict(
        spelled, pl.Series([None if word is None else unquote(word) for word in spelled])
    )


def first_number(entries: pl.DataFrame, column: str) -> pl.Expr:
    """Return the first whole number of a text such as 65-66/490; null if there is none."""
    if column not in entries.columns:
        return pl.lit(None, pl.Int32)
    return pl.col(column).str.extract(r"(\d+)").cast(pl.Int32, strict=False)


def _plain_protein(text: pl.Series) -> pl.Series:
    parts = text.str.extract_groups(
        r"^p\.\(?(?<before>[A-Z][a-z]{2})(?<at>\d+)(?<after>[A-Z][a-z]{2})\)?$"
    ).struct.unnest()
    stays = parts["before"] == parts["after"]
    return (
        pl.select(
            pl.when(stays)
            .then(pl.format("p.{}{}=", parts["before"], parts["at"]))
            .when(text.str.starts_with("p."))
            .then(text.str.replace_all("*", "Ter", literal=True))
        )
        .to_series()
        .alias(text.name)
    )
