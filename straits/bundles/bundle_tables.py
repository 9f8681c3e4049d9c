"""The tables of a bundle: their columns, and what their rows must satisfy.

Positions are 1-based as in VCF; regions of `callable` are 0-based and half-open as in BED.
"""

import io
from collections.abc import Mapping

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from straits.errors import BundleError
from straits.genome import CONTIGS

# How much is told of a cell: exact counts; a range of copies, none or all of them included; that
# nobody's genotype is known there; nothing.
EXACT, RANGE, NOT_COVERED, WITHHELD = STATES = ("exact", "range", "not_covered", "withheld")
IN_WORDS = {EXACT: "exact", RANGE: "as a range", NOT_COVERED: "not covered", WITHHELD: "not told"}

_ALLELE = ("contig", "pos", "ref", "alt")
_TEXT, _INT, _REAL = pa.string(), pa.int32(), pa.float64()


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema(list(columns.items()))


# One row per list and allele of it.
_ALLELES = _schema(list=_TEXT, contig=_TEXT, pos=_INT, ref=_TEXT, alt=_TEXT)
# One row per allele that is listed, group and sex; sex is null where all are counted together.
# hom_alt and haploid_alt are null, too, where so few have them that they are not told.
_CELLS = _schema(
    contig=_TEXT, pos=_INT, ref=_TEXT, alt=_TEXT,
    site=_TEXT, call_set=_TEXT, grouping=_TEXT, group_id=_TEXT, sex=_TEXT, state=_TEXT,
    n_called=_INT, an=_INT, ac=_INT, hom_alt=_INT, haploid_alt=_INT, ac_low=_INT, ac_high=_INT,
)  # fmt: skip
# One row per group of a call set, as the manifest names it, with what it is within.
_GROUPS = _schema(
    site=_TEXT, call_set=_TEXT, grouping=_TEXT, group_id=_TEXT, label=_TEXT, definition=_TEXT,
    parent_grouping=_TEXT, parent_group=_TEXT, sex=_TEXT, n_people=_INT,
)  # fmt: skip
# One row per group and category, or bin, of a phenotype; bin_low is included, bin_high is not.
_PHENOTYPE_CELLS = _schema(
    site=_TEXT, grouping=_TEXT, group_id=_TEXT, phenotype_id=_TEXT, label=_TEXT, kind=_TEXT,
    unit=_TEXT, category=_TEXT, bin_low=_REAL, bin_high=_REAL, n=_INT, n_known=_INT, state=_TEXT,
)  # fmt: skip
_CALLABLE = _schema(site=_TEXT, call_set=_TEXT, contig=_TEXT, start=_INT, end=_INT)

SCHEMAS: Mapping[str, pa.Schema] = {
    "alleles": _ALLELES,
    "cells": _CELLS,
    "groups": _GROUPS,
    "phenotype_cells": _PHENOTYPE_CELLS,
    "callable": _CALLABLE,
}
_KEYS: Mapping[str, tuple[str, ...]] = {
    "alleles": ("list", *_ALLELE),
    "cells": (*_ALLELE, "site", "call_set", "grouping", "group_id", "sex"),
    "groups": ("site", "call_set", "grouping", "group_id", "sex"),
    "phenotype_cells": (
        "site", "grouping", "group_id", "phenotype_id", "category", "bin_low",
    ),
    "callable": ("site", "call_set", "contig", "start"),
}  # fmt: skip
# Of columns that may be null; all others are not.
_MAY_BE_NULL = {
    "sex", "n_called", "an", "ac", "hom_alt", "haploid_alt", "ac_low", "ac_high", "parent_grouping",
    "parent_group", "unit", "category", "bin_low", "bin_high", "n", "n_known", "n_people",
}  # fmt: skip
_MOST_ROWS = 100_000_000
# Of a message: letters of a value, and columns.
_MOST_QUOTED, _MOST_NAMED = 60, 6
_ONE_STATE = f"one of {', '.join(STATES)}"
_AGAIN = "Ask the sender to make it again: what was signed cannot be mended here."
# Of a wider range no test is made.
_WIDEST = 100


def columns(name: str) -> tuple[str, ...]:
    """Return the columns of a table as a manifest says them."""
    return tuple(f"{field.name} {field.type}" for field in SCHEMAS[name])


def written(name: str, frame: pl.DataFrame) -> bytes:
    """Return a table as Parquet, sorted by its key: the same rows, the same bytes."""
    rows = frame.select(SCHEMAS[name].names).sort(_KEYS[name])
    arrow = rows.to_arrow(compat_level=pl.CompatLevel.oldest()).cast(SCHEMAS[name])
    sink = io.BytesIO()
    pq.write_table(arrow, sink, compression="zstd", row_group_size=122_880)
    return sink.getvalue()


def read(name: str, content: bytes, n_rows: int, most_bytes: int) -> pl.DataFrame:
    """Return a table from its bytes, every row of which satisfies what it must.

    n_rows
        How many it must have.
    most_bytes
        How large it may become.
    Raises BundleError, naming the column, where one does not.
    """
    path = f"{name}.parquet"
    try:
        file = pq.ParquetFile(pa.BufferReader(content))
        held = file.metadata
        groups = [held.row_group(place) for place in range(held.num_row_groups)]
        if held.num_rows != n_rows or n_rows > _MOST_ROWS:
            raise BundleError(
                f"{path} has {held.num_rows:,} rows; its manifest says {n_rows:,}, and "
                f"{_MOST_ROWS:,} may be. {_AGAIN}"
            )
        if (size := sum(group.total_byte_size for group in groups)) > most_bytes:
            raise BundleError(
                f"{path} would become {size:,} bytes; {most_bytes:,} may be read. {_AGAIN}"
            )
        if (schema := file.schema_arrow.remove_metadata()) != SCHEMAS[name]:
            raise BundleError(
                f"{path} does not have the columns of this format: {_other(name, schema)}"
            )
        arrow = file.read()
        arrow.validate(full=True)
    except (pa.ArrowException, OSError) as error:
        raise BundleError(f"{path} cannot be read as a table. {_AGAIN}") from error
    frame = pl.DataFrame(arrow)
    _require_keys(name, frame)
    if name == "cells":
        _require_counts(frame)
    if name == "phenotype_cells":
        is_part = (pl.col("n") >= 0) & (pl.col("n") <= pl.col("n_known"))
        _require(frame, path, "n", "0 to n_known", is_part)
        _require(frame, path, "state", _ONE_STATE, pl.col("state").is_in(STATES))
    return frame


def by_state(cells: pl.DataFrame) -> str:
    """Return how many cells there are of each state, in words.

    >>> by_state(pl.DataFrame({"state": ["exact", "range", "exact"]}))
    '2 exact, 1 as a range'
    """
    counts = dict(cells["state"].value_counts().iter_rows())
    return ", ".join(f"{counts[state]:,} {IN_WORDS[state]}" for state in STATES if state in counts)


def _require_keys(name: str, frame: pl.DataFrame) -> None:
    path = f"{name}.parquet"
    for column in frame.columns:
        if column not in _MAY_BE_NULL and frame[column].has_nulls():
            n = frame[column].null_count()
            raise BundleError(f"{path} has {n:,} rows without {column}. {_AGAIN}")
    is_double = frame.select(_KEYS[name]).is_duplicated()
    if (n_double := int(is_double.sum())) > 0:
        raise BundleError(
            f"{path} has two rows of one {', '.join(_KEYS[name])}: {n_double:,} rows, the first of "
            f"them row {is_double.arg_max():,}, counted from 0. {_AGAIN}"
        )
    if "contig" in frame.columns:
        _require(frame, path, "contig", "chr1 to chrM", pl.col("contig").is_in(CONTIGS))
    if "pos" in frame.columns:
        _require(frame, path, "pos", "1 or more", pl.col("pos") > 0)
        for allele in ("ref", "alt"):
            is_of_bases = pl.col(allele).str.contains(r"^[ACGTN]+$")
            _require(frame, path, allele, "bases A, C, G, T, N", is_of_bases)
    if "sex" in frame.columns:
        _require(frame, path, "sex", "XX, XY or nothing", pl.col("sex").is_in(["XX", "XY"]))
    if "start" in frame.columns:
        is_region = (pl.col("start") >= 0) & (pl.col("start") < pl.col("end"))
        _require(frame, path, "start", "0 or more, before end", is_region)


def _require_counts(cells: pl.DataFrame) -> None:
    """Require that counts of each cell can be, and that it has those of its state and no others."""
    path = "cells.parquet"
    n_called, an, ac = pl.col("n_called"), pl.col("an"), pl.col("ac")
    low, high = pl.col("ac_low"), pl.col("ac_high")
    hom, haploid = pl.col("hom_alt"), pl.col("haploid_alt")
    is_exact, is_band = pl.col("state") == EXACT, pl.col("state") == RANGE
    is_counted = is_exact | is_band
    _require(cells, path, "state", _ONE_STATE, pl.col("state").is_in(STATES))
    for column, is_set in (
        ("n_called", is_counted), ("an", is_counted), ("ac", is_exact),
        ("ac_low", is_band), ("ac_high", is_band),
    ):  # fmt: skip
        of_state = "a number where its state says so, and nothing elsewhere"
        _require(cells, path, column, of_state, pl.col(column).is_not_null() == is_set)
    for column in ("hom_alt", "haploid_alt"):
        _require(
            cells, path, column, "nothing but of exact cells", pl.col(column).is_null() | is_exact
        )
    is_an = (n_called >= 0) & (an >= n_called) & (an <= 2 * n_called)
    _require(cells, path, "an", "n_called to twice as many", is_an)
    _require(cells, path, "ac", "0 to an", (ac >= 0) & (ac <= an))
    is_hom = (hom >= 0) & (2 * hom + haploid.fill_null(0) <= ac)
    _require(cells, path, "hom_alt", "0 to half of ac", is_hom)
    _require(cells, path, "haploid_alt", "0 to ac", (haploid >= 0) & (haploid <= ac))
    _require(cells, path, "ac_low", "0 to ac_high", (low >= 0) & (low <= high))
    is_high = (high <= an) & (high - low <= _WIDEST)
    _require(cells, path, "ac_high", f"no more than an, nor than ac_low and {_WIDEST}", is_high)
    _require_parts(cells)


def _require_parts(cells: pl.DataFrame) -> None:
    """Require that a group's people are told of an allele whole, or by sex, and never both."""
    key = [*_ALLELE, "site", "call_set", "grouping", "group_id"]
    both = cells.filter(pl.col("sex").is_not_null()).join(
        cells.filter(pl.col("sex").is_null()), on=key, how="semi"
    )
    if not both.is_empty():
        raise BundleError(
            f"cells.parquet has {both.height:,} rows that are told twice: of all people, and of "
            f"one sex. {_AGAIN}"
        )


def _require(frame: pl.DataFrame, path: str, column: str, expected: str, holds: pl.Expr) -> None:
    """Raise BundleError where something does not hold; where it is null, nothing is claimed."""
    broken = frame.filter((~holds).fill_null(False))
    if not broken.is_empty():
        first = broken.row(0, named=True)
        value = "nothing" if first[column] is None else ascii(first[column])[:_MOST_QUOTED]
        where = " ".join(
            ascii(first[name])[:_MOST_QUOTED]
            for name in _KEYS[path.removesuffix(".parquet")]
            if first[name] is not None
        )
        raise BundleError(
            f"{path} has {broken.height:,} rows whose {column} cannot be: expected {expected}, and "
            f"{value} is there, of {where}. {_AGAIN}"
        )


def _other(name: str, schema: pa.Schema) -> str:
    """Return which columns a table lacks, has besides, or else has of another type."""
    expected = SCHEMAS[name]
    said = [f"{each} is missing" for each in expected.names if each not in schema.names]
    said += [
        f"{ascii(each)} is not expected" for each in schema.names if each not in expected.names
    ]
    if not said and schema.names == expected.names:
        said = [
            f"{field.name} is {schema.field(field.name).type} and not {field.type}"
            for field in expected
            if schema.field(field.name).type != field.type
        ]
    return f"{', '.join(said[:_MOST_NAMED]) or 'their order'}. {_AGAIN}"
