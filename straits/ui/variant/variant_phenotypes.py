"""Phenotypes by how many copies of an allele people have, in A and in B."""

import polars as pl
import streamlit as st

from straits import queries
from straits.errors import QueryError
from straits.ui.access import require
from straits.ui.address import url_state
from straits.ui.figures import captions, tables
from straits.ui.figures.tables import count, number, text
from straits.ui.frame import messages, waiting
from straits.ui.frame.page_frame import Visit
from straits.ui.words import glossary, numbers
from straits.ui.words.markdown import escape, paragraph


@require.block
def draw(visit: Visit, variant: queries.allele.Variant) -> None:
    """Draw the choice of a phenotype, and one row per group and number of copies.

    Nothing where the study has no phenotypes; a sentence where the profile or the server keeps
    genotypes apart from them.
    """
    offered = queries.phenotypes.phenotypes(visit.store).filter(
        pl.col("kind").is_in(queries.phenotypes.KINDS)
    )
    if offered.is_empty():
        return
    st.header("Phenotypes by genotype", anchor=False)
    rows = {row["phenotype_id"]: row for row in offered.iter_rows(named=True)}
    chosen = url_state.choice(
        "Phenotype", ["", *rows], "phenotype", "",
        lambda name: rows[name]["label"] if name else "choose one",
        width=300, help=glossary.meaning("by_genotype"),
    )  # fmt: skip
    if not chosen:
        return
    try:
        sides = waiting.answer(
            visit.store, "by-genotype", _by_genotype, visit, variant, chosen, rows[chosen]["kind"]
        )
    except QueryError as error:
        messages.nothing(str(error))
        return
    unit = rows[chosen]["unit"] or ""
    for letter, side in zip("AB", sides, strict=True):
        trend = in_words(side, rows[chosen]["label"], unit)
        st.markdown(f"**{letter}: {escape(side.population.label)}** {escape(trend)}")
    _table(sides, rows[chosen]["kind"], unit)
    paragraph("caption-by-genotype", escape(_caption(visit, sides)))


def _by_genotype(
    visit: Visit, variant: queries.allele.Variant, phenotype_id: str, kind: str
) -> tuple[queries.phenotypes.ByGenotype, queries.phenotypes.ByGenotype]:
    a, b = (
        queries.phenotypes.by_genotype(visit.store, variant.variant_id, side, phenotype_id, kind)
        for side in (visit.a, visit.b)
    )
    return a, b


def in_words(trend: queries.phenotypes.ByGenotype, label: str, unit: str) -> str:
    """Say how a phenotype goes with copies of the allele, with the test and who was counted."""
    people = int(trend.rows["n_people"].sum())
    if not people:
        return f"Nobody with a known genotype has {label} on record."
    counted = f"{numbers.plural(people, 'person', 'people')} with a known value and genotype"
    if trend.p is None:
        return f"No trend can be told: too few differ, of {counted}."
    test = f"p {numbers.p_value(trend.p)}, {trend.test}; {counted}"
    if trend.odds_ratio is not None:
        span = f"{numbers.ratio(trend.odds_ratio_low)} to {numbers.ratio(trend.odds_ratio_high)}"
        return (
            f"{label}: odds ratio {numbers.ratio(trend.odds_ratio)} per copy (95 % {span}); {test}."
        )
    if trend.slope is None or trend.slope_low is None or trend.slope_high is None:
        return f"{label}: {test}."
    return (
        f"{label} {trend.slope:+.3g} {unit} per copy (95 % {trend.slope_low:.3g} to "
        f"{trend.slope_high:.3g}); {test}."
    )


def _table(
    sides: tuple[queries.phenotypes.ByGenotype, queries.phenotypes.ByGenotype], kind: str, unit: str
) -> None:
    parts = [
        side.rows.with_columns(pl.lit(f"{side.population.label} ({letter})").alias("group"))
        for letter, side in zip("AB", sides, strict=True)
    ]
    rows = pl.concat(parts)
    if rows.is_empty():
        return
    columns = {"group": text("Group", width=230), "copies": number("Copies", width=70)}
    if kind == "binary":
        spans = [tables.interval(low, high) for low, high in rows.select("low", "high").iter_rows()]
        columns |= {
            "n_people": count("Looked at", width=90),
            "n_yes": count("Yes", width=70),
            "share": number(
                "Share", format="%.3f", width=80, help=glossary.meaning("looked_at")
            ),
        }  # fmt: skip
    else:
        spans = [
            "" if low is None else f"{low:.4g} to {high:.4g}"
            for low, high in rows.select("low", "high").iter_rows()
        ]
        columns |= {
            "n_people": count("With a value", width=100),
            "mean": number(f"Mean ({unit})" if unit else "Mean", format="%.4g", width=130),
            "sd": number("SD", format="%.3g", width=80),
        }
    columns["interval"] = text("95 %", alignment="right", width=130)
    tables.draw(
        rows.with_columns(pl.Series("interval", spans, pl.String)), columns,
        "The phenotype by group and number of copies",
        height=tables.height(rows.height), width=820,
    )  # fmt: skip


def _caption(
    visit: Visit, sides: tuple[queries.phenotypes.ByGenotype, queries.phenotypes.ByGenotype]
) -> str:
    basis = captions.relatives(
        visit.store.study.relatedness, queries.study.default_sample_set(visit.store)
    )
    interval = (
        "Exact 95 % interval of a share (Clopper and Pearson)"
        if sides[0].slope is None and "share" in sides[0].rows.columns
        else "95 % interval of a mean by Student's t"
    )
    return (
        f"Copies of the alternate allele; a man's one copy of X counts as one. {interval}. "
        "The trend compares people of one group, sex and site with each other; it allows for "
        "nothing else, such as age, and one phenotype of many was chosen by you. "
        f"{basis[:1].upper()}{basis[1:]}."
    )
