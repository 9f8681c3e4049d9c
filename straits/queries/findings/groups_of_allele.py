"""One allele's counts by group, made of the rows of call sets: added up where that is sound."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from straits.popgen import contingency
from straits.queries.allele.variant_statistics import BATCH_P
from straits.queries.findings.parting import Counted
from straits.tables import AN_SOURCES

# Why nothing is known of a group: the profile, the regions looked at, no record, or nobody called.
WITHHELD, NOT_CALLED = "withheld", "not_called"


@dataclass(frozen=True)
class GroupsOfAllele:
    """The groups in which an allele was looked for, and those of which nothing is known.

    known
        One each, in the order of the rows.
    unknown
        Label, and WITHHELD, NOT_CALLED or one of tables.ABSENCES; of people OPEN too.
    """

    known: tuple[Counted, ...]
    unknown: tuple[tuple[str, str], ...]

    @property
    def tests(self) -> tuple[str, ...]:
        """The tests that pairs of these groups have, as straits.explained names them."""
        cells = [min(it.ac_low, it.an - it.ac_high) for it in self.known]
        n_large = sum(cell >= contingency.CHI_SQUARE_FROM for cell in cells)
        if len(cells) < 2:
            return ()
        exact = ("fisher",) if n_large < len(cells) else ()
        return (*exact, "chi_square") if n_large > 1 else exact


def groups_of_allele(rows: pl.DataFrame) -> GroupsOfAllele:
    """Return what is known of the groups of a grouping, and of partners' beside it, at one allele.

    Call sets of a group are added up unless one of them is withheld, which would leave a part of
    the group, or they differ at BATCH_P, which points at laboratories: then the one with the
    largest AN stands for the group and is named.

    rows
        As of `variant_frequencies`, of groupings that divide people by the same, both sexes
        together.
    """
    known, unknown = [], []
    for _, group in rows.group_by("grouping", "group_id", maintain_order=True):
        counted = [row for row in group.iter_rows(named=True) if _is_counted(row)]
        if counted:
            known.append(_counted(counted, (group["state"] == "withheld").any()))
        else:
            unknown.append((_label(group.row(0, named=True)), _why(group)))
    return GroupsOfAllele(tuple(known), tuple(unknown))


def _is_counted(row: Mapping[str, Any]) -> bool:
    return bool(row["an"]) and row["an_source"] in AN_SOURCES[:2]


def _counted(rows: list[dict[str, Any]], is_part_withheld: bool) -> Counted:
    ends = [
        (row["ac"], row["ac"]) if row["ac"] is not None else (row["ac_low"], row["ac_high"])
        for row in rows
    ]
    an = [row["an"] for row in rows]
    label = _label(rows[0])
    if not is_part_withheld and (len(rows) == 1 or _agree(ends, an)):
        return Counted(label, sum(low for low, _ in ends), sum(high for _, high in ends), sum(an))
    largest = an.index(max(an))
    return Counted(label, *ends[largest], an[largest], str(rows[largest]["call_set_name"]))


def _label(row: Mapping[str, Any]) -> str:
    """Return a group's label; of a partner's group, with the partner's name."""
    label, site = str(row["label"]), str(row["site_name"])
    return f"{label} of {site}" if row["provenance"] and site not in label else label


def _agree(ends: list[tuple[int, int]], an: list[int]) -> bool:
    """Tell whether the call sets of a group may be added up; ranges are taken not to disagree."""
    if any(low != high for low, high in ends):
        return True
    p, _ = contingency.each_against_others([[low for low, _ in ends]], [an])
    return bool(p[0] >= BATCH_P)


def _why(group: pl.DataFrame) -> str:
    if (group["state"] == "withheld").any():
        return WITHHELD
    absences = group["absence"].to_list()
    for absence in ("not_in_call_set", "not_callable"):
        if absence in absences:
            return absence
    return NOT_CALLED
