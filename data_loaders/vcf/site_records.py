"""Sites of a VCF, with or without genotypes: alleles and INFO, block by block."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data_loaders.vcf.bgzf.blocks import ByteSource, line_blocks
from data_loaders.vcf.header import Header, parse_site_header
from data_loaders.vcf.header_build import check_build
from data_loaders.vcf.header_text import header_text
from straits import genome
from straits.errors import InputError

_COLUMNS = ("contig", "pos", "id", "ref", "alt", "quality", "filter", "info")


@dataclass(frozen=True)
class Sites:
    """A VCF whose genotypes are not read.

    header
        Its header; it fits the build.
    """

    path: Path
    header: Header

    def alleles(
        self, positions: Mapping[str, NDArray[np.int32]] | None, columns: Collection[str] = ()
    ) -> Iterator[pl.DataFrame]:
        """Yield frames of contig, pos, ref, alt, alt_index, n_alts, id, filter and info.

        One row per alternate allele that is written in bases, trimmed; alt_index is 1 for the
        first. id and filter are as written.

        positions
            Sorted positions by contig: other alleles are passed over. None for all.
        columns
            Genotype columns that are wanted, as text, with `format`; each has its own name.
        """
        places = dict(enumerate(_COLUMNS))
        if columns:
            places[8] = "format"
            places |= {
                place: name
                for place, name in enumerate(self.header.samples, start=9)
                if name in columns
            }
        with ByteSource(self.path) as source:
            _, rest, _ = header_text(source)
            for block, n_bytes in line_blocks(source, rest):
                rows = _read(self.path, bytes(block[:n_bytes]), places)
                yield near(trimmed(rows), positions)


def open_sites(path: Path, build: str) -> Sites:
    """Open a VCF; raises InputError if it is none, or BCF, or of another build."""
    with ByteSource(path) as source:
        text, _, is_binary = header_text(source)
    if is_binary:
        raise InputError(
            f"{path} is BCF. Of sites without genotypes only VCF is read: bcftools view -Oz."
        )
    header = parse_site_header(path, text)
    check_build(header, build)
    return Sites(path, header)


def info_value(key: str) -> pl.Expr:
    """Return the value of an INFO field as text, null where a record does not have it."""
    return pl.col("info").str.extract(rf"(?:^|;){key}=([^;]*)")


def value_in_column(column: str, key: str) -> pl.Expr:
    """Return the value of a FORMAT field in a genotype column, null where it does not have it."""
    fields = pl.col("format").str.split(":")
    place = fields.list.eval(pl.element() == key).list.arg_max()
    value = pl.col(column).str.split(":").list.get(place, null_on_oob=True)
    return pl.when(fields.list.contains(key)).then(value)


def _read(path: Path, text: bytes, places: Mapping[int, str]) -> pl.DataFrame:
    """Return some columns of the lines of a VCF, by their place."""
    try:
        rows = pl.read_csv(
            text, separator="\t", has_header=False, quote_char=None, infer_schema=False,
            comment_prefix="#", truncate_ragged_lines=True, glob=False,
        )  # fmt: skip
    except pl.exceptions.NoDataError:
        return pl.DataFrame(schema=dict.fromkeys(places.values(), pl.String))
    if rows.width <= max(places):
        raise InputError(
            f"{path} has lines of {rows.width} columns, where this VCF has at least "
            f"{max(places) + 1}. Was it cut short?"
        )
    return rows.select(pl.col(rows.columns[place]).alias(name) for place, name in places.items())


def trimmed(rows: pl.DataFrame) -> pl.DataFrame:
    """Return one row per alternate allele that is written in bases, trimmed, on a known contig.

    rows
        contig, pos, ref, alt (several joined by commas) and any other columns, which are kept.

    Adds alt_index, 1 for the first, and n_alts.
    """
    contigs = {name: _contig(name) for name in rows["contig"].unique().to_list()}
    split = (
        rows.with_columns(
            contig=pl.col("contig").replace_strict(contigs, return_dtype=pl.String),
            pos=pl.col("pos").cast(pl.Int32, strict=False),
            ref=pl.col("ref").str.to_uppercase(),
            alt=pl.col("alt").str.to_uppercase().str.split(","),
        )
        .with_columns(n_alts=pl.col("alt").list.len().cast(pl.Int32))
        .with_columns(alt_index=pl.int_ranges(1, pl.col("n_alts") + 1, dtype=pl.Int32))
        .explode("alt", "alt_index")
        .drop_nulls(["contig", "pos"])
        .filter(pl.all_horizontal(pl.col("ref", "alt").str.contains("^[ACGTN]+$")))
    )
    is_long = (pl.col("ref").str.len_bytes() > 1) & (pl.col("alt").str.len_bytes() > 1)
    long = split.filter(is_long)
    places = [genome.trim(*row) for row in long.select("pos", "ref", "alt").iter_rows()]
    shortest = pl.DataFrame(
        places, {"pos": pl.Int32, "ref": pl.String, "alt": pl.String}, orient="row"
    )
    return pl.concat([split.filter(~is_long), long.with_columns(shortest)])


def near(rows: pl.DataFrame, positions: Mapping[str, NDArray[np.int32]] | None) -> pl.DataFrame:
    """Return the rows at one of the positions."""
    if positions is None or rows.is_empty():
        return rows
    is_near = np.zeros(rows.height, bool)
    contigs, pos = rows["contig"].to_numpy(), rows["pos"].to_numpy()
    for contig in set(contigs) & set(positions):
        here, known = np.flatnonzero(contigs == contig), positions[contig]
        at = np.minimum(np.searchsorted(known, pos[here]), known.size - 1)
        is_near[here] = known[at] == pos[here]
    return rows.filter(pl.Series(is_near))


def _contig(name: str) -> str | None:
    try:
        return genome.normalise_contig(name)
    except ValueError:
        return None
