"""What travels with an allele in A and in B: its neighbours in linkage, and one pair in words."""

from typing import Any

import polars as pl
import streamlit as st

from straits import privacy, queries
from straits.errors import QueryError
from straits.ui.access import require
from straits.ui.address import links, url_state
from straits.ui.explain import explain_panel, people_offers
from straits.ui.figures import captions, picks, tables
from straits.ui.figures.tables import count, number, text
from straits.ui.frame import messages, waiting
from straits.ui.frame.page_frame import Visit
from straits.ui.words import findings, glossary, numbers
from straits.ui.words.markdown import escape, paragraph

# Rows of the table, and those of them in view.
MOST_ROWS, _IN_VIEW = 20, 8

# What is said of an r² below this is that it is nothing.
_TELLING = 0.01


@require.block
def draw(visit: Visit, variant: queries.allele.Variant, sample_set: str) -> None:
    """Draw the alleles that go with one, and who carries it together with one that is chosen."""
    if not visit.store.has_rows:
        return
    st.header("What travels with it", anchor=False)
    asked = (visit.store, variant, (visit.a, visit.b), sample_set, MOST_ROWS)
    try:
        a, b, rows = waiting.answer(visit.store, "linked", queries.allele.linked_in_pair, *asked)
    except QueryError as error:
        messages.nothing(str(error))
        return
    if rows.is_empty():
        messages.nothing(
            f"No other allele with a frequency of {queries.allele.LEAST_AF:.0%} and more within "
            f"{queries.allele.DISTANCE // 1000} kb goes with it: either it does not vary in "
            f"A and B, or nothing near by does{_or_withheld(visit)}."
        )
    else:
        _table(rows, visit, variant)
    _together(visit, variant, sample_set)
    paragraph("caption-linked", escape(_caption(visit, variant, (a, b), sample_set)))


def _or_withheld(visit: Visit) -> str:
    """Return what else it may be where the profile tells nothing of a few people."""
    if privacy.is_exact(visit.store.profile):
        return ""
    return ", or what goes with it is withheld by the study's profile"


def _table(rows: pl.DataFrame, visit: Visit, variant: queries.allele.Variant) -> None:
    colours = dict(zip("ab", (colour for colour, _ in visit.marks), strict=True))
    columns: dict[str, Any] = {
        "name": text("Variant", width=190),
        "away": text("Distance", alignment="right", width=92),
    }
    for side in "ab":
        letter = side.upper()
        columns |= {
            f"r2_{side}": st.column_config.ProgressColumn(
                f"r² in {letter}", format="%.2f", min_value=0, max_value=1, color=colours[side],
                width=110, help=glossary.meaning("linkage"),
            ),
            f"d_prime_{side}": number(
                f"D′ {letter}", format="%+.2f", width=70, help=glossary.meaning("d_prime")
            ),
            f"af_{side}": number(
                f"AF {letter}", format="%.3f", width=70, help=glossary.meaning("af")
            ),
            f"n_called_{side}": count(
                f"People {letter}", width=80, help=glossary.meaning("linked_people")
            ),
        }  # fmt: skip
    shown = rows.with_columns(
        pl.Series("name", [findings.name(row) for row in rows.iter_rows(named=True)], pl.String),
        pl.Series("away", [f"{away:+,d}" for away in rows["distance"]], pl.String),
    )
    for side in "ab":
        if shown[f"d_prime_{side}"].is_null().all():
            del columns[f"d_prime_{side}"]
    at = f"linked-{variant.variant_id}-{'-'.join(visit.scope)}"
    tables.draw(
        shown, columns, "The alleles that go with it most closely, in A or in B", key=at,
        height=tables.height(min(rows.height, _IN_VIEW)),
        on_select=picks.into_address("with", at, rows), selection_mode="single-row",
    )  # fmt: skip
    explain_panel.draw("linked", lambda: people_offers.of_linked(shown, visit.names))


def _together(visit: Visit, variant: queries.allele.Variant, sample_set: str) -> None:
    """Draw the box for another allele, and in words how often the two are carried together."""
    with st.container(key="together", horizontal=True, vertical_alignment="bottom"):
        asked = url_state.text(
            "Together with", "with", width=260, placeholder="select a row, or name an allele",
            help=glossary.meaning("together"),
        )  # fmt: skip
        if not asked:
            return
        resolution = queries.search.search(visit.store, asked)
        name = resolution.variant_id or next(iter(resolution.variant_ids), None)
        other = queries.allele.variant(visit.store, name) if name else None
        if other is None or other.allele_index == variant.allele_index:
            why = resolution.reason or f"The study has no other allele {asked}."
            st.markdown(escape(why if other is None else "That is this allele itself."))
            return
        named = other.rsid or findings.short(other.variant_id)
        links.link(f"Open variant {escape(named)}", "variant", {"v": other.variant_id})
    on_one = variant.contig == other.contig
    for letter, side in zip("AB", (visit.a, visit.b), strict=True):
        try:
            rows = queries.allele.co_occurrence(visit.store, variant, other, side, sample_set).rows
        except QueryError as error:
            st.markdown(f"**{letter}** {escape(str(error))}")
            continue
        mine = variant.rsid or findings.short(variant.variant_id)
        st.markdown(
            f"**{letter}: {escape(side.label)}** {escape(in_words(rows, (mine, named), on_one))}"
        )


def in_words(rows: pl.DataFrame, names: tuple[str, str], on_one: bool = True) -> str:
    """Say how often two alleles are on one chromosome, or why nobody knows.

    rows
        As of queries.allele.co_occurrence.
    on_one
        Whether they are of one chromosome; else phase says nothing of the two.
    """
    if rows.is_empty():
        return "One of the two has no record in this call set."
    row = rows.row(0, named=True)
    if row["n_called"] is None:
        return "Withheld by the study's profile."
    people = numbers.plural(row["n_called"], "person", "people")
    if row["n_called"] == 0:
        return "Nobody was called at both."
    if row["r2"] is None:
        return f"One of the two does not vary among the {people} called at both."
    if not on_one or not row["is_phased"] or row["both"] is None:
        often = "about as often together as by chance"
        if row["r2"] >= _TELLING:
            often = f"{'more' if row['r'] > 0 else 'less'} often together than by chance"
        why = (
            "The records are not phased, so nobody knows which copy of a person carries what."
            if on_one
            else "They lie on different chromosomes, which are passed on apart."
        )
        return f"r² {row['r2']:.2f}, {often}, in {people} called at both. {why}"
    both, first, second, none = (row[name] for name in ("both", "one_only", "other_only", "none"))
    total = both + first + second + none
    expected = (both + first) * (both + second) / total
    return (
        f"Of {numbers.count(total)} phased chromosomes of {people}, {numbers.count(both)} carry "
        f"both (by chance {expected:,.1f}), {numbers.count(first)} {names[0]} alone, "
        f"{numbers.count(second)} {names[1]} alone and {numbers.count(none)} neither; "
        f"r² {row['r2_phased']:.2f}, D′ {row['d_prime']:+.2f}."
    )


def _caption(
    visit: Visit,
    variant: queries.allele.Variant,
    sides: tuple[queries.allele.Linked, queries.allele.Linked],
    sample_set: str,
) -> str:
    sets = dict(
        queries.study.call_sets(visit.store).select("call_set_id", "call_set_name").iter_rows()
    )
    where = "; ".join(
        f"{letter} in {sets.get(side.call_set_id, side.call_set_id)}"
        for letter, side in zip("AB", sides, strict=True)
    )
    relatives = captions.relatives(visit.store.study.relatedness, sample_set)
    on_x = (
        "On X men count with their one copy, women with two. "
        if variant.region_class == "x"
        else ""
    )
    return (
        f"Alleles within {queries.allele.DISTANCE // 1000} kb with a frequency of "
        f"{queries.allele.LEAST_AF:.0%} and more there. r² of the copies that the "
        "same people carry (Rogers and Huff 2009), which "
        f"needs no phase; D′ from phased chromosomes alone. {on_x}A dash means that the allele "
        f"does not vary there, or is rarer. {where}; {relatives}."
    )
