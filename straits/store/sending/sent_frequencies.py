"""Counts of the groups of a release, for alleles that a bundle lists, as they may leave.

They are read of the tables of shown cells, where the release has such; of nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits import privacy
from straits.bundles import bundle_tables
from straits.bundles.bundle_tables import EXACT, NOT_COVERED, RANGE, WITHHELD
from straits.privacy import Profile
from straits.store.releases.told_of_damage import reading
from straits.tables import LEAF_COUNTS, TABLES

ALLELE = ["contig", "pos", "ref", "alt"]
_KEY = [*ALLELE, "allele_index", "region_class"]
_SEXES = ("XX", "XY")
_Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class SentPart:
    """Whose counts are asked for.

    counted
        "all", or "unrelated" for those alone.
    by_sex
        Whether sexes are told apart, of each allele where neither is too few.
    """

    site: str
    call_set: str
    grouping: str
    group: str
    counted: str
    by_sex: bool


def cells(
    tables: Path, listed: pl.DataFrame, part: SentPart, is_callable: pl.Series, profile: Profile
) -> pl.DataFrame:
    """Return the cells of one group: those of bundle_tables, of every allele that is listed.

    tables
        The folder of tables that may be read.
    listed
        contig, pos, ref, alt, allele_index (null where the release has no such allele) and
        region_class.
    is_callable
        Of each, whether the call set would have seen it.
    """
    values = {
        "call_set_id": part.call_set, "grouping": part.grouping, "group_id": part.group,
    }  # fmt: skip
    place = TABLES["frequencies"].path(Path(), values).relative_to("aggregates")
    rows = _rows(tables / place, part.counted)
    most = _most(rows, _regions(tables))
    frames = [_whole(rows, listed, is_callable, most, profile)]
    if part.by_sex:
        by_sex = [
            _exact(rows.filter(sex=sex), listed, most, profile).with_columns(sex=pl.lit(sex))
            for sex in _SEXES
        ]
        sexless = rows.filter(pl.col("sex").is_null() | ~pl.col("sex").is_in(_SEXES))
        some = sexless.filter(pl.col("n_called").fill_null(1) > 0)["allele_index"].unique()
        both = (
            by_sex[0]
            .join(by_sex[1], on=ALLELE, how="semi")
            .filter(~pl.col("allele_index").is_in(some.implode()))
        )
        frames = [
            frames[0].join(both, on=ALLELE, how="anti"),
            *(each.join(both, on=ALLELE, how="semi") for each in by_sex),
        ]
    told = pl.concat(
        [each.select(pl.exclude("allele_index", "region_class")) for each in frames]
    ).with_columns(
        site=pl.lit(part.site), call_set=pl.lit(part.call_set), grouping=pl.lit(part.grouping),
        group_id=pl.lit(part.group),
    )  # fmt: skip
    return told.select(bundle_tables.SCHEMAS["cells"].names)


def _rows(path: Path, counted: str) -> pl.DataFrame:
    with reading(f"The counts in {path.name}"):
        rows = pl.read_parquet(path, glob=False, hive_partitioning=False)
    # Where relatives are not told apart the column is null, and the unrelated are not told.
    return rows if counted == "all" else rows.filter(pl.col("is_unrelated"))


def _regions(tables: Path) -> pl.DataFrame:
    path = TABLES["alleles"].path(Path()).relative_to("aggregates")
    with reading("The alleles"):
        columns = ["allele_index", "region_class"]
        return pl.read_parquet(tables / path, columns=columns, glob=False)


def _sums(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the sums over leaves of each allele; null where one of them is not told."""
    return rows.group_by("allele_index").agg(
        pl.when(pl.col(name).has_nulls()).then(None).otherwise(pl.col(name).sum()).alias(name)
        for name in LEAF_COUNTS
    )


def _most(rows: pl.DataFrame, regions: pl.DataFrame) -> pl.DataFrame:
    """Return n_called and AN where everybody is called, by region class."""
    sums = _sums(rows).join(regions, on="allele_index")
    return sums.group_by("region_class").agg(
        pl.col("n_called").max().alias("most_called"), pl.col("an").max().alias("most_an")
    )


def _joined(rows: pl.DataFrame, listed: pl.DataFrame, most: pl.DataFrame) -> pl.DataFrame:
    return (
        listed.select(_KEY)
        .join(_sums(rows), on="allele_index", how="left", maintain_order="left")
        .join(most, on="region_class", how="left", maintain_order="left")
    )


def _whole(
    rows: pl.DataFrame,
    listed: pl.DataFrame,
    is_callable: pl.Series,
    most: pl.DataFrame,
    profile: Profile,
) -> pl.DataFrame:
    """Return a cell of each listed allele, of all people that are counted."""
    # What the release has no allele of, nobody has who could be seen to have it.
    is_absent = pl.col("allele_index").is_null() & is_callable
    joined = _joined(rows, listed, most).with_columns(
        *(
            pl.when(is_absent).then(pl.col(f"most_{name}" if name == "an" else "most_called"))
            .otherwise(name).alias(name)
            for name in ("n_called", "an")
        ),
        *(
            pl.when(is_absent).then(0).otherwise(name).alias(name)
            for name in ("ac", "hom_alt", "haploid_alt")
        ),
    )  # fmt: skip
    return _told(joined, is_callable.to_numpy(), profile)


def _exact(
    rows: pl.DataFrame, listed: pl.DataFrame, most: pl.DataFrame, profile: Profile
) -> pl.DataFrame:
    """Return the cells of one sex, of alleles that are told exactly."""
    nobody = np.zeros(listed.height, np.bool_)
    return _told(_joined(rows, listed, most), nobody, profile).filter(state=EXACT)


def _told(joined: pl.DataFrame, is_callable: NDArray[np.bool_], profile: Profile) -> pl.DataFrame:
    n_called, ac, an, hom_alt, most_an, most_called = (
        _numbers(joined[name], unknown)
        for name, unknown in (
            ("n_called", -1), ("ac", -1), ("an", -1), ("hom_alt", 0), ("most_an", 0),
            ("most_called", 0),
        )
    )  # fmt: skip
    states = privacy.sent_states(ac, an, most_an, is_callable, profile)
    low, high = privacy.ranges(most_an, states.is_high, profile)
    is_band = states.is_low | states.is_high
    tells = states.is_exact & privacy.tells_genotypes(ac, an, n_called, hom_alt, profile)
    state = np.select(
        [states.is_exact, is_band, states.is_not_covered],
        [EXACT, RANGE, NOT_COVERED],
        WITHHELD,
    )
    return joined.select(
        *_KEY,
        pl.lit(None, pl.String).alias("sex"),
        pl.Series("state", state),
        _where(states.is_exact | is_band, np.where(is_band, most_called, n_called), "n_called"),
        _where(states.is_exact | is_band, np.where(is_band, most_an, an), "an"),
        _where(states.is_exact, ac, "ac"),
        pl.when(pl.Series(tells)).then("hom_alt").cast(pl.Int32),
        pl.when(pl.Series(tells)).then("haploid_alt").cast(pl.Int32),
        _where(is_band, low, "ac_low"),
        _where(is_band, high, "ac_high"),
    )


def _numbers(values: pl.Series, unknown: int) -> _Numbers:
    return values.fill_null(unknown).to_numpy().astype(np.int64)


def _where(is_told: NDArray[np.bool_], values: _Numbers, name: str) -> pl.Expr:
    told = pl.when(pl.Series(is_told)).then(pl.Series(values.astype(np.int32)))
    return told.alias(name)


def exact_alleles(sent: pl.DataFrame, group: Sequence[str]) -> pl.DataFrame:
    """Return the alleles of which a group's counts are told exactly, each once.

    group
        Site, call set, grouping and group.
    """
    site, call_set, grouping, group_id = group
    of_group = sent.filter(
        site=site, call_set=call_set, grouping=grouping, group_id=group_id, state=EXACT
    )
    return of_group.select(ALLELE).unique(maintain_order=True)
