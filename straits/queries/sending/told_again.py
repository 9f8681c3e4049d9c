"""What was sent of a group before, and whether it goes again in place of new cells.

What is missing from a bundle tells as much as a number does: a group that was sent goes again
though too few are in it now, and an allele that was listed though nobody has it any more.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

import polars as pl

from straits import privacy
from straits.bundles import bundle_tables
from straits.queries.sending.bundle_lists import ALLELE, BundleList, within
from straits.queries.sending.planned_group import Wanted
from straits.store import Membership, SentLedger, SentPart, Store

TOO_FEW = (
    "too few are in it to be told, and too few of its people changed: what was sent goes again"
)


def not_shown(
    ledger: SentLedger, wanted: Wanted, shown: Collection[tuple[str, str]], store: Store
) -> list[tuple[str, str]]:
    """Return call set and group of those that were sent, to anybody, and are not among some.

    What was sent of fewer people than the profile tells of by now does not go again.
    """
    sent = {
        (group.call_set, group.group)
        for bundle in ledger.bundles()
        for group in bundle.groups
        if group.is_of_call_set and group.n_people >= privacy.fewest(store.profile)
    }
    if wanted.call_sets is not None:
        sent = {key for key in sent if key[0] in wanted.call_sets}
    return sorted(sent - set(shown))


def would_be_missed(members: Membership, store: Store) -> bool:
    """Tell whether a group that is not shown was sent, and that it is missing would tell of few."""
    return any(
        not privacy.are_others(n_changed, members.n_people, store.profile)
        for n_changed in members.n_changed.values()
    )


def why_not_anew(members: Membership, n_people: int, store: Store) -> str:
    """Return why a group cannot be told anew; empty where it can."""
    for n_changed in members.n_changed.values():
        if not privacy.may_be_sent_anew(n_changed, n_people, store.profile):
            return "too few of its people changed since it was sent: what was sent goes again"
    if not members.n_changed and 2 * members.n_from_others >= max(1, n_people):
        return "its people were sent as people of other groups, which would be told apart"
    return ""


def with_alleles_sent(
    ledger: SentLedger, lists: Sequence[BundleList], store: Store
) -> tuple[BundleList, ...]:
    """Return lists, each with the alleles of its places that were listed and that nobody has now.

    Those of an rsID are known by the name of the list alone.
    """
    sent = [ledger.told(bundle, "alleles") for bundle in ledger.bundles() if bundle.groups]
    if not sent or privacy.is_exact(store.profile):
        return tuple(lists)
    alleles = pl.concat(sent).unique()
    gone = alleles.join(store.sending.table("alleles"), on=ALLELE, how="anti")
    found = []
    for each in lists:
        of_name = gone.filter(pl.lit(each.has_rsids), list=each.name).select(ALLELE)
        missing = pl.concat([each.found, within(gone, each.regions), of_name])
        found.append(replace(each, found=missing.unique(maintain_order=True)))
    return tuple(found)


def told_before(ledger: SentLedger, part: SentPart, name: str) -> tuple[str, pl.DataFrame, int]:
    """Return the day, the cells and the people of a group as they were told, to anybody."""
    frames, day, n_people = [], "", 0
    for bundle in reversed(ledger.bundles()):
        for group in bundle.groups:
            if (group.call_set, group.group, group.sex, group.membership) == (
                part.call_set, part.group, "", name,
            ):  # fmt: skip
                cells = ledger.told(bundle)
                frames.append(
                    cells.filter(
                        call_set=part.call_set, grouping=part.grouping, group_id=part.group
                    )
                )
                day, n_people = group.counted_on, group.n_people
    told = pl.concat(frames).filter(pl.col("state") != bundle_tables.WITHHELD)
    key = [*ALLELE, "sex"]
    return day, told.unique(key, keep="first", maintain_order=True), n_people


def again(listed: pl.DataFrame, part: SentPart, told: pl.DataFrame) -> pl.DataFrame:
    """Return a cell of each listed allele: as it was told, or withheld."""
    empty = pl.DataFrame(schema=pl.Schema(bundle_tables.SCHEMAS["cells"]))
    before = told.join(listed, on=ALLELE, how="semi")
    missing = listed.join(before, on=ALLELE, how="anti").select(
        *ALLELE,
        site=pl.lit(part.site),
        call_set=pl.lit(part.call_set),
        grouping=pl.lit(part.grouping),
        group_id=pl.lit(part.group),
        state=pl.lit(bundle_tables.WITHHELD),
    )
    return pl.concat([empty, before.select(empty.columns), missing], how="diagonal_relaxed")


def of_gone_alleles(cells: pl.DataFrame, listed: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Return cells of people of whom nobody changed, with those that were told of gone alleles.

    That the release has no record of an allele any more, as others who had it left, would change
    how it is told of people who never had it.
    """
    gone = listed.filter(pl.col("allele_index").is_null())
    as_told = told.join(gone, on=ALLELE, how="semi")
    return pl.concat([cells.join(as_told, on=ALLELE, how="anti"), as_told.select(cells.columns)])
