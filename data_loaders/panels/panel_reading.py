"""External panels such as gnomAD: allele counts by group, read as call sets without genotypes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq
from numpy.typing import NDArray

from data_loaders.panels import panel_files
from data_loaders.panels.panel_files import KEY
from data_loaders.reports.progress import Progress
from data_loaders.study.study_reading import Panel, Study
from straits import genome, tables
from straits.errors import InputError


@dataclass(frozen=True)
class ReadPanel:
    """A panel that was read.

    groups
        Ids of its groups, in order.
    counts
        Its alleles in order of contig, pos, ref, alt, with ac, ac_low, ac_high and an for each
        group and, where the panel says them, hom_alt, ac_xy and an_xy: columns such as `ac nfe`.
        Where AC is known only as a range, ac is null and ac_low and ac_high are its ends.
    n_alleles_read
        Alleles of its files that the study has too, or all of them.
    left_out
        How many of them are not counted, by reason.
    """

    panel: Panel
    groups: tuple[str, ...]
    counts: pl.DataFrame
    n_alleles_read: Mapping[Path, int]
    left_out: Mapping[str, int] = field(default_factory=dict)


def read_panels(
    study: Study, release: Path, call_sets: Sequence[str], shown: Progress
) -> list[ReadPanel]:
    """Read the panels of a study, and write their `variants` into a release.

    call_sets
        The call sets with genotypes, whose `variants` are written: of a panel with `alleles: seen`
        only their alleles are kept.

    An allele without AC or AN in every group is left out, and all but one record of an allele.
    Raises InputError for a file without
    counts by group, or of another build.
    """
    panels = []
    for panel in study.panels:
        with shown.step(f"Reading {panel.id}", 1) as advance:
            panels.append(_read_panel(study, panel, release, call_sets))
            advance(1)
    return panels


def group_counts(
    read: ReadPanel, group: str, region: NDArray[np.str_]
) -> dict[str, NDArray[np.int32]]:
    """Return LEAF_COUNTS of one group, each of shape (n_alleles,).

    region
        Region class of each allele of the panel, shape (n_alleles,).

    All are 0 where the panel does not say AC exactly (see `censored_counts`); hom_alt and
    haploid_alt are masked where it does not say who has two copies, or one on X. n_called is half
    of AN, but AN on Y and the mitochondrion. On X outside the pseudo-autosomal regions it takes the
    counts of XY; without them it is the least that it can be, half of AN.
    """
    is_exact = _is_known(read, "ac", group)
    ac, an = (np.where(is_exact, _column(read, name, group), 0) for name in ("ac", "an"))
    is_x, is_haploid = region == "x", np.isin(region, ("y", "mt"))
    ac_xy = np.where(is_x & is_exact, _column(read, "ac_xy", group), 0)
    hom_alt = np.where(is_haploid | ~is_exact, 0, _column(read, "hom_alt", group))
    # Where nobody has a copy, nobody has two, or one on X.
    has_haploid = (ac == 0) | ~is_x | _is_known(read, "ac_xy", group)
    has_hom = (ac == 0) | is_haploid | _is_known(read, "hom_alt", group)
    n_called = np.where(is_exact, _n_called(read, group, region), 0)
    counts: dict[str, NDArray[np.int32]] = {
        "n_called": n_called, "ac": ac, "an": an,
        "hom_alt": np.ma.masked_array(hom_alt, ~has_hom),
        "haploid_alt": np.ma.masked_array(np.where(is_haploid, ac, ac_xy), ~has_haploid),
    }  # fmt: skip
    return {name: counts[name].astype(np.int32) for name in tables.LEAF_COUNTS}


def censored_counts(read: ReadPanel, group: str, region: NDArray[np.str_]) -> pl.DataFrame:
    """Return the alleles of which one group's AC is known only as a range.

    Columns: row (of read.counts), n_called, an, ac_low, ac_high, both ends included.
    """
    listed = read.counts.select(
        pl.int_range(pl.len(), dtype=pl.Int64).alias("row"),
        pl.Series("n_called", _n_called(read, group, region), pl.Int32),
        pl.col(f"an {group}").alias("an"),
        pl.col(f"ac_low {group}").alias("ac_low"),
        pl.col(f"ac_high {group}").alias("ac_high"),
    )
    return listed.filter(pl.col("ac_low").is_not_null() & (pl.col("an") > 0))


def _n_called(read: ReadPanel, group: str, region: NDArray[np.str_]) -> NDArray[np.int32]:
    an = _column(read, "an", group)
    an_xy = np.where(region == "x", _column(read, "an_xy", group), 0)
    n_called = np.where(np.isin(region, ("y", "mt")), an, (an - an_xy + 1) // 2 + an_xy)
    return n_called.astype(np.int32)


def _column(read: ReadPanel, name: str, group: str) -> NDArray[np.int32]:
    counts = read.counts.get_column(f"{name} {group}", default=None)
    if counts is None:
        return np.zeros(read.counts.height, np.int32)
    return np.asarray(counts.fill_null(0), np.int32)


def _is_known(read: ReadPanel, name: str, group: str) -> NDArray[np.bool_]:
    counts = read.counts.get_column(f"{name} {group}", default=None)
    if counts is None:
        return np.zeros(read.counts.height, np.bool_)
    return np.asarray(counts.is_not_null())


def _read_panel(study: Study, panel: Panel, release: Path, call_sets: Sequence[str]) -> ReadPanel:
    known = pl.scan_parquet(
        [tables.TABLES["variants"].path(release, {"call_set_id": name}) for name in call_sets],
        hive_partitioning=False,
        glob=False,
    ).select(KEY)
    positions = _positions(known) if panel.alleles == "seen" else None
    panel, groups, of_files = panel_files.plan(panel, study.build)
    frames: list[pl.DataFrame] = []
    n_alleles: dict[Path, int] = {}
    for path, fields in of_files.items():
        of_file = list(panel_files.rows(path, panel, study.build, positions, fields))
        frames += of_file
        n_alleles[path] = sum(frame.height for frame in of_file)
    there = pl.concat(frames, how="diagonal")
    if panel.alleles == "seen":
        there = there.lazy().join(known.unique(), on=KEY, how="semi").collect()
    if there.is_empty():
        raise InputError(
            f"{panel.files[0]}: none of the alleles of the panel {panel.id!r} is an allele of the "
            "study. Is it of the same build and region? `alleles: all` keeps every allele."
        )
    counted = there.filter(
        pl.any_horizontal(
            (pl.col(f"ac {group}").is_not_null() | pl.col(f"ac_low {group}").is_not_null())
            & (pl.col(f"an {group}") > 0)
            for group in groups
        )
    )
    if counted.is_empty():
        raise InputError(
            f"{panel.files[0]}: none of the {there.height:,} alleles of the panel {panel.id!r} has "
            f"a count of its own and an AN above 0 in any group ({', '.join(groups)}). Name the "
            "fields with `ac` and `an`."
        )
    one_each = _one_each(counted, groups)
    left_out = {
        "without_panel_counts": there.height - counted.height,
        "duplicate_in_panel": counted.height - one_each.height,
    }
    write_variants(release, panel.id, one_each)
    return ReadPanel(panel, groups, one_each, n_alleles, left_out)


def _one_each(counted: pl.DataFrame, groups: Sequence[str]) -> pl.DataFrame:
    """Return each allele once, in order: of several records one that is PASS, then most called."""
    order = pl.col("contig").replace_strict(genome.CONTIG_ORDER, return_dtype=pl.Int32)
    is_pass = [pl.col("filter").eq_missing("PASS")] if "filter" in counted.columns else []
    called = pl.sum_horizontal([f"an {group}" for group in groups])
    best = counted.sort(*is_pass, called, descending=True, maintain_order=True)
    return best.unique(KEY, keep="first", maintain_order=True).sort(order, *KEY[1:])


def _positions(known: pl.LazyFrame) -> dict[str, NDArray[np.int32]]:
    places = known.select("contig", "pos").unique().sort("contig", "pos").collect()
    return {
        str(contig): part["pos"].to_numpy()
        for (contig,), part in places.group_by("contig", maintain_order=True)
    }


def write_variants(release: Path, call_set_id: str, alleles: pl.DataFrame) -> None:
    """Write the `variants` of a call set that has counts alone.

    alleles
        contig, pos, ref, alt and source_file, and id and filter where there are such, in order.
    """
    table = tables.TABLES["variants"]
    rows = alleles.with_columns(
        variant_index=pl.int_range(pl.len(), dtype=pl.Int64),
        rsid=_or_null(alleles, "id"),
        filter=_or_null(alleles, "filter"),
        quality=pl.lit(None, pl.Float64),
        source_pos=pl.col("pos"),
        source_ref=pl.lit(None, pl.String),
        source_alts=pl.lit(None, pl.String),
        alt_index=pl.lit(1, pl.Int32),
    )
    path = table.path(release, {"call_set_id": call_set_id})
    path.parent.mkdir(parents=True)
    arrow = rows.select(table.schema.names).to_arrow(compat_level=pl.CompatLevel.oldest())
    pq.write_table(arrow.cast(table.schema), path, compression="zstd")


def _or_null(rows: pl.DataFrame, name: str) -> pl.Expr:
    if name not in rows.columns:
        return pl.lit(None, pl.String)
    return pl.when(pl.col(name) != ".").then(pl.col(name))
