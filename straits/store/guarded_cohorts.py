"""What a store tells of cohorts: names, ids and guarded counts, and members where it may."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import polars as pl

from straits.cohorts import Tree
from straits.errors import QueryError
from straits.privacy import Profile
from straits.store.cohorts import cohort_composition, cohort_people, phenotype_copies
from straits.store.cohorts.cohort_frequencies import ONE_COHORT
from straits.store.cohorts.cohort_people import Attrition, Overlap
from straits.store.cohorts.cohort_registry import Cohorts
from straits.store.cohorts.release_names import ReleaseNames
from straits.store.exit import Exit

# Returns the guarded rows of a query that was given its values, without letting them out.
Ask = Callable[[str, Mapping[str, object]], pl.DataFrame]


class GuardedCohorts:
    """Cohorts as pages and commands may ask about them.

    Who is in a cohort, and what their genotypes are, stays behind it: see straits.store.cohorts.
    Each method raises QueryError, naming the criterion at fault, for what the release does not
    know, and where the server holds no individual data.
    """

    def __init__(self, of: Cohorts, profile: Profile, exit_: Exit, ask: Ask) -> None:
        """Start as the cohorts are; nothing is read."""
        self._of = of
        self._profile = profile
        self._exit = exit_
        self._ask = ask

    @property
    def names(self) -> ReleaseNames:
        """What a cohort can ask about in this release."""
        return self._exit.let_out("cohorts.names", {}, lambda: self._of.names)

    @property
    def groupings(self) -> tuple[str, ...]:
        """The groupings that a cohort can be matched on."""
        return self._exit.let_out("cohorts.groupings", {}, lambda: tuple(self._of.groupings))

    def enter(self, tree: Tree) -> str:
        """Make a cohort known to queries, as a group of the grouping "cohort"; returns its id.

        The profile decides now, in which call sets it is shown.
        """
        return self._exit.let_out("cohorts.enter", {"tree": tree}, partial(self._of.enter, tree))

    def grouping(self, tree: Tree) -> str:
        """Make a cohort known to queries of phenotypes, as the one group of a grouping of its own.

        Returns the grouping.
        """
        return f"{ONE_COHORT}{self.enter(tree)}"

    def refusal(self, tree: Tree) -> str:
        """Return why a criterion on genotypes cannot be asked, such as rare carriers; else ""."""

        def ask() -> str:
            try:
                self._of.truths([tree])
            except QueryError as error:
                return str(error)
            return ""

        return self._exit.let_out("cohorts.refusal", {"tree": tree}, ask)

    def sizes(self, cohort_id: str) -> pl.DataFrame:
        """Return one row per call set: how many people of a cohort, or why that is withheld.

        Columns: call_set_id, reason (empty where it is shown), n_people, n_xx, n_xy, n_unknown,
        n_unrelated; counts are null where the profile withholds them.

        cohort_id
            As `enter` gave it. Raises QueryError if it was let go meanwhile.
        """
        ask = partial(cohort_people.sizes, self._of, cohort_id)
        return self._exit.let_out("cohorts.sizes", {"cohort_id": cohort_id}, ask)

    def attrition(self, tree: Tree) -> Attrition:
        """Return what each criterion keeps on its own, and what is left after it."""
        ask = partial(cohort_people.attrition, self._of, self._profile, tree)
        return self._exit.let_out("cohorts.attrition", {"tree": tree}, ask)

    def composition(self, trees: Sequence[Tree]) -> pl.DataFrame:
        """Return one row per breakdown and part: how many people of each cohort, and of everyone.

        Columns: see straits.store.cohorts.cohort_composition.
        """
        ask = partial(cohort_composition.composition, self._of, self._profile, trees)
        return self._exit.let_out("cohorts.composition", {"trees": tuple(trees)}, ask)

    def overlap(self, a: Tree, b: Tree) -> Overlap:
        """Return how many people are in A, in B and in both."""
        ask = partial(cohort_people.overlap, self._of, self._profile, a, b)
        return self._exit.let_out("cohorts.overlap", {"a": a, "b": b}, ask)

    def differences(self, a: Tree, b: Tree) -> pl.DataFrame:
        """Return one row per property: what A and B have of it, and their standardised difference.

        Columns: see straits.store.cohorts.cohort_composition.
        """
        ask = partial(cohort_composition.differences, self._of, self._profile, a, b)
        return self._exit.let_out("cohorts.differences", {"a": a, "b": b}, ask)

    def phenotype_by_copies(
        self, tree: Tree, variant_id: str, phenotype_id: str, sample_set: str
    ) -> pl.DataFrame:
        """Return one row per site, sex and number of copies of an allele in a cohort.

        Columns: site_id, sex, n_people (with a value, or looked at), n_yes, mean, sd, copies.
        Missing calls are left out.

        sample_set
            "all" or "unrelated".
        Raises QueryError where the profile does not show phenotypes by copies.
        """
        asked = {"phenotype_id": phenotype_id, "sample_set": sample_set}
        ask = partial(
            phenotype_copies.by_copies, self._of, self._profile, self._ask, tree, variant_id, asked
        )
        told = {"tree": tree, "variant_id": variant_id, **asked}
        return self._exit.let_out("cohorts.phenotype_by_copies", told, ask)

    def members(self, tree: Tree) -> pl.DataFrame:
        """Return one row per member: call_set_id, site_id, sample_id, person_id, sex, age.

        Raises QueryError where the profile shows nothing about one person.
        """
        ask = partial(cohort_people.listing, self._of, self._profile, tree)
        return self._exit.let_out("cohorts.members", {"tree": tree}, ask)

    def script(self, tree: Tree) -> str:
        """Return SQL that lists a cohort's members, for a DuckDB that knows the files alone.

        It holds where the files are and what the cohort asks, and nothing of anybody, so every
        profile lets it out: who may read the files may run it.
        """
        ask = partial(self._of.script, tree)
        return self._exit.let_out("cohorts.script", {"tree": tree}, ask)

    def prepare(self) -> None:
        """Do now what the first cohort would wait for: read the people, and load the kernel."""
        self._of.prepare()
