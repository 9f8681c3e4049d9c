"""What a store sends to other studies: only what is released, and of people how many changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from straits import genome
from straits.errors import QueryError
from straits.privacy import Profile
from straits.store.exit import Exit
from straits.store.groups.group_genotypes import Asked, GroupGenotypes
from straits.store.query.sql_files import fixed
from straits.store.released_tables import ReleasedTables
from straits.store.releases.release_files import Release
from straits.store.releases.told_of_damage import reading
from straits.store.sending import independent_variants, sent_frequencies
from straits.store.sending.sent_frequencies import SentPart
from straits.store.sending.sent_ledger import SentLedger
from straits.tables import EVERYONE, TABLES
from straits.tables.release_parts import TOLD

# Call set, or "site" and a site, group, and XX or XY, or "" for all of them.
GroupKey = tuple[str, str, str]

_POSITIONS = ["contig", "pos", "ref", "alt"]


@dataclass(frozen=True)
class Membership:
    """Who is in a group now, beside what was sent of it.

    name
        As the ledger names who they are.
    n_changed
        Who came or left since each time that it was sent, the last first; by the name of the
        membership then.
    n_from_others
        How many of them were sent as people of other groups of the call set, when last sent.
    """

    name: str
    # Hashes of theirs, which only a ledger can make.
    _people: frozenset[str]
    n_changed: Mapping[str, int]
    n_from_others: int

    @property
    def n_people(self) -> int:
        """How many they are."""
        return len(self._people)

    def keep_in(self, ledger: SentLedger) -> None:
        """Keep who they are in a ledger, once they are in a draft.

        Raises BundleError where they cannot be kept.
        """
        ledger.keep(self._people)


@dataclass(frozen=True)
class Sending:
    """Made anew each time that it is asked; it holds what it reads from."""

    _release: Release
    _released: ReleasedTables
    _genotypes: GroupGenotypes
    _build: str
    profile: Profile
    _exit: Exit

    def table(self, table_name: str) -> pl.DataFrame:
        """Return one table of those that count nobody, or of group sizes as they are shown."""
        with reading(f"The table {table_name}"):
            place = TABLES[table_name].path(Path()).relative_to("aggregates")
            return pl.read_parquet(self._folder() / place, glob=False)

    def told(self, question: str) -> pl.DataFrame:
        """Return what a question of sql/queries tells of a whole release, as it is released.

        Its parameters are columns, of_<parameter>. No rows where the release has no answer.
        """
        path = self._folder() / TOLD / f"{question}.parquet"
        if not path.exists():
            return pl.DataFrame(
                schema=dict.fromkeys(("of_phenotype_id", "of_grouping", "of_sample_set"), pl.String)
            )
        with reading(f"The answers of {question}"):
            return pl.read_parquet(path, glob=False)

    def terms(self) -> pl.DataFrame:
        """Return site_id, term and words under which data may be used; no rows where none says."""
        path = TABLES["data_use"].path(self._release.aggregates.parent)
        if not path.exists():
            return pl.DataFrame(schema=dict.fromkeys(("site_id", "term", "words"), pl.String))
        with reading("The terms of the data"):
            return pl.read_parquet(path, glob=False)

    def listed(self, variants: pl.DataFrame) -> pl.DataFrame:
        """Return variants with the release's allele_index, null if it has none, and region_class.

        variants
            contig, pos, ref, alt, each once.
        """
        known = self.table("alleles").select(*_POSITIONS, "allele_index")
        regions = [
            genome.region_class(self._build, contig, pos)
            for contig, pos in variants.select("contig", "pos").iter_rows()
        ]
        return variants.join(known, on=_POSITIONS, how="left", maintain_order="left").with_columns(
            region_class=pl.Series(regions, dtype=pl.String)
        )

    def cells(self, listed: pl.DataFrame, part: SentPart) -> pl.DataFrame:
        """Return the cells of one group as a bundle has them: see sent_frequencies.cells."""

        def ask() -> pl.DataFrame:
            seen = self._is_callable(listed, part.call_set)
            return sent_frequencies.cells(self._folder(), listed, part, seen, self.profile)

        def count(told: pl.DataFrame) -> tuple[int, int]:
            n_told = int(told["an"].is_not_null().sum())
            return n_told, told.height - n_told

        values = {"call_set_id": part.call_set, "grouping": part.grouping, "group_id": part.group}
        return self._exit.let_out("sending.cells", values, ask, count=count)

    def memberships(
        self, grouping: str, counted: str, keys: Sequence[GroupKey], ledger: SentLedger
    ) -> dict[GroupKey, Membership]:
        """Return who is in groups now, under names that the ledger would keep them by.

        Raises QueryError where the server holds no individual data.
        """
        values = {"grouping": grouping, "counted": counted}
        ask = partial(self._memberships, grouping, counted, keys, ledger)
        return self._exit.let_out("sending.memberships", values, ask, count=lambda _: (0, 0))

    def n_independent(
        self, part: SentPart, variants: pl.DataFrame, enough: int
    ) -> tuple[int, bool]:
        """Return how many alleles told exactly are independent: see independent_variants.

        variants
            contig, pos, ref, alt.
        """
        asked = Asked(part.call_set, part.grouping, part.group, part.counted)
        known = self.listed(variants).drop_nulls("allele_index")

        ask = partial(independent_variants.n_independent, self._genotypes, asked, known, enough)
        values = {"asked": asked}
        return self._exit.let_out("sending.n_independent", values, ask, count=lambda _: (1, 0))

    def _folder(self) -> Path:
        return self._released.tables_folder()

    def _is_callable(self, listed: pl.DataFrame, call_set: str) -> pl.Series:
        """Tell of each allele whether its first base lies in a region that the call set covers."""
        regions = self.table("callable_regions").filter(call_set_id=call_set)
        positions = listed.select("contig", "pos").with_row_index("row").sort("contig", "pos")
        found = positions.join_asof(
            regions.select("contig", "start_pos", "end_pos").sort("contig", "start_pos"),
            left_on="pos",
            right_on="start_pos",
            by="contig",
            check_sortedness=False,
        ).sort("row")
        return (found["end_pos"] >= found["pos"]).fill_null(False)

    def _memberships(
        self, grouping: str, counted: str, keys: Sequence[GroupKey], ledger: SentLedger
    ) -> dict[GroupKey, Membership]:
        self._genotypes.require_rows("who changed since a bundle was sent is not known")
        people = self._genotypes.genotypes.run(fixed("store", "everyone").text, {})
        if grouping not in (EVERYONE, *people.columns):
            raise QueryError(f"The release has no people in a grouping {grouping!r}.")
        if counted == "unrelated":
            people = people.filter(pl.col("is_unrelated").fill_null(True))
        # Of one person two samples may have been read, in turn.
        ids = people.with_columns(id=pl.coalesce("person_id", "sample_id"))
        sent = [each for bundle in reversed(ledger.bundles()) for each in bundle.groups]
        found = {}
        for call_set, group, sex in keys:
            # Of all call sets of a site where the key names that.
            of_site = pl.concat_str(pl.lit("site "), "site_id") == call_set
            of_group = ids.filter((pl.col("call_set_id") == call_set) | of_site)
            if grouping != EVERYONE:
                of_group = of_group.filter(pl.col(grouping) == group)
            if sex:
                of_group = of_group.filter(sex=sex)
            here = ledger.hashed([f"{call_set} {each}" for each in of_group["id"]])
            of_call_set = [each for each in sent if (each.call_set, each.sex) == (call_set, sex)]
            before = [each.membership for each in of_call_set if each.group == group]
            others: dict[str, str] = {}
            for each in of_call_set:
                if each.group != group:
                    others.setdefault(each.group, each.membership)
            elsewhere = frozenset().union(*(ledger.people(name) for name in others.values()))
            found[call_set, group, sex] = Membership(
                ledger.name_of(here),
                here,
                {name: len(here ^ ledger.people(name)) for name in dict.fromkeys(before)},
                len(here & elsewhere),
            )
        return found
