"""External panels such as gnomAD: allele counts by group, read as call sets without genotypes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq
from numpy.typing import NDArray

from data_loaders.progress import Progress
from data_loaders.sites import info_value, near, open_sites, trimmed
from data_loaders.study import Panel, Study
from straits import genome, tables
from straits.errors import InputError

_KEY = ["contig", "pos", "ref", "alt"]
# What stands where a group does in the names of fields, and is none.
_NO_GROUPS = {
    "raw", "adj", "popmax", "grpmax", "joint", "male", "female", "xx", "xy", "hom", "het", "hemi",
}  # fmt: skip


@dataclass(frozen=True)
class ReadPanel:
    """A panel that was read.

    groups
        Ids of its groups, in order.
    counts
        Its alleles in order of contig, pos, ref, alt, with ac, an, hom_alt and, where the panel
        says them, ac_xy and an_xy for each group: columns such as `ac nfe`.
    n_alleles_read
        Alleles of its files that the study has too, or all of them.
    """

    panel: Panel
    groups: tuple[str, ...]
    counts: pl.DataFrame
    n_alleles_read: Mapping[Path, int]


def read_panels(
    study: Study, release: Path, call_sets: Sequence[str], shown: Progress
) -> list[ReadPanel]:
    """Read the panels of a study, and write their `variants` into a release.

    call_sets
        The call sets with genotypes, whose `variants` are written: of a panel with `alleles: seen`
        only their alleles are kept.

    An allele without AC or AN in every group is left out. Raises InputError for a file without
    counts by group, or of another build.
    """
    found = []
    for panel in study.panels:
        with shown.step(f"Reading {panel.id}", 1) as advance:
            found.append(_read_panel(study, panel, release, call_sets))
            advance(1)
    return found


def group_counts(
    read: ReadPanel, group: str, region: NDArray[np.str_]
) -> dict[str, NDArray[np.int32]]:
    """Return n_called, ac, an, hom_alt, het and hemi of one group, each of shape (n_alleles,).

    region
        Region class of each allele of the panel, shape (n_alleles,).

    n_called is half of AN, but AN on Y and the mitochondrion. On X outside the pseudo-autosomal
    regions it takes the counts of XY; without them it is the least that it can be, half of AN.
    """

    def column(name: str) -> NDArray[np.int32]:
        found = read.counts.get_column(f"{name} {group}", default=None)
        if found is None:
            return np.zeros(read.counts.height, np.int32)
        return np.asarray(found.fill_null(0), np.int32)

    ac, an, hom_alt = column("ac"), column("an"), column("hom_alt")
    is_x, is_haploid = region == "x", np.isin(region, ("y", "mt"))
    ac_xy, an_xy = (np.where(is_x, column(name), 0) for name in ("ac_xy", "an_xy"))
    hemi = np.where(region == "y", ac, ac_xy)
    hom_alt = np.where(is_haploid, 0, hom_alt)
    n_called = np.where(is_haploid, an, (an - an_xy + 1) // 2 + an_xy)
    het = np.where(is_haploid, 0, ac - 2 * hom_alt - ac_xy)
    named = zip(tables.COUNTS, (n_called, ac, an, hom_alt, het, hemi), strict=True)
    return {count: values.astype(np.int32) for count, values in named}


def _read_panel(study: Study, panel: Panel, release: Path, call_sets: Sequence[str]) -> ReadPanel:
    known = pl.scan_parquet(
        [tables.TABLES["variants"].path(release, {"call_set_id": name}) for name in call_sets],
        hive_partitioning=False,
    ).select(_KEY)
    positions = _positions(known) if panel.alleles == "seen" else None
    groups: tuple[str, ...] = panel.groups
    frames: list[pl.DataFrame] = []
    n_alleles: dict[Path, int] = {}
    for path in panel.files:
        names = _names(path, study.build)
        groups = groups or _groups(panel, names)
        _check_names(path, panel, groups, names)
        fields = _fields(panel, groups, names)
        found = list(_rows(path, study.build, positions, fields))
        frames += found
        n_alleles[path] = sum(frame.height for frame in found)
    order = pl.col("contig").replace_strict(genome.CONTIG_ORDER, return_dtype=pl.Int32)
    counted = pl.concat(frames, how="diagonal").filter(
        pl.any_horizontal(
            pl.col(f"ac {group}").is_not_null() & (pl.col(f"an {group}") > 0) for group in groups
        )
    )
    if panel.alleles == "seen":
        counted = counted.lazy().join(known.unique(), on=_KEY, how="semi").collect()
    counted = counted.unique(_KEY, keep="first", maintain_order=True).sort(order, *_KEY[1:])
    if counted.is_empty():
        raise InputError(
            f"{panel.files[0]}: none of the alleles of the panel {panel.id!r} is an allele of the "
            "study. Is it of the same build and region? `alleles: all` keeps every allele."
        )
    _write_variants(panel, release, counted)
    return ReadPanel(panel, groups, counted, n_alleles)


def _positions(known: pl.LazyFrame) -> dict[str, NDArray[np.int32]]:
    places = known.select("contig", "pos").unique().sort("contig", "pos").collect()
    return {
        str(contig): part["pos"].to_numpy()
        for (contig,), part in places.group_by("contig", maintain_order=True)
    }


def _names(path: Path, build: str) -> list[str]:
    """Return the INFO fields that a VCF declares, or the columns of a Parquet file."""
    if path.suffix == ".parquet":
        return pq.read_schema(path).names  # type: ignore[no-any-return]
    lines = open_sites(path, build).header.lines
    return [found[1] for line in lines if (found := re.match(r"##INFO=<ID=([^,>]+)", line))]


def _groups(panel: Panel, names: Sequence[str]) -> tuple[str, ...]:
    pattern = re.escape(panel.ac).replace(re.escape("{group}"), "([A-Za-z0-9]+)")
    found = [match[1] for name in names if (match := re.fullmatch(pattern, name))]
    return tuple(
        group
        for group in dict.fromkeys(found)
        if group.lower() not in _NO_GROUPS and panel.an.format(group=group) in names
    )


def _check_names(path: Path, panel: Panel, groups: Sequence[str], names: Sequence[str]) -> None:
    wanted = [text.format(group=group) for group in groups for text in (panel.ac, panel.an)]
    lacking = [name for name in wanted if name not in names]
    if lacking or not groups:
        looked = lacking[0] if lacking else panel.ac
        raise InputError(
            f"{path}: the panel {panel.id!r} has no field {looked}; the file has "
            f"{', '.join(names[:20])}. Name its fields with `ac` and `an`, such as AC_{{group}}, "
            "and its `groups`."
        )


def _fields(panel: Panel, groups: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """Return which field holds what: column of ReadPanel.counts -> field that is there."""
    texts = {
        "ac": panel.ac, "an": panel.an, "hom_alt": panel.hom_alt, "ac_xy": f"{panel.ac}_XY",
        "an_xy": f"{panel.an}_XY",
    }  # fmt: skip
    listed = {
        f"{count} {group}": text.format(group=group)
        for group in groups
        for count, text in texts.items()
    }
    return {column: name for column, name in listed.items() if name in names}


def _rows(
    path: Path,
    build: str,
    positions: Mapping[str, NDArray[np.int32]] | None,
    fields: Mapping[str, str],
) -> Iterator[pl.DataFrame]:
    """Yield key, id, filter, source_file and the fields as whole numbers."""
    kept = [pl.col(_KEY), pl.lit(path.name).alias("source_file")]
    if path.suffix == ".parquet":
        for batch in pq.ParquetFile(path).iter_batches(columns=[*_KEY, *fields.values()]):
            rows = near(trimmed(pl.DataFrame(batch)), positions)
            yield rows.select(
                *kept,
                *(pl.col(name).cast(pl.Int32).alias(column) for column, name in fields.items()),
            )
        return
    for rows in open_sites(path, build).alleles(positions):
        yield rows.select(
            *kept, "id", "filter", *(_number(name).alias(to) for to, name in fields.items())
        )


def _number(name: str) -> pl.Expr:
    """Return an INFO field as a number: of each alternate allele, or one for the record."""
    values = info_value(re.escape(name)).str.split(",")
    own = (
        pl.when(values.list.len() == pl.col("n_alts"))
        .then(values.list.get(pl.col("alt_index") - 1, null_on_oob=True))
        .otherwise(values.list.first())
    )
    return own.cast(pl.Int32, strict=False)


def _write_variants(panel: Panel, release: Path, counts: pl.DataFrame) -> None:
    table = tables.TABLES["variants"]
    rows = counts.with_columns(
        variant_index=pl.int_range(pl.len(), dtype=pl.Int64),
        rsid=_or_null(counts, "id"),
        filter=_or_null(counts, "filter"),
        quality=pl.lit(None, pl.Float64),
        source_pos=pl.col("pos"),
        source_ref=pl.lit(None, pl.String),
        source_alts=pl.lit(None, pl.String),
        alt_index=pl.lit(1, pl.Int32),
    )
    path = table.path(release, {"call_set_id": panel.id})
    path.parent.mkdir(parents=True)
    arrow = rows.select(table.schema.names).to_arrow(compat_level=pl.CompatLevel.oldest())
    pq.write_table(arrow.cast(table.schema), path, compression="zstd")


def _or_null(rows: pl.DataFrame, name: str) -> pl.Expr:
    if name not in rows.columns:
        return pl.lit(None, pl.String)
    return pl.when(pl.col(name) != ".").then(pl.col(name))
