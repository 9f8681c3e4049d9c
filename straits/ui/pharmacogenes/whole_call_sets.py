"""Which call sets cover a pharmacogene whole, and whether the others count too."""

from collections.abc import Mapping

import polars as pl

from straits import queries
from straits.ui.address import url_state
from straits.ui.frame.page_frame import Visit
from straits.ui.pharmacogenes.pharmacogene_choice import Asked
from straits.ui.words.markdown import escape, paragraph

# Behind the name of a group where its call set does not cover all positions of the gene.
PARTIAL = " (part)"
_KINDS = {"whole": "Those that cover the gene whole", "all": "All call sets"}


def partial(visit: Visit, asked: Asked) -> dict[str, str]:
    """Return of each call set that does not cover the gene whole how many positions it covers."""
    counted = _counted(visit, asked)
    return {
        call_set: f"{name} {n} of {m}"
        for call_set, name, n, m in counted.filter(pl.col("n") < pl.col("m")).iter_rows()
    }


def counted(visit: Visit, asked: Asked, left: Mapping[str, str]) -> tuple[str, ...]:
    """Return the call sets that count in tables that add them up, as the address says.

    left
        As of `partial`. All count where none covers the gene whole.
    """
    names = _counted(visit, asked)["call_set_id"].to_list()
    whole = tuple(name for name in names if name not in left)
    return whole if whole and url_state.get("calls") != "all" else tuple(names)


def choose(visit: Visit, asked: Asked, left: Mapping[str, str]) -> tuple[str, ...]:
    """Draw the choice of call sets of tables that add them up, and return those that count.

    left
        As of `partial`. There is a choice where some cover the gene whole and some do not: those
        that do count alone by default, so that the others do not widen every range.
    """
    chosen = counted(visit, asked, left)
    if not left or len(left) == _counted(visit, asked).height:
        return chosen
    kind = url_state.choice(
        "Counted in the tables below", list(_KINDS), "calls", "whole", lambda name: _KINDS[name]
    )
    names = ", ".join(left.values())
    if kind == "all":
        said = f"Ranges below are wide where a call set does not cover every position: {names}."
    else:
        said = (
            f"Left out of the tables below, since not all positions of {asked.gene} are covered: "
            f"{names}. Choose All call sets to count them too."
        )
    paragraph("pgx-call-sets", escape(said))
    return chosen


def _counted(visit: Visit, asked: Asked) -> pl.DataFrame:
    positions = queries.pharmacogenes.positions(visit.store, gene_symbol=asked.gene)
    return positions.group_by("call_set_id", "call_set_name", maintain_order=True).agg(
        pl.col("is_known").sum().alias("n"), pl.len().alias("m")
    )
