"""What the genotypes say of each sample: how complete and plausible they are, and where it lies."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data_loaders.call_sets import pca_axes, small_tables
from data_loaders.call_sets.small_tables import ReadCallSet
from data_loaders.people.sex_check import sex_checks
from data_loaders.study.study_reading import Study
from straits.genome import REGION_CLASSES
from straits.genotypes import sample_counts
from straits.genotypes.row_groups import GenotypeFile
from straits.genotypes.sample_counts import SampleCounts, count_by_sample
from straits.popgen.principal_components import scores
from straits.tables import TABLES
from straits.tables.metrics import METRICS, N_AXES

# About so many bins lie within four standard deviations of the mean.
_BINS = 40
_AUTOSOME = REGION_CLASSES.index("autosome")


def count(release: Path, call_sets: Sequence[ReadCallSet]) -> dict[str, SampleCounts]:
    """Return what the genotypes of each call set say of its samples, by call_set_id."""
    return {
        call_set.plan.call_set_id: _count(
            release, call_set.plan.call_set_id, call_set.people.samples
        )
        for call_set in call_sets
    }


def write(
    release: Path,
    study: Study,
    call_sets: Sequence[ReadCallSet],
    counts: Mapping[str, SampleCounts],
) -> None:
    """Write `sample_metrics`, `sample_metric_bins` and `pca_axes` of a release being built.

    The axes are those that the study names, else they are fitted here.

    counts
        As `count` returns them.
    """
    people = pl.concat([call_set.people.samples for call_set in call_sets])
    if study.pca_axes is not None:
        axes = pca_axes.read(study.pca_axes, study.build)
    else:
        axes = pca_axes.fit(release, people, study.build)
    metrics = pl.concat(
        [_metrics(release, one, axes, counts[one.plan.call_set_id]) for one in call_sets]
    )
    small_tables.save(release, "pca_axes", axes)
    small_tables.save(release, "sample_metrics", metrics)
    small_tables.save(release, "sample_metric_bins", bins(metrics, people))


def _metrics(
    release: Path, call_set: ReadCallSet, axes: pl.DataFrame, counts: SampleCounts
) -> pl.DataFrame:
    """Return the rows of `sample_metrics` of a call set; without axes the scores are null."""
    samples, call_set_id = call_set.people.samples, call_set.plan.call_set_id
    by_sample = counts.by_sample
    n_called = counts.n_alleles - by_sample[sample_counts.MISSING]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = {
            "call_rate": n_called / counts.n_alleles,
            "heterozygosity": by_sample[sample_counts.HET]
            / (counts.n_snvs - by_sample[sample_counts.MISSING_SNV]),
            "ti_tv": by_sample[sample_counts.TRANSITION] / by_sample[sample_counts.TRANSVERSION],
        }
    finite = {name: np.where(np.isfinite(ratio), ratio, np.nan) for name, ratio in ratios.items()}
    columns = {
        "call_set_id": [call_set_id] * samples.height,
        "sample_index": samples["sample_index"],
        "n_called": n_called,
        **finite,
        "n_singletons": by_sample[sample_counts.SINGLETON],
        "sex_check": sex_checks(samples, call_set.counts.x_calls),
        **_placed(release, call_set_id, samples, axes),
    }
    schema = pl.Schema(TABLES["sample_metrics"].schema)
    return pl.DataFrame(columns).select(schema.names()).cast(schema).fill_nan(None)


def bins(metrics: pl.DataFrame, samples: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of `sample_metric_bins`: people by call set, metric and bin.

    Bins have a round width that is the same in all call sets; those further than four standard
    deviations from the mean are one bin at either end.

    metrics, samples
        Rows of `sample_metrics` and `samples`; only who counts is counted.
    """
    counted = metrics.join(
        samples.filter("is_counted").select("call_set_id", "sample_index"),
        on=["call_set_id", "sample_index"],
    )
    frames = [_empty_bins()]
    for metric in METRICS:
        known = counted.select("call_set_id", value=metric).drop_nulls()
        if known.is_empty():
            continue
        width, first, last = _grid(known["value"].to_numpy())
        step = (pl.col("value") / width).floor().clip(first, last)
        frames.append(
            known.group_by("call_set_id", step=step)
            .agg(n_people=pl.len().cast(pl.Int32))
            .sort("call_set_id", "step")
            .select(
                "call_set_id",
                pl.lit(metric).alias("metric"),
                (pl.col("step") * width).alias("low"),
                ((pl.col("step") + 1) * width).alias("high"),
                "n_people",
            )
        )
    return pl.concat(frames)


def round_width(spread: float) -> float:
    """Return the largest of 1, 2 and 5 times a power of ten that is not above the spread.

    >>> [round_width(spread) for spread in (0.0034, 0.7, 3.0)]
    [0.002, 0.5, 2.0]
    """
    power = 10.0 ** np.floor(np.log10(spread))
    steps = [step * power for step in (1, 2, 5) if step * power <= spread * (1 + 1e-9)]
    return float(f"{steps[-1]:.12g}")


def _grid(values: NDArray[np.float64]) -> tuple[float, float, float]:
    """Return the width of a bin, and the numbers of the first and the last."""
    mean, deviation = float(values.mean()), float(values.std())
    width = round_width(max(8 * deviation / _BINS, 1e-6))
    first, last = (float(np.floor((mean + side * deviation) / width)) for side in (-4, 4))
    return width, first, last


def _empty_bins() -> pl.DataFrame:
    return pl.DataFrame(schema=pl.Schema(TABLES["sample_metric_bins"].schema))


def _count(release: Path, call_set_id: str, samples: pl.DataFrame) -> SampleCounts:
    here = {"call_set_id": call_set_id}
    genotypes = GenotypeFile(TABLES["genotypes"].path(release, here))
    variants = pl.read_parquet(
        TABLES["variants"].path(release, here),
        columns=["variant_index", "ref", "alt"],
        glob=False,
    )
    counts = SampleCounts(np.zeros((6, samples.height), np.int64))
    is_counted = samples["is_counted"].to_numpy()
    for group in range(genotypes.footer.num_row_groups):
        rows = genotypes.read([group])
        autosomal = np.flatnonzero(rows.region == _AUTOSOME)
        if autosomal.size:
            named = variants[rows.first_variant + autosomal]
            columns = rows.columns.take(autosomal)
            count_by_sample(columns, _substitutions(named), is_counted, counts)
    return counts


def _substitutions(variants: pl.DataFrame) -> NDArray[np.int8]:
    """Return 1 for a transition, 2 for a transversion and 0 for what is no single base."""
    pair = variants["ref"] + variants["alt"]
    is_transition = pair.is_in(["AG", "GA", "CT", "TC"])
    is_snv = pair.str.len_chars() == 2
    return np.where(is_transition, 1, np.where(is_snv, 2, 0)).astype(np.int8)


def _placed(
    release: Path, call_set_id: str, samples: pl.DataFrame, rows: pl.DataFrame
) -> dict[str, Sequence[float | None] | NDArray[np.float64] | NDArray[np.int64]]:
    names = [f"pc_{axis}" for axis in range(1, N_AXES + 1)]
    nothing: dict[str, Sequence[float | None] | NDArray[np.float64] | NDArray[np.int64]] = {
        name: [None] * samples.height for name in names
    }
    if rows.is_empty():
        return nothing | {"n_pca_sites": [None] * samples.height}
    axes, sites = pca_axes.axes_of(rows)
    carried = pca_axes.copies_at(release, call_set_id, sites, samples.height)
    placed = scores(carried, axes)
    on_axes = {name: placed[:, axis] for axis, name in enumerate(names[: placed.shape[1]])}
    return nothing | on_axes | {"n_pca_sites": (carried >= 0).sum(axis=0)}
