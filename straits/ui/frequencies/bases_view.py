"""Which differences change where people are grouped by their genotypes, not by what they say."""

from functools import partial

import polars as pl
import streamlit as st

from straits import queries
from straits.charts.comparison import two_bases
from straits.errors import QueryError
from straits.ui.figures import captions, figure, open_in_sql, tables
from straits.ui.figures.figure import Figure
from straits.ui.figures.methods import Method
from straits.ui.figures.tables import number, text
from straits.ui.filters import basis_switch
from straits.ui.filters.asked_settings import ORDERS, Settings
from straits.ui.filters.basis_switch import BothBases
from straits.ui.frame import messages, waiting
from straits.ui.frame.page_frame import Visit
from straits.ui.sentences import of_bases
from straits.ui.words import findings, numbers
from straits.ui.words.markdown import escape, paragraph

# Alleles of each ranking that are looked at, and those that are drawn.
MOST = 500
_DRAWN = 15
# The bases as columns and as readers have them, and what files leave out.
_BASES = {"first": "self_reported", "second": "inferred"}
_WORDS = ("name", "gene", "said")
_OF_BASIS = ("counts", "interval", "q_said")


def draw(visit: Visit, settings: Settings) -> None:
    """Draw who moved, the differences that change most, and all that were looked at."""
    least = basis_switch.pick_least(visit)
    try:
        both = basis_switch.both_bases(visit, least)
    except QueryError as error:
        messages.nothing(str(error))
        return
    if both is None:
        st.info(
            "Neither A nor B has a group on the other basis. Choose groups at the top right that "
            "people name themselves, or that were inferred from their genotypes."
        )
        return
    try:
        moved, rows = waiting.answer(visit.store, "bases", _answer, visit, settings, both)
    except QueryError as error:
        # Genotypes of a cohort are not counted at any number of alleles.
        messages.nothing(str(error))
        return
    paragraph("moved", escape(" ".join(moved)))
    if rows.is_empty():
        st.info("No allele is compared on both bases. Reset brings everything back.")
        return
    shown = _with_words(rows)
    drawn = _figure(visit, settings, both, shown, " ".join(moved))
    figure.draw(drawn, visit, "bases", {"view": "bases"})
    _table(shown)


def _answer(visit: Visit, settings: Settings, both: BothBases) -> tuple[list[str], pl.DataFrame]:
    asked = (both.first, both.second, settings.filters, settings.order, MOST)
    rows = queries.comparison.changed_differences(visit.store, *asked)
    return basis_switch.people_moved(visit, both), rows


def _with_words(rows: pl.DataFrame) -> pl.DataFrame:
    """Add name, gene and said (the outcome), and by basis counts, interval and q_said."""
    written = []
    for row in rows.iter_rows(named=True):
        words = {
            "name": findings.name(row),
            "gene": (row["gene_symbol"] or "").replace(";", ", "),
            "said": of_bases.OUTCOMES[row["outcome"]],
        }
        for basis in ("first", "second"):
            sides = (findings.counts(row[f"ac_{s}_{basis}"], row[f"an_{s}_{basis}"]) for s in "ab")
            low, high = row[f"difference_low_{basis}"], row[f"difference_high_{basis}"]
            words[f"counts_{basis}"] = " against ".join(sides)
            words[f"interval_{basis}"] = numbers.signed_ends(low, high)
            words[f"q_said_{basis}"] = numbers.p_value(row[f"q_{basis}"])
        written.append(words)
    return rows.hstack(pl.DataFrame(written))


def _figure(
    visit: Visit, settings: Settings, both: BothBases, shown: pl.DataFrame, moved: str
) -> Figure:
    told = shown.filter(pl.col("outcome") != "neither")
    drawn = (told if told.height else shown).head(_DRAWN)
    who = settings.filters.sample_set
    pairs = zip(("self-reported", "inferred"), (both.first, both.second), strict=True)
    sides = tuple(
        (f"{letter} {basis}", side)
        for basis, pair in pairs
        for letter, side in zip("AB", pair, strict=True)
    )
    people = " ".join(captions.people(side, who, name) for name, side in sides)
    columns = (*_WORDS, *(f"{name}_{basis}" for name in _OF_BASIS for basis in _BASES))
    return Figure(
        title=of_bases.changed(shown) + ".",
        caption=f"The {drawn.height} differences (A less B) that change most, of "
        f"{shown.height:,} that lead either ranking by {ORDERS[settings.order]}, with Newcombe's "
        "95 % interval; an allele differs where q (Benjamini-Hochberg, over all that are compared "
        f"on its basis) is below {queries.comparison.ALPHA}. {moved} {people} "
        f"{captions.filters(settings.filters)} {captions.study(visit, who)}",
        build=partial(two_bases.two_bases, drawn),
        rows=_named_in_files(shown.drop(columns)),
        file_parts=("frequencies", "bases", visit.a.label, visit.b.label),
        query="allele_differences",
        method=Method(
            who,
            sides,
            alleles=captions.filters(settings.filters),
            steps=("q is over all that are compared on a basis.", moved),
            statistics=("difference", "fisher", "chi_square", "q"),
        ),
        counted=open_in_sql.of_pair(
            visit,
            "differences_on_both_bases",
            [both.first, both.second],
            settings.filters,
            order_by=settings.order,
            n_wanted=MOST,
        ),
        keys=partial(two_bases.keys, ("self-reported", "inferred")),
    )


def _named_in_files(rows: pl.DataFrame) -> pl.DataFrame:
    outcomes = pl.col("outcome").replace_strict(of_bases.OUTCOMES)
    names = {
        name: name.replace(f"_{basis}", f"_{word}")
        for basis, word in _BASES.items()
        for name in rows.columns
        if name.endswith(f"_{basis}")
    }
    return rows.with_columns(outcomes).rename(names)


def _table(shown: pl.DataFrame) -> None:
    columns = {"name": text("Variant", width=150), "gene": text("Gene", width=100)}
    columns["said"] = text("q < 0.05", width=190)
    columns["change"] = number("Change", format="%+.3g", width=70)
    for basis, words in zip(_BASES, ("self-reported", "inferred"), strict=True):
        columns[f"difference_{basis}"] = number(f"A − B {words}", format="%+.3g", width=130)
        columns[f"interval_{basis}"] = text("95 %", alignment="right", width=130)
        columns[f"q_said_{basis}"] = text("q", alignment="right", width=64)
    tables.draw(shown, columns, "Differences on both bases, those that change most first",
                height=tables.height(shown.height, 420))  # fmt: skip
