"""A beside B, phenotype by phenotype: shares, their difference and ratio, and the test."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from straits import queries
from straits.ui.explain import explain_panel, range_offers
from straits.ui.figures import tables
from straits.ui.figures.tables import text
from straits.ui.frame.page_frame import Visit
from straits.ui.pharmacogenes import table_file
from straits.ui.pharmacogenes.pharmacogene_choice import Asked
from straits.ui.words import numbers
from straits.ui.words.markdown import escape, paragraph

WITHHELD = "withheld by the profile"
# From here a difference is often called one, and a p that can be 1 as well tells nothing.
_SMALL_P = 0.05
_TOLD = (
    "A and B, phenotype by phenotype: people who have it, certain to possible, of those covered. "
    "Difference and ratio reach over all that the calls allow, the 95 % interval from Newcombe's "
    "lowest to his highest end over it, in percentage points. p is two-sided and not corrected for "
    "the number of phenotypes: the least to the most that the calls allow."
)


def draw(visit: Visit, asked: Asked, rows: pl.DataFrame, call_sets: Sequence[str]) -> None:
    """Draw A beside B where both are groups of the grouping.

    rows
        As of queries.pharmacogenes.phenotypes.
    call_sets
        Those that count.
    """
    pair, places = [], []
    for side in (visit.a, visit.b):
        own = rows.filter(
            (pl.col("group_id") == side.group_id)
            & pl.col("call_set_id").is_in(list(side.call_set_ids))
        )
        if side.grouping != asked.grouping or own.is_empty():
            paragraph("pgx-pair", "A and B are compared where both are groups of the ones above.")
            return
        counted = own.filter(pl.col("call_set_id").is_in(list(call_sets)))
        if counted.is_empty():
            said = (
                f"A and B are not compared: the call sets of {side.label} do not cover "
                f"{asked.gene} whole. Choose All call sets to compare them nonetheless."
            )
            paragraph("pgx-pair", escape(said))
            return
        pair.append(queries.pharmacogenes.added_up(counted))
        places.append(counted["call_set_name"].unique(maintain_order=True).to_list())
    sides = [{row["phenotype"]: row for row in side.iter_rows(named=True)} for side in pair]
    named = [
        compared(phenotype, sides[0][phenotype], sides[1][phenotype])
        for phenotype in rows["phenotype"].unique(maintain_order=True)
        if any(side[phenotype]["n_possible"] != 0 for side in sides)
    ]
    if not named:
        return
    columns = {
        "phenotype": text("Phenotype"),
        "a": text(f"A: {visit.names[0]}"),
        "b": text(f"B: {visit.names[1]}"),
        "difference": text("A − B, points", alignment="right"),
        "interval": text("95 %", alignment="right"),
        "ratio": text("A / B", alignment="right"),
        "p": text("p", help="The least and the most that p can be, over all that the calls allow."),
        "test": text("Test"),
    }
    paragraph("pgx-pair", escape(" ".join((_TOLD, *_laboratories(places)))))
    tables.draw(pl.DataFrame(named), columns, "A beside B")
    table_file.draw(visit, pl.DataFrame(named), asked.gene, "A and B")
    explain_panel.draw("pgx-pair", lambda: range_offers.of_pair(sides, visit.names))


def compared(phenotype: str, a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, str]:
    """Return the words of a row of the table.

    a, b
        Counts of a phenotype, as of queries.pharmacogenes.added_up.
    """
    test = queries.pharmacogenes.contrast(dict(a), dict(b))
    away = queries.pharmacogenes.difference(dict(a), dict(b))
    row = {"phenotype": phenotype, "a": _range(a), "b": _range(b)}
    if test is None or away is None:
        return row | dict.fromkeys(("difference", "interval", "ratio", "p", "test"), "–")
    least, most = test.least, test.most
    if most == 1 and least < _SMALL_P:
        p = "not told: the calls allow shares that are alike"
    else:
        p = numbers.ends(least, most, numbers.p_value)
    return row | {
        "difference": numbers.ends(*away.difference, _points),
        "interval": numbers.ends(*away.interval, _points),
        "ratio": _ratio(*away.ratio),
        "p": p,
        "test": test.name,
    }


def _points(share: float | None) -> str:
    return numbers.MISSING if share is None else f"{100 * share:+.1f}".replace("-", "−")


def _ratio(low: float | None, high: float | None) -> str:
    """Write a ratio; high is None where B can be nobody, low where A can be too.

    >>> _ratio(1.5, 1.5), _ratio(1.5, 2.25), _ratio(0.4, None), _ratio(None, None)
    ('1.5', '1.5 to 2.2', 'at least 0.4', '–')
    """
    if low is None:
        return numbers.MISSING
    if high is None:
        return f"at least {low:.2g}" if low else numbers.MISSING
    one, two = f"{low:.2g}", f"{high:.2g}"
    return one if one == two else f"{one} to {two}"


def _laboratories(places: Sequence[Sequence[str]]) -> list[str]:
    """Say which call sets are compared, and that others may differ by how they were made."""
    of_a, of_b = (" and ".join(names) for names in places)
    if set(places[0]) == set(places[1]):
        return [] if len(places[0]) == 1 else [f"Call sets are added up: {of_a}."]
    return [
        f"A is counted in {of_a}, B in {of_b}: they were sequenced or called apart, so that a "
        "difference can come from that too."
    ]


def _range(side: Mapping[str, Any]) -> str:
    if side["n_certain"] is None or side["n_covered"] is None:
        return WITHHELD
    if side["n_possible"] is None or side["n_possible"] == side["n_certain"]:
        return f"{side['n_certain']} of {side['n_covered']} ({_share(side, 'n_certain')} %)"
    share = f"{_share(side, 'n_certain')} to {_share(side, 'n_possible')} %"
    return f"{side['n_certain']} to {side['n_possible']} of {side['n_covered']} ({share})"


def _share(side: Mapping[str, Any], name: str) -> str:
    return f"{100 * side[name] / side['n_covered']:.1f}" if side["n_covered"] else "0"
