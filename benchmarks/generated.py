"""Stores of millions of alleles and 26 groups, made once and kept: counts, names, no genotypes."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from benchmarks.bench_studies import GROUPING
from benchmarks.ingest_speed import StraitsIngest, first_lines
from benchmarks.panels import panel
from benchmarks.settings import Settings
from straits.tables import SCHEMA_VERSION, TABLES, manifest
from tests.builders import allele_plans, many_alleles
from tests.builders.allele_plans import Group, Plan, Spectrum

CALL_SET = "wgs"


@dataclass(frozen=True)
class Kind:
    """How many people a group has, how common alleles are, and how far groups lie apart.

    drifts
        Of the groups with counts of their own; the other files are links to theirs.
    """

    n_people: int
    spectrum: Spectrum
    drifts: tuple[float, ...]


# The first is that of the line `ranking`; the second is as of a nation, of which the first and the
# last group with counts of their own are nearly alike.
KINDS = {
    "flat": Kind(120, allele_plans.flat, (0.3, 0.3, 0.3)),
    "steep": Kind(20_000, allele_plans.steep, (0.05, 0.7, 0.05)),
}


@dataclass(frozen=True)
class Generated:
    """A store, and what it was filled with."""

    store: Path
    plan: Plan

    @property
    def groups(self) -> list[str]:
        """Those with counts of their own."""
        return [group.group_id for group in self.plan.groups]

    @property
    def all_groups(self) -> list[str]:
        """Those, and those whose files are links to theirs."""
        return [*self.groups, *self.plan.same]


def generated(settings: Settings, n_alleles: int, name: str = "flat") -> Generated:
    """Return a store of a kind with so many alleles, made unless it is there.

    It starts as a real store of a few lines; its alleles, states and frequencies are replaced. It
    has no rows: a server with aggregates alone.
    """
    few = first_lines(panel(settings), settings.folder("few"), 50)
    kind = KINDS[name]
    groups = sorted({group for _, group in few.people.values()})
    own = groups[: len(kind.drifts)]
    plan = Plan(
        n_alleles,
        GROUPING,
        [
            Group(CALL_SET, group, kind.n_people, drift=drift)
            for group, drift in zip(own, kind.drifts, strict=True)
        ],
        kind.spectrum,
        {group: own[place % len(own)] for place, group in enumerate(groups[len(own) :])},
    )
    store = settings.folder("generated") / f"{name}_{n_alleles}"
    if not _is_there(store):
        base = StraitsIngest(few)
        base()
        part = store.with_suffix(".part")
        for left in (store, part):
            shutil.rmtree(left, ignore_errors=True)
        shutil.copytree(base.store, part, symlinks=True)
        release = (part / "current").resolve()
        _write_sizes(release, kind.n_people)
        many_alleles.fill(release, plan)
        part.rename(store)
    return Generated(store, plan)


def _is_there(store: Path) -> bool:
    said = store / "current" / "aggregates" / manifest.NAME
    return said.exists() and json.loads(said.read_text())["schema_version"] == SCHEMA_VERSION


def _write_sizes(release: Path, n_people: int) -> None:
    """Say of each group that it has as many times its people as so many are times 120."""
    path = TABLES["group_sizes"].path(release)
    more = pl.col("n_people", "n_unrelated") * (n_people // KINDS["flat"].n_people)
    rows = pl.read_parquet(path).with_columns(more)
    arrow = rows.to_arrow(compat_level=pl.CompatLevel.oldest())
    pq.write_table(arrow.cast(TABLES["group_sizes"].schema), path)
