"""The phenotypes of a pharmacogene in every group, as certain and possible shares."""

from collections.abc import Collection, Mapping
from typing import Any

import polars as pl
import streamlit as st

from straits import queries
from straits.charts.pharmacogenes import ranged_bars
from straits.ui.explain import explain_panel, range_offers
from straits.ui.figures import figure, open_in_sql, tables
from straits.ui.figures.figure import Figure
from straits.ui.figures.methods import Method
from straits.ui.figures.tables import count, text
from straits.ui.frame import waiting
from straits.ui.frame.page_frame import Visit
from straits.ui.pharmacogenes import by_sex, people_links
from straits.ui.pharmacogenes.pharmacogene_choice import RESEARCH, Asked
from straits.ui.words import numbers
from straits.ui.words.markdown import escape, paragraph

WITHHELD = "withheld by the profile"
_HOW = (
    "people of whom a phenotype is certain whatever their calls leave open, on to those of whom it "
    "is possible. The line reaches from Wilson's lower 95 % limit of the one to the upper limit of "
    "the other."
)
# Behind the name of a group where its call set does not cover all positions of the gene.
PARTIAL = " (part)"
_PAIR_TOLD = (
    "A and B, phenotype by phenotype: people who have it, certain to possible, of those covered. p "
    "is of Fisher's exact test, or of the chi-square test where all cells are at least 100, "
    "two-sided, and not corrected for the number of phenotypes; the least to the most that the "
    "calls allow."
)


def draw(visit: Visit, asked: Asked) -> None:
    """Draw the finding, the bars, their numbers, and A beside B."""
    store = visit.store
    rows = waiting.answer(
        store, "pharmacogene", queries.pharmacogenes.phenotypes,
        store, asked.gene, asked.grouping, visit.sample_set,
    )  # fmt: skip
    if rows.is_empty():
        st.info("Nobody of these groups has genotypes in this release. Choose other groups.")
        return
    known = rows.filter(pl.col("n_covered").is_not_null())
    if known.height and known["n_covered"].max() == 0:
        paragraph("finding", escape(f"No call set covers any position of {asked.gene}."))
        return
    partial = _partial(visit, asked)
    rows = rows.with_columns(
        _label(rows, partial), _said().alias("said"), _percent().alias("percents")
    )
    paragraph("finding", escape(_finding(asked, rows)))
    drawn = Figure(
        title=f"{asked.gene} by {asked.grouping_label}: of whom each phenotype is certain, and of "
        "whom it is possible",
        caption=_caption(asked, rows, visit.sample_set, partial),
        build=lambda look: ranged_bars.ranged_bars(_with_headings(rows), look),
        rows=rows.drop("row_label", "percents"),
        file_parts=("pharmacogene", asked.gene),
        query="pgx_phenotypes_by_group",
        method=Method(
            visit.sample_set,
            grouping=asked.grouping,
            steps=(f"Shown are {_HOW}", RESEARCH),
            statistics=("prevalence_interval", "prevalence_exact"),
            is_withheld=pl.col("n_certain").is_null(),
        ),
        counted=open_in_sql.of_chart(
            visit,
            "pharmacogene_phenotypes",
            gene_symbol=asked.gene,
            grouping=asked.grouping,
            sample_set=visit.sample_set,
        ),
    )
    figure.draw(drawn, visit, "pharmacogene")
    columns: dict[str, Any] = {
        "row_label": text("Group"),
        "phenotype": text("Phenotype"),
        "percents": text("Certain to possible", alignment="right"),
        "n_certain": count("Certain"),
        "n_possible": count("Possible"),
        "n_covered": count("Covered"),
        "n_people": count("People"),
    }
    with st.expander("The numbers behind the chart"):
        tables.draw(rows, columns, "Phenotypes by group", height=tables.height(rows.height, 420))
    explain_panel.draw("pharmacogene", lambda: range_offers.of_phenotypes(rows))
    by_sex.draw(visit, asked)
    people_links.draw(visit, asked, rows)
    _compare(visit, asked, rows)


def _partial(visit: Visit, asked: Asked) -> dict[str, str]:
    """Return of each call set that does not cover the gene whole how many positions it covers."""
    positions = queries.pharmacogenes.positions(visit.store, gene_symbol=asked.gene)
    counted = positions.group_by("call_set_id", "call_set_name", maintain_order=True).agg(
        pl.col("is_known").sum().alias("n"), pl.len().alias("m")
    )
    return {
        call_set: f"{name} {n} of {m}"
        for call_set, name, n, m in counted.filter(pl.col("n") < pl.col("m")).iter_rows()
    }


def _label(rows: pl.DataFrame, partial: Collection[str]) -> pl.Expr:
    """Name a row by its group, and by its call set where there are several of a group.

    Those of a call set that does not cover all positions are marked.
    """
    several = rows.select("group_id", "call_set_id").unique().height > rows["group_id"].n_unique()
    name = pl.col("group_label")
    name = name + " · " + pl.col("call_set_name") if several else name
    is_partial = pl.col("call_set_id").is_in(list(partial))
    return pl.when(is_partial).then(name + PARTIAL).otherwise(name).alias("row_label")


def _said() -> pl.Expr:
    open_too = pl.col("n_possible") > pl.col("n_certain")
    return (
        pl.when(pl.col("n_certain").is_null())
        .then(pl.lit(""))
        .when(pl.col("n_possible").is_null())
        .then(pl.format("{} of {}", "n_certain", "n_covered"))
        .when(open_too)
        .then(pl.format("{} to {} of {}", "n_certain", "n_possible", "n_covered"))
        .otherwise(pl.format("{} of {}", "n_certain", "n_covered"))
    )


def _percent() -> pl.Expr:
    low, high = ((pl.col(name) * 100).round(1).cast(pl.String) + " %" for name in ("low", "high"))
    return (
        pl.when(pl.col("low") == pl.col("high"))
        .then(low)
        .otherwise(pl.format("{} to {}", low, high))
    )


def _with_headings(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows below the name of each phenotype that somebody may have, or is withheld."""
    columns = ["row_label", "is_chosen", "low", "high", "low_from", "high_to", "said", "why"]
    parts = []
    for phenotype in rows["phenotype"].unique(maintain_order=True):
        of_it = rows.filter(phenotype=phenotype)
        is_there = (of_it["n_possible"].is_null() | (of_it["n_possible"] > 0)).any()
        if not is_there:
            continue
        heading = pl.DataFrame({"row_label": [phenotype], "is_chosen": [True]})
        # What is certain can be shown where what is possible is withheld.
        shown = of_it.with_columns(
            pl.col("high").fill_null(pl.col("low")),
            pl.col("high_to").fill_null(pl.col("low")),
            pl.lit(False).alias("is_chosen"),
            pl.when(pl.col("n_certain").is_null())
            .then(pl.lit(WITHHELD))
            .when(pl.col("n_covered") == 0)
            .then(pl.lit("not covered"))
            .otherwise(pl.lit(""))
            .alias("why"),
        )
        parts += [heading, shown]
    joined = pl.concat(parts, how="diagonal") if parts else rows.head(0)
    return joined.with_columns(pl.col("why").fill_null(""), pl.col("said").fill_null("")).select(
        columns
    )


def _finding(asked: Asked, rows: pl.DataFrame) -> str:
    """Say of whom the phenotype of least function is certain that is not the usual one.

    Phenotypes come from the least function to the most; those that call for nothing are passed.
    """
    unusual = rows.filter(pl.col("priority") == "abnormal")
    known = unusual.filter(pl.col("low").is_not_null() & (pl.col("n_covered") > 0))
    if known.is_empty():
        return f"The phenotypes of {asked.gene}, of those who are covered."
    least = known.filter(pl.col("low") > 0)
    if least.is_empty():
        is_withheld = unusual["low"].null_count() > 0
        of_whom = "nobody in the groups that are shown" if is_withheld else "nobody"
        return f"{asked.gene}: of {of_whom} is it certain that the phenotype is not the usual one."
    phenotype = least["phenotype"][0]
    most = least.filter(phenotype=phenotype).sort("low", "high", descending=True, nulls_last=True)
    row = most.row(0, named=True)
    # Where ranges overlap nobody knows which group has most of it, so that none is said to.
    may = ""
    if row["high"] is not None and row["high"] > row["low"]:
        may = f" and possible of {_whole_percent(row['high'])}"
    return (
        f"{asked.gene}: {phenotype} is certain of {_whole_percent(row['low'])}{may} of "
        f"{row['row_label'].removesuffix(PARTIAL)} ({numbers.count(row['n_covered'])} covered), "
        "the largest certain share of a group."
    )


def _whole_percent(share: float) -> str:
    return f"{100 * share:.1f} %" if share < 0.1 else f"{100 * share:.0f} %"


def _caption(asked: Asked, rows: pl.DataFrame, sample_set: str, partial: Mapping[str, str]) -> str:
    by_cell = rows.unique(["call_set_id", "group_id"]).filter(pl.col("n_covered").is_not_null())
    left = int((by_cell["n_people"] - by_cell["n_covered"]).sum())
    who = "relatives left out" if sample_set == "unrelated" else "relatives among them"
    marked = ""
    if partial:
        covered = ", ".join(partial.values())
        marked = (
            f"{PARTIAL.strip()}: its call set covers a part of the positions ({covered}), so that "
            "bars are long for what is not told. "
        )
    return (
        f"Full and pale: {_HOW} Of people of whom a position of {asked.gene} is known, {who}; "
        f"{numbers.count(left)} others are not covered. {marked}Not named: a combination of "
        f"changes without a name. {RESEARCH}"
    )


def _compare(visit: Visit, asked: Asked, rows: pl.DataFrame) -> None:
    """Draw A beside B where both are groups of the grouping: the range of p that calls allow."""
    pair = []
    for side in (visit.a, visit.b):
        own = rows.filter(
            (pl.col("group_id") == side.group_id)
            & pl.col("call_set_id").is_in(list(side.call_set_ids))
        )
        if side.grouping != asked.grouping or own.is_empty():
            paragraph("pgx-pair", "A and B are compared where both are groups of the ones above.")
            return
        pair.append(queries.pharmacogenes.added_up(own))
    named = []
    counted = [{row["phenotype"]: row for row in side.iter_rows(named=True)} for side in pair]
    for phenotype in rows["phenotype"].unique(maintain_order=True):
        a, b = (side[phenotype] for side in counted)
        p = queries.pharmacogenes.contrast(a, b)
        if not any(side["n_possible"] != 0 for side in (a, b)):
            continue
        named.append(
            {
                "phenotype": phenotype,
                "a": _range(a), "b": _range(b),
                "p": "–" if p is None else _p_in_words(*p),
            }
        )  # fmt: skip
    columns = {
        "phenotype": text("Phenotype"),
        "a": text(f"A: {visit.names[0]}"),
        "b": text(f"B: {visit.names[1]}"),
        "p": text("p", help="The least and the most that p can be, over all that the calls allow."),
    }
    if named:
        paragraph("pgx-pair", escape(_PAIR_TOLD + _added_up(visit)))
        tables.draw(pl.DataFrame(named), columns, "A beside B")
        explain_panel.draw("pgx-pair", lambda: range_offers.of_pair(counted, visit.names))


def _added_up(visit: Visit) -> str:
    """Say where a side is counted over several call sets, which its bars show apart."""
    several = [side.label for side in (visit.a, visit.b) if len(side.call_set_ids) > 1]
    if not several:
        return ""
    return (
        f" Call sets of {' and of '.join(several)} are added up; where one of them does not cover "
        "a position, the range is wide for that."
    )


def _range(side: dict[str, Any]) -> str:
    if side["n_certain"] is None or side["n_covered"] is None:
        return WITHHELD
    if side["n_possible"] is None or side["n_possible"] == side["n_certain"]:
        return f"{side['n_certain']} of {side['n_covered']} ({_share(side, 'n_certain')} %)"
    share = f"{_share(side, 'n_certain')} to {_share(side, 'n_possible')} %"
    return f"{side['n_certain']} to {side['n_possible']} of {side['n_covered']} ({share})"


def _share(side: dict[str, Any], name: str) -> str:
    return f"{100 * side[name] / side['n_covered']:.1f}" if side["n_covered"] else "0"


def _p_in_words(least: float, most: float) -> str:
    one, two = numbers.p_value(least), numbers.p_value(most)
    return one if one == two else f"{one} to {two}"
