"""The alleles of the records of a block, with the text by which annotators name them."""

from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from data_loaders.vcf.called_records import Records
from data_loaders.vcf.record_alleles import WRITTEN_TWICE
from data_loaders.vcf.record_batch import field_column, text_column
from data_loaders.vcf.record_lines import REF


@dataclass(frozen=True)
class RecordAlleles:
    """Every alternate allele of a block, counted or not, in file order.

    record, number
        Record of the block, and allele number (1 for the first), shape (n_alleles,).
    row
        Row of the counted allele in the block's batch, the same for one that is written twice, -1
        for one that is left out; shape (n_alleles,).
    pos, ref, alt
        As written in the file, alleles in capitals, shape (n_alleles,).
    trimmed_ref, trimmed_alt
        Without the bases that both share, but for one; shape (n_alleles,).
    """

    record: NDArray[np.int32]
    number: NDArray[np.int32]
    row: NDArray[np.int64]
    pos: NDArray[np.int64]
    ref: pl.Series
    alt: pl.Series
    trimmed_ref: pl.Series
    trimmed_alt: pl.Series

    def frame(self, spelling: pl.Series) -> pl.DataFrame:
        """Return record, spelling and row of the alleles; an allele without a spelling is out."""
        return pl.DataFrame(
            {"record": self.record, "spelling": spelling, "row": self.row}
        ).drop_nulls("spelling")


def record_alleles(records: Records) -> RecordAlleles:
    """Gather the alleles of a block as written; those that are counted are rows of its batch."""
    lines, alleles, counted = records.lines, records.alleles, records.counted()
    row = np.full(alleles.record.size, -1, np.int64)
    row[counted] = np.arange(counted.size)
    # An allele that is written twice is annotated as one.
    before = np.arange(row.size) - alleles.number + alleles.stands_for
    row = np.where(alleles.kind == WRITTEN_TWICE, row[before], row)
    refs = _series(field_column(lines, REF)).str.to_uppercase()
    return RecordAlleles(
        alleles.record,
        alleles.number,
        row,
        lines.pos[alleles.record],
        refs.gather(alleles.record),
        _text(lines.text, alleles.alt_field_start, alleles.alt_field_end),
        _text(lines.text, alleles.ref_start, alleles.ref_end),
        _text(lines.text, alleles.alt_start, alleles.alt_end),
    )


def matched(entries: pl.DataFrame, spelling: pl.Expr, *choices: pl.DataFrame) -> pl.DataFrame:
    """Return the entries with the `row` of the allele they name; null where it is none of theirs.

    spelling
        The text by which an entry names its allele.
    choices
        Frames of RecordAlleles.frame. Where two alleles of a record claim one text, the earlier
        choice counts; a text that two alleles share within one choice means neither.
    """
    key = ["record", "spelling"]
    alone = [choice.unique().filter(pl.struct(key).is_unique()) for choice in choices]
    known = pl.concat(alone).unique(key, keep="first", maintain_order=True)
    return entries.with_columns(spelling=spelling).join(known, on=key, how="left")


def of_only_allele(entries: pl.DataFrame, alleles: RecordAlleles) -> pl.DataFrame:
    """Return the entries, which name no allele, with the `row` of their record's only one.

    It is null where the record has several, or the entry begins with @: that tells of another.
    """
    of_record = pl.DataFrame({"record": alleles.record, "row": alleles.row}).unique()
    only = of_record.filter(pl.col("record").is_unique())
    row = pl.when(~pl.col("terms").str.starts_with("@")).then("row")
    return entries.join(only, on="record", how="left").with_columns(row.alias("row"))


def _series(column: pa.Array) -> pl.Series:
    series = pl.from_arrow(column)
    assert isinstance(series, pl.Series)
    return series


def _text(
    block: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> pl.Series:
    return _series(text_column(block, starts, ends, capital=True))
