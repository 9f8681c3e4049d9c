"""The cohorts of a release: who is in them, what of it is shown, and their allele counts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from straits import cohorts, privacy
from straits.cohorts import Matched, Tree
from straits.errors import QueryError
from straits.privacy import Profile
from straits.store.cohorts import cohort_frequencies, people_of_trees, release_names
from straits.store.cohorts.cohort_frequencies import ONE_COHORT
from straits.store.cohorts.cohort_sql import walk
from straits.store.cohorts.left_open import LeftOpen
from straits.store.cohorts.open_cohorts import Decide, OpenCohorts
from straits.store.cohorts.told_leaves import ToldLeaves, told_leaves
from straits.store.cohorts.tree_truths import TreeTruths
from straits.store.genotypes.call_set_genotypes import Genotypes
from straits.store.held.budget import Cache
from straits.store.people.held_people import HeldPeople
from straits.store.people.member_masks import LeafMasks, members_of
from straits.store.people.person_columns import PersonColumns
from straits.store.people.three_valued import TRUE, Truth, all_of
from straits.store.query import database
from straits.store.query.running import Check
from straits.tables import SAMPLE_SETS

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
    masks: dict[str, LeafMasks]


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
        self._held = HeldPeople(genotypes.run, kept)
        self._trees = TreeTruths(self._held, genotypes, profile)
        self._found, self._judged, self._of_release = kept(), kept(), kept()

    @property
    def columns(self) -> PersonColumns:
        """Everybody who is counted, as what is asked of them needs it."""
        self.require_rows()
        return self._held.columns

    @property
    def people(self) -> pl.DataFrame:
        """Everybody who is counted, to be listed: see straits.store.cohorts.people_of_trees.

        In the order of the columns.
        """
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
        return list(self.columns.groups)

    def truths(self, trees: Sequence[Tree]) -> list[Truth]:
        """Return what each tree is of each person, in the order of the columns.

        Raises QueryError, naming the criterion at fault, for what the release does not know.
        """
        self.require_rows()
        people_of_trees.require_known(self.names, trees)
        return [
            self._judged.answer(cohorts.to_json(tree), partial(self._trees.truth, tree))
            for tree in trees
        ]

    def truth(self, tree: Tree) -> Truth:
        """Return what a tree is of each person; parts judged before are not judged again."""
        return all_of(self.truths(cohorts.parts_of(tree)), self.columns.n_people)

    def members_of(self, tree: Tree) -> NDArray[np.bool_]:
        """Return who surely is in a cohort, shape (n_people,)."""
        is_member: NDArray[np.bool_] = self.truth(tree) == TRUE
        return is_member

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

    def text(self, cohort_id: str) -> str | None:
        """Return the canonical JSON of a cohort that was entered; None of any other."""
        return self._open.text(cohort_id) if cohort_id in self._open else None

    def entered(self, cohort_id: str) -> Entered:
        """Return a cohort that was entered. Raises QueryError if it was not, or was let go."""
        return self._entered(cohort_id, partial(cohorts.from_json, self._open.text(cohort_id)))

    def _entered(self, cohort_id: str, tree_of: Callable[[], Tree]) -> Entered:
        def find() -> Entered:
            tree = tree_of()
            is_member = self.members_of(tree)
            cells = privacy.cohort_cells(self.overlaps(tree), self._profile)
            return Entered(tree, cells, self._masks(is_member, cells))

        return self._found.answer(cohort_id, find)

    def counts(
        self, cohort_id: str, call_set_id: str, alleles: NDArray[np.int64], check: Check
    ) -> ToldLeaves | None:
        """Return what is told of what a cohort has of some alleles; None where it is not shown.

        alleles
            In ascending order, such as those of a gene or of a list; genotypes of what lies between
            them are not read.
        check
            Called between row groups of genotypes; what it raises ends the counting.
        Raises QueryError for a cohort that is not open any more.
        """
        masks = self.entered(cohort_id).masks.get(call_set_id)
        if masks is None:
            return None
        states = self._genotypes.states(call_set_id, alleles)
        counted = cohort_frequencies.counted(self._genotypes, call_set_id, masks, states, check)
        return told_leaves(counted, self._profile)

    def frequencies(
        self, named: Iterable[object], first_allele: int, last_allele: int, check: Check
    ) -> dict[str, pa.Table]:
        """Return the counts of the cohorts that are named, in the call sets that are; else none.

        As the tables cohort_frequencies and cohort_ranges, which queries read.

        check
            As of counts.
        """
        wanted = [name for name in named if isinstance(name, str)]
        alleles = np.arange(first_allele, last_allele + 1)
        parts, ranges = [], []
        for cohort_id in dict.fromkeys(name for name in wanted if name in self._open):
            for call_set_id in self.entered(cohort_id).masks:
                if call_set_id not in wanted:
                    continue
                counts = self.counts(cohort_id, call_set_id, alleles, check)
                if counts is not None:
                    told = cohort_id, call_set_id, first_allele
                    parts.append(counts.table(*told))
                    ranges.append(counts.ranges_table(*told))
        tables = {"cohort_frequencies": parts, "cohort_ranges": [one for one in ranges if one]}
        return {name: pa.concat_tables(given) for name, given in tables.items() if given}

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
            is_member = self.members_of(self.entered(cohort_id).tree)
            parts.append(self.columns.members(is_member, grouping, cohort_id))
        return pl.concat(parts).to_arrow()

    def prepare(self) -> None:
        """Do now what the first cohort would wait for: read the people, and load the kernel."""
        cohort_id = self.enter(cohorts.EVERYBODY)
        named = [cohort_id, *self.columns.call_set_ids]
        self.frequencies(named, 0, _FIRST_ALLELES - 1, _never)

    def public_members(self, tree: Tree) -> tuple[NDArray[np.bool_], bool]:
        """Return who is in the part of a cohort that the release's tables answer; is that all?"""
        part, is_all = cohorts.public_part(tree)
        return self.members_of(part), is_all

    @property
    def left_open(self) -> LeftOpen:
        """What cohorts leave open of pharmacogenes."""
        return LeftOpen(self.names.pharmacogenes, self._held.pgx, self.members_of)

    def overlaps(self, tree: Tree) -> pl.DataFrame:
        """Return what privacy.cohort_cells asks for of a cohort."""
        is_public_member, is_all = self.public_members(tree)
        overlaps = self._held.overlaps.of(self.members_of(tree))
        public = overlaps if is_all else self._held.overlaps.of(is_public_member)
        overlaps = overlaps.with_columns(
            public["n_cohort"].alias("n_public"), pl.lit(is_all).alias("is_public")
        )
        fewest = pl.col("n_cohort")
        for part in walk(tree):
            if isinstance(part, Matched):
                sizes = self.columns.by_call_set(self.members_of(part.cohort))
                cases = dict(zip(self.columns.call_set_ids, sizes, strict=True))
                of_call_set = pl.col("call_set_id").replace_strict(cases, return_dtype=pl.Int64)
                fewest = pl.min_horizontal(fewest, of_call_set)
        for area in self.left_open.taken_in(tree):
            n_people = self._held.overlaps.of(area.people)["n_cohort"]
            could_be = self.columns.by_call_set(area.could_be)
            is_said = [
                name for name, n in zip(self.columns.call_set_ids, could_be, strict=True) if n == 0
            ]
            nobody_is = pl.col("call_set_id").is_in(is_said) & (n_people == 0)
            fewest = pl.when(nobody_is).then(fewest).otherwise(pl.min_horizontal(fewest, n_people))
        return overlaps.with_columns(fewest.alias("n_fewest"))

    def _masks(self, is_member: NDArray[np.bool_], cells: pl.DataFrame) -> dict[str, LeafMasks]:
        shown: dict[str, list[str]] = {}
        for cell in cells.iter_rows(named=True):
            if cell["is_shown"]:
                shown.setdefault(cell["call_set_id"], []).append(cell["sample_set"])
        people = self.columns
        masks = {}
        for call_set_id in self._held.mask_lengths:
            sample_sets = shown.get(call_set_id, [])
            if SAMPLE_SETS[0] in sample_sets:
                here = people.of(call_set_id)
                everybody = self._held.leaves(call_set_id)
                indices = people.sample_index[here]
                masks[call_set_id] = members_of(
                    everybody, indices, is_member[here], tuple(sample_sets)
                )
        return masks


def _never() -> None:
    """Let counting go on."""
