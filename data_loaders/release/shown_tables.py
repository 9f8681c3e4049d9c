"""What statements of readers may read of a release: the tables of the cells that are shown.

They are written when the release is, in its folder `released/`, for a profile with a minimum of
people: a process that answers a statement can open these files and no others. A table of which
nothing is withheld is a second name of the same file. Under a profile without a minimum there is
nothing to leave out, so that such a process reads the release itself.
"""

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from straits import privacy
from straits.privacy import DecidedCell, Profile
from straits.tables import LEAF_COUNTS, SAMPLE_SETS, TABLES
from straits.tables.release_parts import TOLD

FOLDER = "released"
# Tables of alleles, genes and names, and of what the files said of alleles: they count nobody.
_NOBODY_IN = (
    "study", "sites", "groupings", "groups", "group_max_exclusions", "panel_matches", "alleles",
    "allele_counts", "rsids", "allele_states", "variants", "callable_regions", "consequences",
    "described_transcripts", "allele_consequences", "allele_annotations", "clinvar", "genes",
    "gene_aliases", "transcripts", "exons", "named_alleles", "named_allele_changes", "bundles",
    "bundle_groups",
)  # fmt: skip
# Tables that say something besides how many people: these columns are empty, as on pages.
_WITHOUT = {
    "phenotype_dictionary": ("n_people", "n_people_known"),
    "phenotype_mappings": ("n_people", "n_people_known", "n_people_looked_at"),
    "phenotype_sources": ("n_people",),
}
_KEY = ["call_set_id", "grouping", "group_id"]
_ROW_GROUP = 122_880


def write(
    folder: Path, profile_name: str, tell: Callable[[], Mapping[str, pl.DataFrame]] | None = None
) -> dict[str, str] | None:
    """Write the tables that are shown into a release that is being built.

    tell
        Returns what questions of pages answer, by name, as the profile lets it out.
    Returns what its manifest says besides; None, and there is no folder, where nothing is withheld.
    """
    profile = privacy.profile(profile_name)
    if privacy.is_exact(profile):
        return None
    # Before anything is written beside what answers them.
    answers = tell() if tell is not None else {}
    (folder / FOLDER / TOLD).mkdir(parents=True, exist_ok=True)
    for name, answer in answers.items():
        _write_parquet(answer, folder / FOLDER / TOLD / f"{name}.parquet")
    for name in _NOBODY_IN:
        for path in _files(folder, name):
            _link(path, _place(folder, path))
    for name, columns in _WITHOUT.items():
        frame = _read(TABLES[name].path(folder))
        _save(folder, name, frame.with_columns(pl.lit(None).alias(column) for column in columns))
    cells = _decided(folder, profile)
    _save(folder, "group_sizes", _shown_sizes(_table(folder, "group_sizes"), cells))
    _save(folder, "call_sets", _shown_call_sets(_table(folder, "call_sets"), profile))
    if (path := TABLES["censored_counts"].path(folder)).exists():
        ranges = _read(path)
        shown = [cells[key].is_shown for key in ranges.select(_KEY).iter_rows()]
        _save(folder, "censored_counts", ranges.filter(pl.Series(shown, dtype=pl.Boolean)))
    for key, cell in cells.items():
        path = TABLES["frequencies"].path(folder, dict(zip(_KEY, key, strict=True)))
        if path.exists():
            _write_frequencies(path, _place(folder, path), cell, profile)
    return {"profile": profile.name, "profile_checksum": profile.checksum}


def _decided(folder: Path, profile: Profile) -> Mapping[tuple[str, ...], DecidedCell]:
    """Return what the profile decides of each call set, grouping and group."""
    sizes = _table(folder, "group_sizes")
    of_groups = _table(folder, "groups").join(
        _table(folder, "groupings").select("grouping", "parent"), on="grouping"
    )
    parents = {
        (row["grouping"], row["group_id"]): (row["parent"], row["parent_group"])
        for row in of_groups.drop_nulls(["parent", "parent_group"]).iter_rows(named=True)
    }
    shown: dict[tuple[str, ...], dict[str, tuple[bool, bool]]] = {}
    for *key, sample_set, is_shown, is_sex_shown, _ in privacy.shown_cells(
        sizes, parents, profile
    ).iter_rows():
        shown.setdefault(tuple(key), {})[sample_set] = is_shown, is_sex_shown
    return {
        key: DecidedCell(*(flag for name in SAMPLE_SETS for flag in of_sets[name]))
        for key, of_sets in shown.items()
    }


def _shown_sizes(sizes: pl.DataFrame, cells: Mapping[tuple[str, ...], DecidedCell]) -> pl.DataFrame:
    """Return how many people each cell has: of all, by sex where it is told; else null."""
    told = []
    for key, rows in sizes.group_by(_KEY, maintain_order=True):
        cell = cells[tuple(str(part) for part in key)]
        by_sex = cell.is_shown and cell.is_sex_shown
        by_both = by_sex and cell.is_unrelated_shown and cell.is_unrelated_sex_shown
        # Where the two cannot both be told by sex, the unrelated come first, as in `frequencies`.
        by_sex = by_both or (by_sex and not cell.is_unrelated_shown)
        people = pl.col("n_people") if cell.is_shown else pl.lit(None).alias("n_people")
        is_told = by_both if by_sex else cell.is_shown and cell.is_unrelated_shown
        unrelated = pl.col("n_unrelated") if is_told else pl.lit(None).alias("n_unrelated")
        if not by_sex:
            rows = rows.group_by(_KEY).agg(pl.col("n_people", "n_unrelated").sum())
            rows = rows.with_columns(sex=pl.lit(None, pl.String))
        told.append(rows.with_columns(people, unrelated).select(sizes.columns).cast(sizes.schema))
    return pl.concat(told) if told else sizes


def _shown_call_sets(call_sets: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    """Return the call sets, without numbers of too few people and what follows from those."""
    n_samples = call_sets["n_samples"].fill_null(0).to_numpy().astype(np.int64)
    n_counted = call_sets["n_counted"].fill_null(0).to_numpy().astype(np.int64)
    is_few = pl.Series([privacy.is_too_few(int(n), profile) for n in n_samples])
    is_part_few = is_few | pl.Series(
        [
            privacy.is_too_few(int(n), profile) or privacy.is_too_few(int(left), profile)
            for n, left in zip(n_counted, n_samples - n_counted, strict=True)
        ]
    )
    return call_sets.with_columns(
        *(
            pl.when(is_few).then(None).otherwise(column).alias(column)
            for column in ("n_samples", "n_calls", "n_missing_calls")
        ),
        pl.when(is_part_few).then(None).otherwise("n_counted").alias("n_counted"),
    )


def _write_frequencies(path: Path, target: Path, cell: DecidedCell, profile: Profile) -> None:
    """Write what is told of one group: leaves, joined where they may not be told apart.

    What is told as one has no sex, or no is_unrelated; what is not told has no counts.
    """
    rows = _read(path)
    leaves = rows.partition_by("sex", "is_unrelated", maintain_order=True)
    if not leaves:
        _link(path, target)
        return
    n_called = np.stack([leaf["n_called"].to_numpy() for leaf in leaves]).astype(np.int64)
    told = privacy.told_parts(
        n_called,
        [leaf["sex"][0] for leaf in leaves],
        [leaf["is_unrelated"][0] for leaf in leaves],
        cell,
        profile,
    )
    if (told == privacy.LEAVES).all():
        _link(path, target)
        return
    part = pl.Series("told", np.tile(told, len(leaves)))
    joined = (
        pl.concat(leaves)
        .with_columns(part)
        .with_columns(
            pl.when(pl.col("told").is_in([privacy.SEXES, privacy.LEAVES])).then("sex").alias("sex"),
            pl.when(pl.col("told") >= privacy.RELATED).then("is_unrelated").alias("is_unrelated"),
            *(
                pl.when(pl.col("told") > privacy.NOTHING).then(count).alias(count)
                for count in LEAF_COUNTS
            ),
        )
        .group_by("sex", "is_unrelated", "allele_index")
        .agg(
            pl.when(pl.col(count).has_nulls())
            .then(None)
            .otherwise(pl.col(count).sum())
            .alias(count)
            for count in LEAF_COUNTS
        )
        .sort("sex", "is_unrelated", "allele_index")
        .select(rows.columns)
        .cast(rows.schema)
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    _write_parquet(joined, target)


def _files(folder: Path, name: str) -> list[Path]:
    table = TABLES[name]
    if table.partitions:
        return sorted((folder / table.folder / name).rglob("*.parquet"))
    return [path] if (path := table.path(folder)).exists() else []


def _place(folder: Path, path: Path) -> Path:
    """Return where a file of the aggregates stands among what is released."""
    return folder / FOLDER / path.relative_to(folder / "aggregates")


def _link(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, target)
    except OSError:
        # A file system without second names, or one whose files may have no more of them.
        shutil.copy2(path, target)


def _table(folder: Path, name: str) -> pl.DataFrame:
    return _read(TABLES[name].path(folder))


def _read(path: Path) -> pl.DataFrame:
    return pl.read_parquet(path, glob=False, hive_partitioning=False)


def _save(folder: Path, name: str, frame: pl.DataFrame) -> None:
    _write_parquet(
        frame.cast(_table(folder, name).schema), _place(folder, TABLES[name].path(folder))
    )


def _write_parquet(frame: pl.DataFrame, path: Path) -> None:
    arrow = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
    pq.write_table(arrow, path, compression="zstd", row_group_size=_ROW_GROUP)
