"""A release, opened read-only; a `Store` is the only door to its data.

People, what criteria are of them, masks and genotypes are private to the modules below; what the
public methods return has passed the profile, and left by straits.store.exit.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import duckdb
import polars as pl
import pyarrow as pa

from straits import privacy
from straits.errors import QueryError
from straits.flat.flat_release import FlatRelease
from straits.sql_names import FOLDER
from straits.store import decided_cells
from straits.store.cohorts import cohort_frequencies
from straits.store.cohorts.cohort_registry import Cohorts
from straits.store.comparison.comparisons import Comparisons
from straits.store.comparison.counted_sides import CountedSides
from straits.store.comparison.guarded_comparisons import GuardedComparisons
from straits.store.derived_answers import DerivedAnswers
from straits.store.exit import Exit, Listener, Source
from straits.store.genotypes.call_set_genotypes import Genotypes
from straits.store.genotypes.genotype_cache import GenotypeCache
from straits.store.groups import gene_carriers_counted, group_linkage
from straits.store.groups.gene_carriers_counted import Carriers
from straits.store.groups.group_genotypes import Asked, GroupGenotypes
from straits.store.groups.group_linkage import Linkage
from straits.store.guarded_cohorts import GuardedCohorts
from straits.store.held.budget import Cache
from straits.store.listed_alleles import ListedAlleles
from straits.store.query import database
from straits.store.query.bound_values import bind
from straits.store.query.running import Runner
from straits.store.query.sql_files import SqlFile, fixed, query_path, read_sql_file
from straits.store.released_tables import ReleasedTables
from straits.store.releases import cases_of_teachers, release_history, wholeness
from straits.store.releases.release_files import Release
from straits.store.releases.release_history import Known
from straits.store.releases.told_of_damage import reading
from straits.store.sending.guarded_sending import Sending
from straits.store.stories.guarded_views import GuardedViews

MAX_ROWS = 2_000_000
TIME_LIMIT = 60.0  # seconds


@dataclass(frozen=True)
class StudyFacts:
    """What the study says of itself, as it was when the release was built."""

    name: str
    description: str
    build: str  # "GRCh37" or "GRCh38"
    profile: str
    is_synthetic: bool
    release_id: str
    created_at: datetime
    straits_version: str
    relatedness: str  # "not known", or who was looked for, such as "parents only"


class Store:
    """One release of a study. Safe to share between threads: each query has its own cursor.

    study
        What the study says of itself.
    taught_cases
        Cases for learners that came with the study.
    profile
        What may be shown of it (see straits.privacy).
    folder, left_out
        Of the store that the release lies in; sites whose terms do not allow what is asked.
    wholeness
        Whether its files are still what was written; once they are not, nothing is answered.
    has_rows
        Whether this server holds individual data.
    """

    def __init__(
        self, release: Release, time_limit: float = TIME_LIMIT, listener: Listener | None = None
    ) -> None:
        """Open a release; `open_store` is the usual way.

        listener
            Is told of each answer before it leaves.
        """
        self._release = release
        self._files: dict[str, SqlFile] = {}
        self._set_by_profile: dict[str, set[str]] = {}
        self.wholeness = wholeness.of(release)
        self._flat = FlatRelease(release.aggregates, release.without["call_set_id"])
        self._connection = database.connect(release, time_limit)
        self._runner = Runner(self._connection, release.check_there)
        waiting = partial(self._runner.counting, "asked by several")
        kept = partial(Cache, waiting=waiting)
        self._answers, self._derived = kept(), kept()
        facts = self._rows(self._file("study"), {}).row(0, named=True)
        self.study = StudyFacts(**facts)
        self.taught_cases = cases_of_teachers.of(release)
        self.release_id = release.release_id
        self.folder, self.left_out = release.store, release.left_out
        self.profile = privacy.profile(self.study.profile)
        self.has_rows = release.rows is not None
        # What the profile decides on the cells of the study, once for each release.
        self._decided = self._study_cells()
        decided_cells.show(self._connection, self._decided.rows())
        run = partial(self._runner.run, "cohort")
        genotypes = Genotypes(release, GenotypeCache(waiting=waiting), run, kept)
        decide = partial(decided_cells.decide_cohort, self._connection)
        self._cohorts = Cohorts(genotypes, self.profile, decide, kept)
        sides = CountedSides(self._flat, self._cohorts, self.profile, kept())
        self._comparisons = Comparisons(sides, self._runner, kept())
        self._of_groups = of_groups = GroupGenotypes(genotypes, self._cohorts, self.profile)
        # Of the store itself, which could then not be let go, it knows nothing.
        names = partial(_names, self._runner)
        source = Source(self.release_id, self.profile, names, self._cohorts.text)
        self._exit = Exit(self.wholeness, source, listener)
        self._linkage = Linkage(of_groups, kept())
        self._carriers = Carriers(of_groups, kept())
        database.lock(self._connection)

    @property
    def cohorts(self) -> GuardedCohorts:
        """Any groups of people that are asked about besides those of the study."""
        # Made each time: one that is kept would hold the store, which could then not be let go.
        return GuardedCohorts(self._cohorts, self.profile, self._exit, self._guarded)

    @property
    def alleles(self) -> ListedAlleles:
        """What is known of some alleles out of all."""
        return ListedAlleles(self._flat, self._exit)

    @property
    def comparisons(self) -> GuardedComparisons:
        """Two groups, allele by allele, over any number of alleles."""
        return GuardedComparisons(
            self._comparisons, lambda: self._flat.names, self.profile, self._exit
        )

    @property
    def released(self) -> ReleasedTables:
        """What statements of somebody else may read, and the way out for what they answer."""
        return ReleasedTables(
            self._release, self.profile, self._decided, self._exit, self._runner.counting
        )

    @property
    def sending(self) -> Sending:
        """What leaves in bundles for other studies."""
        parts = self._release, self.released, self._of_groups, self.study.build
        return Sending(*parts, self.profile, self._exit)

    @property
    def pinned(self) -> GuardedViews:
        """Views as readers pinned them, where they may still be shown."""
        sites = [site.site_id for site in self.left_out]
        return GuardedViews(self.study.name, self.release_id, self.profile, sites, self._exit)

    @property
    def derived(self) -> DerivedAnswers:
        """Keeps what is made of this store's answers, under the question's name and its values.

        The release and the profile need not be in the key: another store has a cache of its own.
        """
        self.wholeness.require()
        return DerivedAnswers(self._derived, self._exit)

    @property
    def opening(self) -> str:
        """Name these contents, for what is kept of them: files that changed get another name."""
        left_out = ".".join(self._release.without["site_id"])
        return f"{self.release_id}.{self.wholeness.opening}.{left_out}"

    def query(self, name: str, **parameters: object) -> pl.DataFrame:
        """Return the guarded rows of sql/queries/<name>.sql.

        Raises QueryError for a query that is not there or needs rows that are not, for a parameter
        that is missing, unknown or of another type, and for an answer that is too long or too slow;
        StoreError where files cannot be read, DamageError where they are not what was written.
        """
        ask = partial(self._guarded, name, parameters)
        return self._exit.let_out(name, parameters, ask, self._file(name).columns)

    def linkage(self, asked: Asked, alleles: Sequence[int], others: Sequence[int]) -> pl.DataFrame:
        """Return one row per allele and other allele that the call set has records of.

        Columns, and what is raised: see straits.store.groups.group_linkage.
        """
        ask = partial(self._linkage.pairs, asked, alleles, others)
        told = {"asked": asked, "alleles": alleles, "others": others}
        return self._exit.let_out("linkage", told, ask, group_linkage.COLUMNS)

    def carriers(self, groups: Sequence[Asked], alleles: Sequence[int]) -> pl.DataFrame:
        """Return one row per group: its people, and who carries at least one copy of any allele.

        Columns, and what is raised: see straits.store.groups.gene_carriers_counted.
        """
        ask = partial(self._carriers.of_any, groups, alleles)
        told = {"groups": groups, "alleles": alleles}
        return self._exit.let_out("carriers", told, ask, gene_carriers_counted.COLUMNS)

    def beside(self, release_id: str) -> tuple[Known | None, Known | None]:
        """Return what is known of another release, gone or not, and of this one."""
        told, folder = {"release_id": release_id}, self._release.store
        ask = partial(release_history.beside, release_id, self.release_id, folder, self.profile)
        return self._exit.let_out("beside", told, ask)

    def cancel(self, thread: int | None = None) -> None:
        """Stop the queries that are running in this store; each raises QueryError.

        thread
            Stop only those that this thread waits for (threading.get_ident).
        """
        self._runner.cancel(thread)

    def _guarded(self, name: str, parameters: Mapping[str, object]) -> pl.DataFrame:
        file = self._file(name)
        if file.needs == "rows" and not self.has_rows:
            raise QueryError("This server holds no individual data, so this cannot be answered.")
        bound = bind(file, parameters)

        def ask() -> pl.DataFrame:
            return privacy.guard(self._rows(file, bound), file.columns, self.profile)

        return self._answers.answer(self._key(file, bound), ask)

    def _file(self, name: str) -> SqlFile:
        if name not in self._files:
            file = read_sql_file(query_path(name, FOLDER))
            statements = duckdb.extract_statements(file.text)
            if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
                raise QueryError(f"sql/queries/{name}.sql must be one select and nothing else.")
            self._set_by_profile[name] = statements[0].named_parameters - file.parameters.keys()
            self._files[name] = file
        return self._files[name]

    def _key(self, file: SqlFile, bound: Mapping[str, object]) -> str:
        """Name an answer by all that it depends on. The only place where such a key is made."""
        parts = [
            self.release_id, self.profile.name, self.profile.checksum, file.name, file.checksum,
            bound,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def _rows(self, file: SqlFile, bound: Mapping[str, object]) -> pl.DataFrame:
        """Run a query on a cursor of its own; what it returns has not passed the guard."""
        values = dict(bound)
        for name in self._set_by_profile[file.path.stem]:
            values[name] = privacy.bound(name, self.profile)
        tables = self._cohort_tables(bound)
        return self._runner.run(file.name, file.text, values, tables, MAX_ROWS)

    def _cohort_tables(self, bound: Mapping[str, object]) -> dict[str, pa.Table]:
        """Count the cohorts that the values name, and find their people, beside the groups."""
        for value in bound.values():
            if isinstance(value, dict):
                bound = {**bound, **value}
        # What a reader typed names no cohort, whatever it begins with.
        groupings = _all_of(
            value for name, value in bound.items() if name.endswith(("grouping", "groupings"))
        )
        if any(str(name).startswith(cohort_frequencies.ONE_COHORT) for name in groupings):
            return {"cohort_members": self._cohorts.members(groupings)}
        if cohort_frequencies.COHORT not in groupings:
            return {}
        named = _all_of(bound.values())
        first, last = bound.get("first_allele"), bound.get("last_allele")
        if not isinstance(first, int) or not isinstance(last, int):
            first, last = 0, self._flat.n_alleles - 1
        with self._runner.counting("cohort") as check, reading("Genotypes of a cohort"):
            return self._cohorts.frequencies(named, first, last, check)

    def _study_cells(self) -> pl.DataFrame:
        """Return which cells of the study the profile shows, as privacy.shown_cells does."""
        sizes = self._rows(self._file("all_group_sizes"), {})
        parents = {
            (row["grouping"], row["group_id"]): (row["parent"], row["parent_group"])
            for row in self._rows(self._file("parent_groups"), {}).iter_rows(named=True)
        }
        return privacy.shown_cells(sizes, parents, self.profile)


def _names(runner: Runner) -> frozenset[str]:
    """Return what the release calls its call sets, sites, groups and phenotypes."""
    text = fixed("store", "names_in_release").text
    return frozenset(runner.run("names", text, {})["name"])


def _all_of(values: Iterable[object]) -> list[object]:
    """Return values, those of lists one by one."""
    return [each for value in values for each in (value if isinstance(value, list) else [value])]
