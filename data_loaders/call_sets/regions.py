"""Callable regions: BED files read, merged, and asked whether they cover an allele."""

import gzip
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from data_loaders.vcf.bgzf.blocks import check_whole
from straits import genome
from straits.errors import InputError

_SCHEMA = {"contig": pl.String, "start_pos": pl.Int32, "end_pos": pl.Int32}
# One number per base of the genome: a contig's order above its position.
_CONTIG_SHIFT = 1 << 32


@dataclass(frozen=True)
class Bed:
    """What a BED file says.

    regions
        One row per stretch without a gap: contig, start_pos, end_pos, 1-based and closed, in the
        order of the genome. No two overlap or touch.
    n_intervals
        Intervals read, before merging.
    skipped
        Intervals on each contig that Straits does not look at (decoys, patches).
    """

    regions: pl.DataFrame
    n_intervals: int
    skipped: dict[str, int]


def read_bed(path: Path, build: str) -> Bed:
    """Read a BED file, gzipped or not.

    Raises InputError, with the line, for an interval that is malformed, empty or past its contig's
    end in the build, and if no interval is left.
    """
    names, starts, ends, skipped = [], [], [], Counter[str]()
    contigs: dict[str, str | None] = {}
    try:
        check_whole(path)
        with _open(path) as file:
            for line, text in enumerate(file, start=1):
                if not text.strip() or text.startswith(("#", "track", "browser")):
                    continue
                name, start, end = _interval(path, line, text)
                if name not in contigs:
                    contigs[name] = _contig(name)
                contig = contigs[name]
                if contig is None:
                    skipped[name] += 1
                    continue
                if end > genome.CONTIG_LENGTHS[build][contig]:
                    raise InputError(
                        f"{path}:{line}: {name}:{start}-{end} ends past the end of {contig} in "
                        f"{build}, {genome.CONTIG_LENGTHS[build][contig]:,}; is the file for "
                        f"another build? Give one for {build}, or lift it over first."
                    )
                names.append(contig)
                # BED counts from 0 and leaves the end out; here from 1 with the end.
                starts.append(start + 1)
                ends.append(end)
    except (OSError, EOFError, zlib.error) as error:
        why = getattr(error, "strerror", None) or error
        raise InputError(f"{path}: cannot be read ({why}).") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}: is not text; expected a BED file of regions (a PLINK .bed holds genotypes)."
        ) from error
    if not names:
        elsewhere = f"only {', '.join(list(skipped)[:3])}" if skipped else "none at all"
        raise InputError(
            f"{path}: has no interval on chr1 to chr22, chrX, chrY or chrM, {elsewhere}; "
            f"expected a BED file of {build}."
        )
    frame = pl.DataFrame({"contig": names, "start_pos": starts, "end_pos": ends}, schema=_SCHEMA)
    return Bed(merge(frame), len(names), dict(skipped))


def merge(regions: pl.DataFrame) -> pl.DataFrame:
    """Return regions joined where they overlap or touch, in the order of the genome.

    >>> merge(pl.DataFrame({"contig": ["chr1"] * 3, "start_pos": [5, 1, 9], "end_pos": [6, 4, 9]}))
    ... # doctest: +ELLIPSIS
    shape: (2, 3)
    ...
    │ chr1   ┆ 1         ┆ 6       │
    │ chr1   ┆ 9         ┆ 9       │
    └────────┴───────────┴─────────┘
    """
    order = pl.col("contig").replace_strict(genome.CONTIG_ORDER, return_dtype=pl.Int32)
    ordered = regions.sort(order, "start_pos", "end_pos")
    reached = pl.col("end_pos").cum_max().shift(1).over("contig")
    is_new = (pl.col("start_pos") > reached + 1).fill_null(value=True)
    return (
        ordered.with_columns(number=is_new.cum_sum())
        .group_by("number", maintain_order=True)
        .agg(pl.col("contig").first(), pl.col("start_pos").min(), pl.col("end_pos").max())
        .select(pl.col(name).cast(kind) for name, kind in _SCHEMA.items())
    )


def covers(
    regions: pl.DataFrame,
    contig: str | Iterable[str],
    pos: ArrayLike,
    ref_length: ArrayLike,
) -> NDArray[np.bool_]:
    """Tell for each allele whether the regions cover every base of its reference allele.

    regions
        As `merge` returns them.
    contig, pos, ref_length
        Of each allele, shape (n,); a single contig or length stands for all.

    >>> regions = pl.DataFrame({"contig": ["chr1"], "start_pos": [10], "end_pos": [12]})
    >>> covers(regions, "chr1", [9, 10, 12, 12], [1, 3, 1, 2])
    array([False,  True,  True, False])
    """
    pos = np.asarray(pos, dtype=np.int64)
    first = _base_number(contig, pos)
    last = first + np.asarray(ref_length, dtype=np.int64) - 1
    if regions.is_empty():
        return np.zeros(first.shape, dtype=np.bool_)
    starts = _base_number(regions["contig"], regions["start_pos"].to_numpy())
    ends = _base_number(regions["contig"], regions["end_pos"].to_numpy())
    index = np.searchsorted(starts, first, side="right") - 1
    # A region of an earlier contig ends before any base of this one, so it covers nothing here.
    return (index >= 0) & (ends[index] >= last)


def _base_number(contig: str | Iterable[str], pos: NDArray[np.integer]) -> NDArray[np.int64]:
    names = [contig] if isinstance(contig, str) else contig
    order = pl.Series(names, dtype=pl.String).replace_strict(
        genome.CONTIG_ORDER, return_dtype=pl.Int64
    )
    return np.asarray(order.to_numpy() * _CONTIG_SHIFT + pos, dtype=np.int64)


def _open(path: Path) -> TextIO:
    with path.open("rb") as file:
        is_gzip = file.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rt", encoding="utf-8") if is_gzip else path.open(encoding="utf-8")


def _interval(path: Path, line: int, text: str) -> tuple[str, int, int]:
    fields = text.split("\t") if "\t" in text else text.split()
    if len(fields) < 3:
        raise InputError(
            f"{path}:{line}: expected contig, start and end between tabs, got {text.strip()!r}."
        )
    try:
        start, end = int(fields[1]), int(fields[2])
    except ValueError as error:
        raise InputError(
            f"{path}:{line}: expected whole numbers as start and end, got {fields[1]!r} and "
            f"{fields[2].strip()!r}."
        ) from error
    if not 0 <= start < end:
        raise InputError(
            f"{path}:{line}: expected 0 <= start < end, got {start} and {end}; BED counts from 0 "
            f"and leaves the end out, so one base is start, start + 1."
        )
    return fields[0], start, end


def _contig(name: str) -> str | None:
    try:
        return genome.normalise_contig(name)
    except ValueError:
        return None
