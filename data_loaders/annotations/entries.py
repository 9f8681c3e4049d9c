"""The annotations of a block of records, one row per allele and transcript."""

import numpy as np
import polars as pl
import pyarrow as pa

from data_loaders.annotations.allele_spelling import of_only_allele, record_alleles
from data_loaders.annotations.declared import Declared
from data_loaders.vcf.called_records import Records
from data_loaders.vcf.drops import Drops
from data_loaders.vcf.info import info_values, split_entries
from data_loaders.vcf.record_batch import text_column

# terms: as the annotator gives them, joined by &; source: the annotator and its version.
SCHEMA = pa.schema(
    [
        ("contig", pa.int8()),  # place in genome.CONTIGS
        ("pos", pa.int32()),
        ("ref", pa.string()),
        ("alt", pa.string()),
        ("gene_id", pa.string()),
        ("gene_symbol", pa.string()),
        ("transcript_id", pa.string()),
        ("biotype", pa.string()),
        ("terms", pa.string()),
        ("impact", pa.string()),
        ("hgvs_c", pa.string()),
        ("hgvs_p", pa.string()),
        ("exon", pa.string()),
        ("domains", pa.string()),
        ("protein_pos", pa.int32()),
        ("is_mane_select", pa.bool_()),
        ("is_canonical", pa.bool_()),
        ("source", pa.string()),
    ]
)
_TEXTS = [field.name for field in SCHEMA if field.type == pa.string()][2:]


def read_entries(
    records: Records, batch: pa.RecordBatch, fields: tuple[Declared, ...], drops: Drops
) -> pa.RecordBatch:
    """Return the annotations of the alleles in a block's batch, as rows of SCHEMA.

    batch
        Its rows are the counted alleles of the records, in this order.
    fields
        Asked in their order; a record that has the first is not asked for the others.
    drops
        Entries that name no allele of their record are counted here.
    """
    lines, of_record = records.lines, record_alleles(records)
    is_open = np.ones(lines.pos.size, bool)
    frames = []
    for field in fields:
        first, last = info_values(lines, field.key)
        last = np.where(is_open, last, -1)
        is_open &= last <= first
        places = tuple(field.columns.values())
        of_entry, starts, ends = split_entries(lines.text, (first, last), places)
        entries = pl.DataFrame(
            {
                "record": of_entry,
                **{
                    name: pl.from_arrow(text_column(lines.text, starts[slot], ends[slot]))
                    for slot, name in enumerate(field.columns)
                },
            }
        )
        names_alleles = not field.columns.keys().isdisjoint({"allele", "allele_number"})
        match = field.dialect.match if names_alleles else of_only_allele
        matched = match(entries, of_record)
        _count_unmatched(matched, names_alleles, drops)
        # A row of -1 is an allele that is left out, such as *.
        tidied = field.dialect.tidy(matched.filter(pl.col("row") >= 0))
        frames.append(_complete(tidied, field.source))
    return _batch(pl.concat(frames), batch)


def _count_unmatched(matched: pl.DataFrame, names_alleles: bool, drops: Drops) -> None:
    why = "names_no_allele_of_its_record" if names_alleles else "names_none_of_several_alleles"
    unmatched = matched.filter(pl.col("row").is_null())
    if unmatched.height:
        elsewhere = int(unmatched["terms"].str.starts_with("@").sum())
        for reason, number in (
            ("told_with_another_allele", elsewhere),
            (why, unmatched.height - elsewhere),
        ):
            if number:
                drops.counts["annotation", reason] += number


def _complete(entries: pl.DataFrame, source: str) -> pl.DataFrame:
    """Return row and the columns of SCHEMA behind the allele's; what is empty or absent is null."""
    texts = [
        pl.when(pl.col(name) != "").then(name).alias(name)
        if name in entries.columns
        else pl.lit(None, pl.String).alias(name)
        for name in _TEXTS
        if name != "source"
    ]
    return (
        entries.select(
            "row", *texts, "protein_pos", "is_mane_select", "is_canonical", source=pl.lit(source)
        )
        .filter(pl.col("terms").is_not_null())
        .filter(pl.any_horizontal(pl.col("transcript_id", "gene_id", "gene_symbol").is_not_null()))
        .unique(maintain_order=True)
    )


def _batch(entries: pl.DataFrame, batch: pa.RecordBatch) -> pa.RecordBatch:
    rows = entries["row"].to_arrow()
    columns = {name: batch[name].take(rows) for name in ("contig", "pos", "ref", "alt")}
    arrow = entries.to_arrow(compat_level=pl.CompatLevel.oldest())
    for name in entries.columns[1:]:
        columns[name] = arrow[name].combine_chunks()
    return pa.record_batch(
        [_array(columns[field.name]).cast(field.type) for field in SCHEMA], schema=SCHEMA
    )


def _array(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
