"""The cohorts of a release: who is in them, what of it is shown, and their allele counts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from operator import and_

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from straits import cohorts, privacy
from straits.cohorts import Tree
from straits.errors import QueryError
from straits.privacy import Profile
from straits.store.cohorts import cohort_frequencies, people_of_trees, release_names
from straits.store.cohorts.cohort_frequencies import ONE_COHORT, Genotypes
from straits.store.cohorts.open_cohorts import Decide, OpenCohorts
from straits.store.held.budget import Cache
from straits.store.query import database
from straits.store.query.running import Check
from straits.store.query.sql_files import fixed
from straits.tables import EVERYONE, SAMPLE_SETS, SEXES

_FIRST_ALLELES = 1000  # enough for every call set to have one of them


@dataclass(frozen=True)
class Entered:
    """A cohort that queries can name by its id.

    cells
        As privacy.cohort_cells gives them.
    masks
        Of each call set in which it is shown: whose genotypes are counted.
    """

    tree: Tree
    cells: pl.DataFrame
    masks: dict[str, dict[tuple[str, str], NDArray[np.uint8]]]


class Cohorts:
    """The cohorts asked of one release; safe between threads."""

    def __init__(
        self,
        genotypes: Genotypes,
        profile: Profile,
        decide: Decide,
        kept: Callable[[], Cache] = Cache,
    ) -> None:
        """Start with none. Nothing is read before the first is asked for.

        kept
            Makes a cache of which those who wait can be stopped.
        """
        self._genotypes = genotypes
        self._profile = profile
        self._open = OpenCohorts(decide)
        self._found, self._judged, self._of_release = kept(), kept(), kept()

    @property
    def people(self) -> pl.DataFrame:
        """Everybody who is counted: see straits.store.cohorts.people_of_trees."""
        self.require_rows()
        ask = partial(people_of_trees.people, self._genotypes.run)
        everyone: pl.DataFrame = self._of_release.answer("people", ask)
        return everyone

    def require_rows(self) -> None:
        """Raise QueryError where the server holds no individual data."""
        if self._genotypes.release.rows is None:
            raise QueryError(
                "This server holds no individual data, so cohorts cannot be counted here. Compare "
                "groups instead."
            )

    @property
    def names(self) -> release_names.ReleaseNames:
        """What a cohort can ask about in this release."""
        has_rows = self._genotypes.release.rows is not None
        ask = partial(release_names.release_names, self._genotypes.run, has_rows)
        names: release_names.ReleaseNames = self._of_release.answer("names", ask)
        return names

    @property
    def groupings(self) -> list[str]:
        """The groupings that the people have columns for."""
        columns = self.people.columns
        return [name for name in self.names.groups if name in columns]

    def truths(self, trees: Sequence[Tree]) -> list[pl.Series]:
        """Return what each tree is of each of `people`: true, false or null.

        Raises QueryError, naming the criterion at fault, for what the release does not know.
        """
        everyone = self.people
        keys = [cohorts.to_json(tree) for tree in trees]
        known = {key: judged for key in keys if (judged := self._judged.find(key)) is not None}
        missing = {key: tree for key, tree in zip(keys, trees, strict=True) if key not in known}
        if missing:
            judged = people_of_trees.judge(self._genotypes.run, self.names, list(missing.values()))
            assert judged.height == everyone.height
            for number, key in enumerate(missing, start=1):
                known[key] = judged[f"part_{number}"].cast(pl.Boolean)
                self._judged.keep(key, known[key])
        return [known[key] for key in keys]

    def truth(self, tree: Tree) -> pl.Series:
        """Return what a tree is of each of `people`; parts judged before are not judged again."""
        parts = cohorts.parts_of(tree)
        if not parts:
            return pl.repeat(True, self.people.height, eager=True)
        return reduce(and_, self.truths(parts))

    def script(self, tree: Tree) -> str:
        """Return SQL that lists a cohort's members, for a DuckDB that knows the files alone.

        It holds where the files are and what the cohort asks, and nothing of anybody.
        Raises QueryError, naming the criterion at fault, for what the release does not know.
        """
        self.require_rows()
        select = people_of_trees.select_members(self._genotypes.run, self.names, tree)
        return database.script(self._genotypes.release, select)

    def enter(self, tree: Tree) -> str:
        """Make a cohort known to queries, and return its id.

        The profile decides now, in which call sets it is shown.
        """
        cohort_id = cohorts.cohort_id(tree)
        if not self._open.is_open(cohort_id, tree):
            cohort = self._entered(cohort_id, lambda: tree)
            self._open.open(cohort_id, tree, cohort.cells)
        return cohort_id

    def entered(self, cohort_id: str) -> Entered:
        """Return a cohort that was entered. Raises QueryError if it was not, or was let go."""
        return self._entered(cohort_id, partial(cohorts.from_json, self._open.text(cohort_id)))

    def _entered(self, cohort_id: str, tree_of: Callable[[], Tree]) -> Entered:
        def find() -> Entered:
            tree = tree_of()
            is_member = self.truth(tree).fill_null(value=False)
            cells = privacy.cohort_cells(self.overlaps(is_member), self._profile)
            return Entered(tree, cells, self._masks(is_member, cells))

        entered: Entered = self._found.answer(cohort_id, find)
        return entered

    def frequencies(
        self, named: Iterable[object], first_allele: int, last_allele: int, check: Check
    ) -> pa.Table | None:
        """Return the counts of the cohorts that are named, in the call sets that are; else None.

        check
            Called between row groups of genotypes; what it raises ends the counting.
        """
        wanted = [name for name in named if isinstance(name, str)]
        entered = {name: self.entered(name) for name in wanted if name in self._open}
        parts = [
            cohort_frequencies.as_table(
                cohort_id,
                call_set_id,
                first_allele,
                cohort_frequencies.frequencies(
                    self._genotypes, call_set_id, masks, first_allele, last_allele, check
                ),
            )
            for cohort_id, cohort in entered.items()
            for call_set_id, masks in cohort.masks.items()
            if call_set_id in wanted
        ]
        return pa.concat_tables(parts) if parts else None

    def members(self, named: Iterable[object]) -> pa.Table:
        """Return the people of the cohorts that are named, as rows of `staging.sample_groups`.

        named
            ONE_COHORT and the cohort's id; others are passed over.

        Raises QueryError for a cohort that is not open any more.
        """
        groupings = [name for name in map(str, named) if name.startswith(ONE_COHORT)]
        parts = []
        for grouping in groupings:
            cohort_id = grouping.removeprefix(ONE_COHORT)
            is_member = self.truth(self.entered(cohort_id).tree).fill_null(value=False)
            parts.append(
                self.people.filter(is_member).select(
                    "call_set_id",
                    pl.col("sample_index").cast(pl.Int32),
                    pl.lit(grouping).alias("grouping"),
                    pl.lit(cohort_id).alias("group_id"),
                )
            )
        return pl.concat(parts).to_arrow()

    def prepare(self) -> None:
        """Do now what the first cohort would wait for: read the people, and load the kernel."""
        everyone = self.entered(self.enter(cohorts.EVERYBODY))
        for call_set_id, masks in everyone.masks.items():
            cohort_frequencies.frequencies(
                self._genotypes, call_set_id, masks, 0, _FIRST_ALLELES - 1, _never
            )

    def by_call_set(self, is_member: pl.Series) -> privacy.Sizes:
        """Return how many people there are in each call set, in order of their ids."""
        counted = self.people.select("call_set_id", is_member.fill_null(value=False).alias("n"))
        summed = counted.group_by("call_set_id").agg(pl.col("n").sum()).sort("call_set_id")
        return tuple(summed["n"])

    def overlaps(
        self,
        is_member: pl.Series,
        sample_sets: Sequence[str] = SAMPLE_SETS,
        sexes: Sequence[str] = ("all", *SEXES),
    ) -> pl.DataFrame:
        """Return what privacy.cohort_cells asks for, of these sample sets and sexes."""
        everyone = self.people.with_columns(
            is_member.alias("is_member"), pl.lit(EVERYONE).alias(EVERYONE)
        )
        parts = pl.concat(
            everyone.group_by(
                "call_set_id", pl.col(grouping).alias("group_id"), "sex", "is_unrelated"
            )
            .agg(pl.len().alias("n_group"), pl.col("is_member").sum().alias("n_both"))
            .drop_nulls("group_id")
            .sort("group_id")
            .with_columns(pl.lit(grouping).alias("grouping"))
            for grouping in (EVERYONE, *self.groupings)
        )
        of_sets = pl.concat(
            (parts if sample_set == "all" else parts.filter("is_unrelated")).with_columns(
                pl.lit(sample_set).alias("sample_set")
            )
            for sample_set in sample_sets
        )
        of_sexes = pl.concat(
            of_sets.with_columns(pl.lit("all").alias("sex"))
            if sex == "all"
            else of_sets.filter(pl.col("sex") == sex)
            for sex in sexes
        )
        keys = ["call_set_id", "sample_set", "sex"]
        counts = ("n_cohort", "n_group", "n_both")
        sizes = of_sexes.group_by(*keys, "grouping", "group_id", maintain_order=True).agg(
            pl.col(counts[1:]).sum()
        )
        in_all = sizes.filter(pl.col("grouping") == EVERYONE).select(
            *keys, pl.col("n_both").alias("n_cohort")
        )
        # A sex that nobody has is a cell of nobody.
        cells = everyone.select("call_set_id").unique().sort("call_set_id")
        for name, values in (("sample_set", sample_sets), ("sex", sexes)):
            cells = cells.join(pl.DataFrame({name: values}), how="cross")
        return (
            cells.join(in_all, on=keys, how="left", maintain_order="left")
            .join(sizes, on=keys, how="left", maintain_order="left")
            .with_columns(
                pl.col("grouping", "group_id").fill_null(EVERYONE), pl.col(counts).fill_null(0)
            )
        )

    def _masks(
        self, is_member: pl.Series, cells: pl.DataFrame
    ) -> dict[str, dict[tuple[str, str], NDArray[np.uint8]]]:
        shown = set(cells.filter("is_shown").select("call_set_id", "sample_set").iter_rows())
        by_call_set: dict[str, dict[tuple[str, str], NDArray[np.uint8]]] = {}
        lengths: dict[str, int] = self._of_release.answer("lengths", self._lengths)
        for call_set_id, n_bytes in lengths.items():
            if (call_set_id, "all") not in shown:
                continue
            here = self.people["call_set_id"] == call_set_id
            of_call_set, members = self.people.filter(here), is_member.filter(here)
            masks = cohort_frequencies.masks_of(of_call_set, members)
            by_call_set[call_set_id] = {
                key: _mask(of_call_set["sample_index"].filter(wanted), n_bytes)
                for key, wanted in masks.items()
                if wanted.any() and (call_set_id, key[0]) in shown
            }
        return by_call_set

    def _lengths(self) -> dict[str, int]:
        return dict(self._genotypes.run(fixed("store", "mask_sizes").text, {}).iter_rows())


def _mask(indices: pl.Series, n_bytes: int) -> NDArray[np.uint8]:
    is_set = np.zeros(8 * n_bytes, np.bool_)
    is_set[indices.to_numpy()] = True
    return np.packbits(is_set)


def _never() -> None:
    """Let counting go on."""
