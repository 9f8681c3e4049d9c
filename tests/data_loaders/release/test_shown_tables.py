"""What a select may read has every cell that is shown, and no number of one that is not."""

import shutil
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from straits import privacy
from straits.store import Store
from straits.store.releases.release_files import find_release
from straits.tables import LEAF_COUNTS, verification
from tests.builders.inside_store import inside_store

KEY = ["call_set_id", "grouping", "group_id"]
INSIDE = privacy.profile("inside")


@cache
def release() -> Path:
    return (inside_store() / "current").resolve()


def frequencies(name: str) -> pl.DataFrame:
    """Return all leaves of a folder of the release, with the columns of their folders."""
    parts = []
    for path in sorted((release() / name / "frequencies").rglob("*.parquet")):
        values = [part.partition("=")[2] for part in path.parts[-4:-1]]
        frame = pl.read_parquet(path, glob=False, hive_partitioning=False)
        named = [pl.lit(value).alias(key) for key, value in zip(KEY, values, strict=True)]
        parts.append(frame.with_columns(named))
    return pl.concat(parts)


def decided() -> pl.DataFrame:
    return Store(find_release(inside_store(), None))._study_cells()


def test_counts_of_shown_cells_are_those_of_all_counts() -> None:
    sums = [pl.col("ac", "an", "n_called").sum()]
    every = frequencies("aggregates").group_by(*KEY, "allele_index").agg(sums)
    told = (
        frequencies("released")
        .group_by(*KEY, "allele_index")
        .agg(*sums, is_told=pl.col("n_called").is_not_null().all())
    )
    beside = every.join(told, on=[*KEY, "allele_index"], suffix="_told")
    assert beside.height == every.height
    cells = decided().filter(pl.col("sample_set") == "all").select(*KEY, "is_shown")
    beside = beside.join(cells, on=KEY)
    is_few = (pl.col("n_called") > 0) & (pl.col("n_called") < INSIDE.min_people)
    assert beside.filter(pl.col("is_told") != (pl.col("is_shown") & ~is_few)).is_empty()
    same = beside.filter("is_told")
    assert same.height > 1000
    assert (same["ac"] == same["ac_told"]).all()
    assert (same["an"] == same["an_told"]).all()
    # The control: there are cells that are not shown, and they have people.
    assert beside.filter(~pl.col("is_shown"), pl.col("n_called") > 0).height > 1000


def test_no_number_of_a_few_people_is_there_nor_follows_from_what_is() -> None:
    rows = frequencies("released")
    leaves = rows.filter(pl.col("n_called") > 0)
    assert leaves["n_called"].min() >= INSIDE.min_people
    assert frequencies("aggregates").filter(pl.col("n_called") > 0)["n_called"].min() < 20
    # Sums of leaves are of more people still, and differences of sums are sums of the others.
    sizes = pl.read_parquet(release() / "released" / "group_sizes.parquet", glob=False)
    for column in ("n_people", "n_unrelated"):
        assert sizes.filter(pl.col(column) > 0)[column].min() >= INSIDE.min_people
    left = sizes.with_columns(left=pl.col("n_people") - pl.col("n_unrelated"))
    assert left.filter(pl.col("left") > 0).filter(pl.col("left") < INSIDE.min_people).is_empty()


def test_what_is_not_told_has_no_counts_at_all() -> None:
    rows = frequencies("released").filter(pl.col("n_called").is_null())
    assert rows.height > 0
    assert all(rows[count].is_null().all() for count in LEAF_COUNTS)


def test_tables_of_people_are_not_there() -> None:
    names = {path.name.partition(".")[0] for path in (release() / "released").iterdir()}
    left_out = {"drop_counts", "set_aside_counts", "unasked_codes", "sample_metric_bins"}
    assert names & (left_out | {"samples", "genotypes", "phenotype_status", "flat"}) == set()
    for name in ("phenotype_dictionary", "phenotype_mappings", "phenotype_sources"):
        frame = pl.read_parquet(release() / "released" / f"{name}.parquet", glob=False)
        assert frame["n_people"].is_null().all()


def test_what_is_withheld_nowhere_takes_no_room() -> None:
    for name in ("alleles", "genes", "study"):
        here, there = (release() / part / f"{name}.parquet" for part in ("released", "aggregates"))
        assert here.samefile(there)


def test_a_changed_file_of_what_is_released_is_found(tmp_path: Path) -> None:
    copy = tmp_path / "release"
    for part in ("aggregates", "rows", "released"):
        shutil.copytree(release() / part, copy / part)
    path = copy / "released" / "group_sizes.parquet"
    path.write_bytes(path.read_bytes()[:-9] + b"xxxxxPAR1")
    folders = (copy / "aggregates", copy / "rows", copy / "released")
    faults = verification.verify(release().name, *folders).faults
    assert [fault.file for fault in faults] == ["released/group_sizes.parquet"]


@pytest.mark.parametrize("kind", ["by_sex", "related"])
def test_parts_that_cannot_both_be_told_leave_the_unrelated(kind: str) -> None:
    cell = privacy.DecidedCell(True, True, kind == "related", False)
    told = privacy.told_parts(
        np.full((4, 1), 100),
        ["XX", "XX", "XY", "XY"],
        [True, False, True, False],
        cell,
        INSIDE,
    )
    assert told.tolist() == [privacy.RELATED if kind == "related" else privacy.SEXES]
