"""What was sent of a group before, and whether it goes again in place of new cells."""

import polars as pl

from straits import privacy
from straits.bundles import bundle_tables
from straits.queries.sending.bundle_lists import ALLELE
from straits.store import Membership, SentLedger, SentPart, Store


def why_not_anew(members: Membership, n_people: int, store: Store) -> str:
    """Return why a group cannot be told anew; empty where it can."""
    for n_changed in members.n_changed.values():
        if not privacy.may_be_sent_anew(n_changed, n_people, store.profile):
            return "too few of its people changed since it was sent: what was sent goes again"
    if not members.n_changed and 2 * members.n_from_others >= max(1, n_people):
        return "its people were sent as people of other groups, which would be told apart"
    return ""


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
