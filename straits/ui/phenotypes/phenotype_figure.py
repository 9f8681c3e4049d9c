"""A phenotype in every group: the chart that answers the page's question, and its table."""

from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from straits import privacy, queries
from straits.charts.phenotypes import phenotype_shares, phenotype_values
from straits.ui.explain import explain_panel, people_offers
from straits.ui.figures import captions, figure, tables
from straits.ui.figures.figure import Figure
from straits.ui.figures.tables import count, number, text
from straits.ui.frame import page_frame, waiting
from straits.ui.frame.page_frame import Visit
from straits.ui.phenotypes import phenotype_rows
from straits.ui.phenotypes import phenotype_words as words
from straits.ui.phenotypes.phenotype_rows import Settings, labelled
from straits.ui.sentences import of_phenotype
from straits.ui.words import glossary, numbers
from straits.ui.words.markdown import escape, paragraph

WITHHELD = "withheld by the profile"
# A table of more columns takes more room beside its chart.
_FEW_COLUMNS = 5


def heading(phenotype: dict[str, Any]) -> None:
    """Draw what the phenotype is: name, definition, unit and codes."""
    page_frame.name_tab(phenotype["label"], "phenotype")
    systems = ("icd10", "loinc", "npu", "atc", "hpo")
    names = ("ICD-10", "LOINC", "NPU", "ATC", "HPO")
    codes = [
        f"{name} {phenotype[system]}"
        for system, name in zip(systems, names, strict=True)
        if phenotype[system]
    ]
    facts = [str(phenotype["description"] or ""), phenotype["unit"] or "", *codes]
    with st.container(key="heading", horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{escape(phenotype['label'])}**", width="content")
        st.markdown(escape(" · ".join(fact for fact in facts if fact)), width="content")


def draw(visit: Visit, phenotype: dict[str, Any], chosen: Settings) -> None:
    """Draw the finding, the chart and the numbers of a phenotype."""
    asked = (visit.store, phenotype["phenotype_id"], chosen.grouping, chosen.cohorts)
    counts = waiting.answer(visit.store, "phenotype", queries.phenotypes.phenotype_counts, *asked)
    if counts.is_empty():
        st.info("Nobody of this grouping can have it, or no site recorded it. Choose other groups.")
        return
    if phenotype["kind"] == "categorical" and counts["outcome"].is_null().all():
        st.info("Every group has an answer of too few people, so that all are withheld.")
        return
    build = {"binary": _binary, "continuous": _continuous}.get(phenotype["kind"], _categorical)
    drawn_from = (visit, phenotype, chosen, counts)
    _draw(visit, *waiting.answer(visit.store, "phenotype-figure", build, *drawn_from))


def _draw(
    visit: Visit, drawn: Figure, columns: dict[str, Any], about: str, at_one_age: str
) -> None:
    paragraph("finding", escape(f"{drawn.title} {at_one_age}".strip()))
    # Under one another on a narrow page, where the table would be cut off.
    with figure.whole("phenotype"):
        with st.container(key="phenotype-pair"):
            of_table = 0.56 if len(columns) > _FEW_COLUMNS else 0.48
            left, right = st.columns([1 - of_table, of_table], gap="medium")
        with left:
            paragraph("chart-title-phenotype", escape(about))
            figure.legend_of(drawn.keys(visit.look), "phenotype")
            figure.chart(drawn, visit)
        with right:
            height = tables.height(drawn.rows.height, 560)
            tables.draw(drawn.rows, columns, "The numbers behind the chart", height=height)
            explain_panel.draw("phenotype", lambda: people_offers.of_phenotype(drawn.rows))
        figure.foot(drawn, visit, "phenotype")


def _binary(
    visit: Visit, phenotype: dict[str, Any], chosen: Settings, counts: pl.DataFrame
) -> tuple[Figure, dict[str, Any], str, str]:
    rows = labelled(queries.phenotypes.prevalence(counts), visit, chosen).with_columns(
        pl.col("share").alias("figure"),
        _of("n_yes", "n_known").alias("said"),
        _why("nobody was looked at").alias("why"),
        (pl.col("share") * 100).alias("percent"),
        _interval(100, 1).alias("interval"),
    )
    everyone = rows.filter(pl.col("sex") == "all")
    named = _at_one_age(visit, phenotype, chosen, everyone)
    n_known = numbers.count(int(everyone["n_known"].sum()))
    cases = int(everyone["n_cases"].sum())
    caption = " ".join(
        (
            f"Points are the share with a yes of the {n_known} people who were looked at, with "
            f"Wilson's 95 % interval{captions.EXACT_OF_PEOPLE}; on the right, people with a yes of "
            "people looked at.",
            f"{numbers.plural(cases, 'person', 'people')} with a yes "
            f"{numbers.verb(cases, 'was', 'were')} never looked at as the others were, and "
            f"{numbers.verb(cases, 'is', 'are')} left out of the share." if cases else "",
            words.study(visit, chosen.grouping_label),
            words.partners(visit, chosen, rows),
        )
    )  # fmt: skip
    drawn = Figure(
        title=of_phenotype.sentence(phenotype, named, "figure"),
        caption=caption,
        build=lambda look: phenotype_shares.estimates(rows, look, ".1~%", True),
        rows=rows,
        file_parts=("phenotype", phenotype["phenotype_id"]),
        query="phenotype_counts",
        method=words.method(
            visit,
            chosen,
            "Shares are of the people who were looked at.",
            statistics=words.OF_SHARES,
        ),
        counted=words.counted(visit, "phenotype_prevalence", phenotype, chosen, sexes=chosen.sexes),
    )
    columns = {
        "row_label": text("Group"),
        "percent": number("%", format="%.1f", width=56),
        "interval": text("95 %", alignment="right", width=90, help=glossary.meaning("interval")),
        "n_yes": count("Yes", width=56),
        "n_known": count("Looked at", width=76),
    }
    about = f"{phenotype['label']} in each group, of the people who were looked at"
    return drawn, columns, about, of_phenotype.of_one_age(phenotype, named)


def _continuous(
    visit: Visit, phenotype: dict[str, Any], chosen: Settings, counts: pl.DataFrame
) -> tuple[Figure, dict[str, Any], str, str]:
    name, grouping = phenotype["phenotype_id"], chosen.grouping
    in_figures = queries.phenotypes.phenotype_numbers(visit.store, name, grouping, chosen.cohorts)
    measured = queries.phenotypes.prevalence(counts).select(
        "site_id", "site_name", "group_id", "group_label", "colour", "shape", "sex", "state",
        pl.col("n_people").alias("n_asked"),
    )  # fmt: skip
    joined = measured.join(in_figures, on=["site_id", "group_id", "sex"], how="left")
    rows = labelled(joined, visit, chosen).with_columns(
        pl.when(pl.col("n_people").is_not_null())
        .then(pl.format("n {}", numbers.counts("n_people")))
        .otherwise(pl.lit(""))
        .alias("said"),
        pl.when(pl.col("n_people").is_not_null())
        .then(pl.lit(""))
        .otherwise(_why("nobody was measured"))
        .alias("why"),
    )
    rows = phenotype_rows.with_mean_interval(rows)
    bins = queries.phenotypes.phenotype_bins(visit.store, name, grouping, chosen.cohorts)
    bins = _of_rows(bins, rows)
    everyone = phenotype_rows.with_mean_ends(rows.filter(pl.col("sex") == "all"))
    named = _at_one_age(visit, phenotype, chosen, everyone)
    unit = phenotype["unit"] or ""
    joined_bins = privacy.fewest(visit.store.profile)
    caption = " ".join(
        (
            "Outlines are the distribution of people's values, alike in area; below each, a bar "
            "from the lower to the upper quartile and a line at the median. n is people, each with "
            f"the {phenotype['choice']} of their values.",
            f"Bins hold at least {joined_bins} people, and quartiles are read off them."
            if joined_bins
            else "",
            words.study(visit, chosen.grouping_label),
            words.partners(visit, chosen, rows),
        )
    )
    drawn = Figure(
        title=of_phenotype.sentence(phenotype, named, "median"),
        caption=caption,
        build=lambda look: phenotype_values.distributions(rows, bins, unit, look),
        rows=rows,
        file_parts=("phenotype", name),
        query="phenotype_bins",
        method=words.method(
            visit,
            chosen,
            f"Of several values of a person the {phenotype['choice']} counts.",
            statistics=("mean",),
        ),
        counted=words.counted(visit, "phenotype_values", phenotype, chosen, sexes=chosen.sexes),
    )
    digits = "%.1f" if (in_figures["mean"].mean() or 0) >= 10 else "%.2f"  # type: ignore[operator]
    columns = {
        "row_label": text("Group", width=100),
        "n_people": count("n", width=52),
        "lower_quartile": number("Q1", format=digits, width=52),
        "median": number("Median", format=digits, width=62),
        "upper_quartile": number("Q3", format=digits, width=52),
        "mean": number("Mean", format=digits, width=54),
        "mean_interval": text(
            "95 % of mean", alignment="right", width=96, help=glossary.meaning("interval")
        ),
        "sd": number("SD", format=digits, width=46),
    }
    about = f"{phenotype['label']} ({unit}) in each group" if unit else phenotype["label"]
    return drawn, columns, about, of_phenotype.of_one_age(phenotype, named)


def _categorical(
    visit: Visit, phenotype: dict[str, Any], chosen: Settings, counts: pl.DataFrame
) -> tuple[Figure, dict[str, Any], str, str]:
    shares = queries.phenotypes.category_shares(counts)
    named = [name for name in (phenotype["categories"] or "").split("; ") if name] or list(
        shares["category"].unique(maintain_order=True)
    )
    order = pl.col("category").cast(pl.Enum(named)).to_physical()
    rows = (
        labelled(shares, visit, chosen)
        .with_columns(
            order.alias("category_order"),
            _of("n_yes", "n_known").alias("said"),
            (pl.col("share") * 100).alias("percent"),
            _interval(100, 1).alias("interval"),
            pl.struct("site_id", "group_id", "sex").rank("dense").alias("bar"),
        )
        .sort("category_order", maintain_order=True)
    )
    bars = (
        rows.select("site_id", "group_id", "sex").unique(maintain_order=True).with_row_index("row")
    )
    placed = (
        rows.join(bars, on=["site_id", "group_id", "sex"])
        .sort("row", "category_order")
        .with_columns((pl.col("share").cum_sum() - pl.col("share")).over("row").alias("start"))
    )
    known = placed.filter(pl.col("share").is_not_null())
    most = known.filter(pl.col("category") == named[-1], pl.col("sex") == "all")
    finding = of_phenotype.sentence(
        phenotype | {"label": f"{phenotype['label']}: {named[-1]}", "kind": "binary"},
        _plain(most.with_columns(pl.col("share").alias("figure"))),
        "figure",
    )
    drawn = Figure(
        title=finding,
        caption="Bars are shares of the people with an answer. "
        + f"{words.study(visit, chosen.grouping_label)} {words.partners(visit, chosen, rows)}",
        build=lambda look: phenotype_shares.categories(known, named, look),
        rows=placed,
        file_parts=("phenotype", phenotype["phenotype_id"]),
        query="phenotype_counts",
        method=words.method(
            visit, chosen, "Shares are of the people with an answer.", statistics=words.OF_SHARES
        ),
        counted=words.counted(visit, "phenotype_categories", phenotype, chosen, sexes=chosen.sexes),
        keys=partial(phenotype_shares.legend_of, named),
    )
    columns = {
        "row_label": text("Group"),
        "category": text("Answer", width=80),
        "percent": number("%", format="%.1f", width=56),
        "interval": text("95 %", alignment="right", width=90, help=glossary.meaning("interval")),
        "said": text("People", alignment="right", width=90),
    }
    return drawn, columns, f"{phenotype['label']} in each group: {', '.join(named)}", ""


def _at_one_age(
    visit: Visit, phenotype: dict[str, Any], chosen: Settings, rows: pl.DataFrame
) -> pl.DataFrame:
    """Return the rows as sentences name them, with what is left for people of one age and sex."""
    at_one_age = queries.phenotypes.phenotype_standardised(
        visit.store, phenotype_id=phenotype["phenotype_id"], grouping=chosen.grouping
    ).select("site_id", "group_id", "standardised")
    return _plain(rows).join(at_one_age, on=["site_id", "group_id"], how="left")


def _plain(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows as a sentence names them, without the marks of A and B."""
    return rows.with_columns(pl.col("plain_label").alias("row_label"))


def _of(part: str, whole: str) -> pl.Expr:
    share = pl.format("{}/{}", numbers.counts(part), numbers.counts(whole))
    return pl.when(pl.col(whole).is_not_null()).then(share).otherwise(pl.lit(""))


def _why(otherwise: str) -> pl.Expr:
    is_withheld = pl.col("state") == "withheld"
    return pl.when(is_withheld).then(pl.lit(WITHHELD)).otherwise(pl.lit(otherwise))


def _interval(times: float, digits: int) -> pl.Expr:
    ends = [(pl.col(end) * times).round(digits) for end in ("low", "high")]
    return pl.when(pl.col("low").is_not_null()).then(pl.format("{}–{}", *ends))


def _of_rows(bins: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the bins of each row that is drawn; those of all sexes are of each sex in turn."""
    whole = bins.with_columns(pl.lit("all").alias("sex"))
    apart = bins.filter(pl.col("sex") != "all")
    numbered = rows.with_row_index("row").select("row", "site_id", "group_id", "sex")
    return (
        pl.concat([whole, apart])
        .join(numbered, on=["site_id", "group_id", "sex"])
        .with_columns(pl.col("n_people").alias("n"))
    )
