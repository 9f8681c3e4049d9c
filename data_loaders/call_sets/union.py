"""The alleles of all call sets in one order, and what each call set knows of each of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq
from numpy.typing import NDArray

from data_loaders.call_sets import found_tables
from data_loaders.call_sets.regions import covers, merge
from data_loaders.vcf.plan import region_classes
from straits import genome
from straits.flat.flat_names import NamesWriter
from straits.flat.flat_release import states_writer
from straits.tables import TABLES

# Naming a few alleles of a ranking reads the row groups that they lie in, and only those; a scan
# of what call sets know of all alleles reads the fewer the better.
ROW_GROUPS = {"alleles": 32_768, "allele_states": 122_880}
# Numbers that rise, and names that are all different, are not worth a dictionary: with one, each
# takes twice the space, and reading a single value decodes those of the whole row group.
_WITH_DICTIONARY = {
    "alleles": ["contig", "ref", "alt", "variant_type", "region_class", "rsid_source"],
    "allele_states": ["absence", "an_source", "filter"],
}
_ENCODINGS = {
    "alleles": {
        "allele_index": "DELTA_BINARY_PACKED",
        "pos": "DELTA_BINARY_PACKED",
        "variant_id": "DELTA_BYTE_ARRAY",
        "rsid": "DELTA_LENGTH_BYTE_ARRAY",
    },
    "allele_states": {
        "allele_index": "DELTA_BINARY_PACKED",
        "variant_index": "DELTA_BINARY_PACKED",
    },
}

_KEY = ["pos", "ref", "alt"]


@dataclass(frozen=True)
class CallSetCover:
    """What a call set looked at.

    callable_regions
        Merged regions (contig, start_pos, end_pos), or None where nobody says.
    seen_otherwise
        Stretches with a filtered or dropped record (contig, start_pos, end_pos): where a missing
        allele does not mean reference.
    not_covered
        Alleles (contig, pos, ref, alt) of which somebody says that nobody was called there, where
        callable_regions is None.
    """

    call_set_id: str
    callable_regions: pl.DataFrame | None
    seen_otherwise: pl.DataFrame
    not_covered: pl.DataFrame | None = None


def write_alleles(
    release: Path,
    build: str,
    covers_by_call_set: Sequence[CallSetCover],
    annotate: Callable[[pl.DataFrame], pl.DataFrame],
) -> dict[str, NDArray[np.int32]]:
    """Write `alleles`, and `allele_states` of each call set, from the call sets' `variants`.

    Besides, what follows from the names of the alleles: `rsids` and `allele_counts`.

    annotate
        Adds rsid_source to contig, pos, ref, alt, rsid, and fills rsid where it is known.

    Returns the sorted positions of the alleles by contig.
    """
    paths = {
        cover.call_set_id: TABLES["variants"].path(release, {"call_set_id": cover.call_set_id})
        for cover in covers_by_call_set
    }
    allele_path = TABLES["alleles"].path(release)
    allele_path.parent.mkdir(parents=True, exist_ok=True)
    positions: dict[str, NDArray[np.int32]] = {}
    n_alleles = 0
    names = NamesWriter(allele_path.parent)
    with table_writer(allele_path, "alleles") as writer:
        state_writers = {call_set: _StateWriter(release, call_set) for call_set in paths}
        for contig in genome.CONTIGS:
            variants = {name: _variants(path, contig) for name, path in paths.items()}
            union = _union(list(variants.values()))
            if union.is_empty():
                continue
            union = union.with_columns(
                allele_index=pl.int_range(n_alleles, n_alleles + union.height, dtype=pl.Int64),
                contig=pl.lit(contig),
            )
            n_alleles += union.height
            positions[contig] = union["pos"].to_numpy()
            described = _describe(annotate(union), build, contig)
            _write(writer, described, "alleles")
            names.write(described)
            for cover in covers_by_call_set:
                states = _states(union, variants[cover.call_set_id], cover, contig)
                state_writers[cover.call_set_id].write(states)
        for state_writer in state_writers.values():
            state_writer.close()
    names.close()
    found_tables.write(release)
    return positions


class _StateWriter:
    """Writes the `allele_states` of a call set, as a table and as codes."""

    def __init__(self, release: Path, call_set_id: str) -> None:
        path = TABLES["allele_states"].path(release, {"call_set_id": call_set_id})
        path.parent.mkdir(parents=True)
        self._table = table_writer(path, "allele_states")
        self._codes = states_writer(release / TABLES["allele_states"].folder, call_set_id)

    def write(self, states: pl.DataFrame) -> None:
        _write(self._table, states, "allele_states")
        self._codes.write(states)

    def close(self) -> None:
        self._table.close()
        self._codes.close()


def table_writer(path: Path, table: str) -> pq.ParquetWriter:
    """Open a file for `alleles` or `allele_states`; its row groups are of ROW_GROUPS."""
    return pq.ParquetWriter(
        path,
        TABLES[table].schema,
        compression="zstd",
        use_dictionary=_WITH_DICTIONARY[table],
        column_encoding=_ENCODINGS[table],
    )


def _write(writer: pq.ParquetWriter, frame: pl.DataFrame, table: str) -> None:
    schema = TABLES[table].schema
    arrow = frame.select(schema.names).to_arrow(compat_level=pl.CompatLevel.oldest())
    writer.write_table(arrow.cast(schema), row_group_size=ROW_GROUPS[table])


def _variants(path: Path, contig: str) -> pl.DataFrame:
    return (
        pl.scan_parquet(path, hive_partitioning=False, glob=False)
        .filter(pl.col("contig") == contig)
        .select(*_KEY, "rsid", "filter", "variant_index")
        .collect()
    )


def _union(variants: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return every allele once, sorted; the ids that call sets give go along, joined by ;."""
    frames = [frame.select(*_KEY, "rsid") for frame in variants]
    if len(frames) == 1:
        return frames[0]
    return pl.concat(frames).group_by(_KEY).agg(_joined("rsid")).sort(_KEY)


def _joined(column: str) -> pl.Expr:
    there = pl.col(column).drop_nulls()
    return pl.when(there.len() > 0).then(there.str.join(";")).alias(column)


def _describe(alleles: pl.DataFrame, build: str, contig: str) -> pl.DataFrame:
    codes = np.full(alleles.height, genome.CONTIG_ORDER[contig], np.int8)
    classes = region_classes(build, codes, alleles["pos"].to_numpy().astype(np.int64))
    kinds = [
        genome.variant_type(ref, alt)
        for ref, alt in zip(alleles["ref"], alleles["alt"], strict=True)
    ]
    return alleles.with_columns(
        variant_id=pl.concat_str(
            [pl.col("contig"), pl.col("pos").cast(pl.String), pl.col("ref"), pl.col("alt")],
            separator="-",
        ),
        variant_type=pl.Series(kinds, dtype=pl.String),
        region_class=pl.Series([genome.REGION_CLASSES[klass] for klass in classes]),
    )


def _states(
    union: pl.DataFrame, variants: pl.DataFrame, cover: CallSetCover, contig: str
) -> pl.DataFrame:
    joined = union.select("allele_index", *_KEY).join(
        variants.select(*_KEY, "variant_index", "filter"),
        on=_KEY,
        how="left",
        maintain_order="left",
    )
    observed = joined["variant_index"].is_not_null().to_numpy()
    if cover.callable_regions is None:
        absent = np.full(joined.height, "not_in_call_set", dtype=object)
        if cover.not_covered is not None:
            here = cover.not_covered.filter(pl.col("contig") == contig).select(_KEY)
            is_here = joined.join(
                here.with_columns(here=True), on=_KEY, how="left", maintain_order="left"
            )
            absent[is_here["here"].is_not_null().to_numpy()] = "not_callable"
    else:
        pos = joined["pos"].to_numpy()
        length = joined["ref"].str.len_bytes().to_numpy().astype(np.int64)
        covered = covers(cover.callable_regions, contig, pos, length)
        filtered = variants.filter(pl.col("filter").is_not_null() & (pl.col("filter") != "PASS"))
        blocked = _overlaps(_stretches(filtered, cover.seen_otherwise, contig), pos, length)
        absent = np.where(covered & ~blocked, "reference", "not_callable").astype(object)
    absence = np.where(observed, "observed", absent)
    an_source = np.where(observed, "observed", np.where(absence == "reference", "callable", "none"))
    return joined.with_columns(
        absence=pl.Series(absence.tolist(), dtype=pl.String),
        an_source=pl.Series(an_source.tolist(), dtype=pl.String),
    )


def _stretches(filtered: pl.DataFrame, otherwise: pl.DataFrame, contig: str) -> pl.DataFrame:
    spans = filtered.select(
        contig=pl.lit(contig),
        start_pos=pl.col("pos"),
        end_pos=(pl.col("pos") + pl.col("ref").str.len_bytes().cast(pl.Int32) - 1),
    )
    here = otherwise.filter(pl.col("contig") == contig)
    return merge(pl.concat([spans, here.select(spans.columns)], how="vertical_relaxed"))


def _overlaps(
    stretches: pl.DataFrame, pos: NDArray[np.int32], length: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Tell for each allele whether any base of it lies in one of the merged stretches."""
    if stretches.is_empty():
        return np.zeros(pos.size, np.bool_)
    starts, ends = stretches["start_pos"].to_numpy(), stretches["end_pos"].to_numpy()
    last = np.searchsorted(starts, pos + length - 1, side="right") - 1
    return (last >= 0) & (ends[last] >= pos)


def count_in_genes(genes: pl.DataFrame, positions: Mapping[str, NDArray[np.int32]]) -> pl.DataFrame:
    """Return the genes with n_alleles, the alleles whose position lies within each gene."""
    counts = np.zeros(genes.height, np.int32)
    contigs = genes["contig"].to_numpy()
    starts, ends = genes["start_pos"].to_numpy(), genes["end_pos"].to_numpy()
    for contig, pos in positions.items():
        rows = np.flatnonzero(contigs == contig)
        counts[rows] = np.searchsorted(pos, ends[rows], "right") - np.searchsorted(
            pos, starts[rows], "left"
        )
    return genes.with_columns(n_alleles=pl.Series(counts))
