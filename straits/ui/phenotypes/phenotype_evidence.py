"""What a reader asks next of a phenotype: age, time, who is missing, and whether sites compare."""

from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from straits import privacy, queries
from straits.charts.legend import Key
from straits.charts.phenotypes import phenotype_shares, phenotype_values
from straits.ui.access import require
from straits.ui.address import url_state
from straits.ui.explain import explain_panel, people_offers
from straits.ui.explain.offers import Offer
from straits.ui.figures import figure, tables
from straits.ui.figures.figure import Figure
from straits.ui.figures.tables import count, text
from straits.ui.frame import waiting
from straits.ui.frame.page_frame import Visit
from straits.ui.phenotypes import phenotype_sent
from straits.ui.phenotypes import phenotype_words as words
from straits.ui.phenotypes.phenotype_rows import Settings, labelled
from straits.ui.sentences import of_phenotype
from straits.ui.words import numbers
from straits.ui.words.markdown import escape, paragraph

_TABS = ("One age and sex", "Over time", "Who is missing", "Can sites be compared?", "As sent")
# Fields of a mapping in which sites can differ, in the words of a reader.
_FIELDS = {
    "original_units": "Units sent",
    "conversion": "Conversion",
    "code_systems": "Code system",
    "codes": "Codes",
    "excluded_codes": "Codes left out",
    "choice": "Of several values",
    "looked_at": "Looked at",
    "assay": "How it was recorded",
    "ascertainment": "Note of the site",
    "source_tables": "Source table",
}
_MATTERS = ("original_units", "code_systems", "looked_at", "assay", "choice", "ascertainment")


@require.block
def draw(visit: Visit, phenotype: dict[str, Any], chosen: Settings) -> None:
    """Draw the tabs; only the open one asks the store."""
    draws = (standardised, years, missing, comparability, phenotype_sent.draw)
    for tab, draw_one in zip(url_state.tabs(_TABS, "tab"), draws, strict=True):
        if tab.open:
            with tab:
                draw_one(visit, phenotype, chosen)


def standardised(visit: Visit, phenotype: dict[str, Any], chosen: Settings) -> None:
    """Draw each group as if all had one distribution of age and sex, beside the crude figure."""
    is_share = phenotype["kind"] == "binary"
    if phenotype["kind"] not in ("binary", "continuous"):
        st.info("Only what is yes or no, or a number, is standardised.")
        return
    figures = waiting.answer(
        visit.store, "standardised", queries.phenotypes.phenotype_standardised, visit.store,
        phenotype_id=phenotype["phenotype_id"], grouping=chosen.grouping,
    )  # fmt: skip
    rows = _named(visit, phenotype, chosen, figures).with_columns(
        pl.col("standardised").alias("figure"),
        pl.col("standardised_low").alias("low"),
        pl.col("standardised_high").alias("high"),
        _people("n_standardised", "n_people").alias("said"),
        pl.lit("too few people in common bands of age and sex").alias("why"),
    )
    if rows["figure"].is_null().all():
        st.info(
            "The groups have too few people in the same bands of age and sex to be compared so, or "
            "their ages are not known."
        )
        return
    write = numbers.percent if is_share else numbers.value
    known = rows.filter(pl.col("figure").is_not_null()).sort("figure", maintain_order=True)
    what = "prevalence" if is_share else f"mean ({phenotype['unit']})"
    how = (
        "Filled points are directly standardised to the ages (ten-year bands) and sexes of "
        "all groups together, hollow ones are as they are. Only bands in which every group has at "
        f"least {max(5, privacy.fewest(visit.store.profile))} people are used; on the right, "
        "people in them of all. Intervals of 95 % combine Wilson's (shares) or normal ones (means) "
        "of the bands (Zou, Huang and Zhang 2009)."
    )
    drawn = Figure(
        title=f"For one age and sex, {what} is {of_phenotype.highest_and_lowest(known, write)}.",
        caption=f"{how} {words.study(visit, chosen.grouping_label)}",
        build=lambda look: phenotype_shares.estimates(
            rows, look, ".1~%" if is_share else ",.4~g", is_share
        ),
        rows=rows.drop("figure", "low", "high", "said", "why", "row_label", "is_chosen"),
        file_parts=("standardised", phenotype["phenotype_id"]),
        query="phenotype_standardised",
        method=words.method(visit, chosen, how),
        counted=words.counted(visit, "phenotype_one_age", phenotype, chosen),
        keys=lambda look: (
            Key("at one age and sex", look.muted, "circle"),
            Key("as they are", look.muted, "circle", is_hollow=True),
        ),
    )
    figure.draw(drawn, visit, "standardised")
    if not privacy.is_exact(visit.store.profile):
        paragraph("standardised-parts", "Its parts by age and sex are too small for this profile.")
        return
    explain_panel.draw("standardised", partial(_offered, visit, phenotype, chosen, rows))


def _offered(
    visit: Visit, phenotype: dict[str, Any], chosen: Settings, rows: pl.DataFrame
) -> list[Offer]:
    strata = queries.phenotypes.standard_strata(
        visit.store, phenotype_id=phenotype["phenotype_id"], grouping=chosen.grouping
    )
    return people_offers.of_standardised(rows, strata, phenotype["kind"] == "binary")


def years(visit: Visit, phenotype: dict[str, Any], chosen: Settings) -> None:
    """Draw the values, or the first records, from year to year."""
    asked = (visit.store, phenotype["phenotype_id"], chosen.grouping, chosen.cohorts)
    by_year = waiting.answer(visit.store, "years", queries.phenotypes.phenotype_years, *asked)
    if by_year.is_empty():
        st.info("No year has enough people with a date, or the sites sent no dates.")
        return
    is_mean = phenotype["kind"] == "continuous"
    rows = _named(visit, phenotype, chosen, by_year, how="inner").with_columns(
        pl.col("plain_label").alias("row_label"),
        pl.when(pl.lit(is_mean)).then("mean").otherwise("n_people").alias("figure"),
        pl.col("mean_low").alias("low"),
        pl.col("mean_high").alias("high"),
    )
    title = f"mean, {phenotype['unit']}" if is_mean else "people with a first record"
    seen = rows["year"].to_list()
    how = (
        "Each person counts once a year, with the mean of that year's values; bands are 95 % "
        "intervals of the mean."
        if is_mean
        else "Each person counts once, in the year of the first record."
    )
    drawn = Figure(
        title=f"{phenotype['label']} from {min(seen)} to {max(seen)}",
        caption=f"{how} Years in which a site began or stopped recording look like change. "
        + words.study(visit, chosen.grouping_label),
        build=lambda look: phenotype_values.years(rows, title, look),
        rows=rows.drop("figure", "low", "high", "is_chosen", "row_label"),
        file_parts=("years", phenotype["phenotype_id"]),
        query="phenotype_years",
        method=words.method(visit, chosen, how, statistics=("mean",) if is_mean else ()),
        counted=words.counted(visit, "phenotype_by_year", phenotype, chosen),
    )
    figure.draw(drawn, visit, "years")


def missing(visit: Visit, phenotype: dict[str, Any], chosen: Settings) -> None:
    """Draw how many people were looked at, and of how many nothing is known."""
    counts = queries.phenotypes.phenotype_counts(
        visit.store, phenotype["phenotype_id"], chosen.grouping, chosen.cohorts
    )
    rows = labelled(queries.phenotypes.prevalence(counts), visit, chosen).with_columns(
        (pl.col("n_known") / pl.col("n_people") * 100).alias("known")
    )
    is_binary = phenotype["kind"] == "binary"
    everyone = rows.filter((pl.col("sex") == "all") & pl.col("known").is_not_null())
    if everyone.height:
        st.markdown(escape(of_phenotype.least_known(everyone, is_binary)))
    columns: dict[str, Any] = {
        "row_label": text("Group", width=210),
        "site_name": text("Site", width=120),
        "n_people": count("People", width=80),
        "n_known": count("Looked at" if is_binary else "With a value", width=100),
        "known": st.column_config.ProgressColumn(
            "Share", format="%.0f %%", min_value=0, max_value=100, color="gray", width=140
        ),
    }
    if is_binary:
        columns["n_cases"] = count("Yes, not looked at", width=140)
    columns["n_unknown"] = count("Nothing known", width=120)
    tables.draw(rows, columns, width="content")
    st.caption(
        "Who is in no table is never counted as free of a disease. "
        + escape(words.study(visit, chosen.grouping_label))
    )


def comparability(visit: Visit, phenotype: dict[str, Any], chosen: Settings | None = None) -> None:
    """Draw what each site's figure is made of, side by side, and where they differ."""
    sites = queries.phenotypes.phenotype_sites(visit.store, phenotype_id=phenotype["phenotype_id"])
    names = sites["site_name"].to_list()
    rows = []
    for field, label in _FIELDS.items():
        texts = sites[field].to_list()
        if any(texts):
            differs = len(set(texts)) > 1 and field in _MATTERS
            rows.append(
                {"field": label} | dict(zip(names, (text or "–" for text in texts), strict=True))
                | {"differs": "differs" if differs else ""}
            )  # fmt: skip
    counted = ("n_rows_read", "n_rows_used", "n_rows_set_aside")
    words_of = ("Rows read", "Rows used", "Rows set aside")
    for field, label in zip(counted, words_of, strict=True):
        counts = [numbers.count(number) for number in sites[field]]
        rows.append({"field": label} | dict(zip(names, counts, strict=True)) | {"differs": ""})
    different = [row["field"].lower() for row in rows if row["differs"]]
    if sites.height < 2:
        st.markdown(f"Only {escape(names[0])} recorded it: there is nothing to compare it with.")
    elif different:
        st.markdown(escape(f"The sites differ in {', '.join(different)}."))
    else:
        st.markdown("The sites recorded it alike.")
    sent = {name: text(name, width="large") for name in names}
    columns = {"field": text("", width=170), **sent, "differs": text("", width=70)}
    tables.draw(pl.DataFrame(rows), columns)


def _named(
    visit: Visit,
    phenotype: dict[str, Any],
    chosen: Settings,
    figures: pl.DataFrame,
    how: str = "left",
) -> pl.DataFrame:
    """Return the rows of groups with the groups' names, colours and shapes."""
    counts = queries.phenotypes.phenotype_counts(
        visit.store, phenotype["phenotype_id"], chosen.grouping, chosen.cohorts
    )
    groups = counts.select(
        "site_id", "site_name", "group_id", "group_label", "colour", "shape", sex=pl.lit("all")
    ).unique(maintain_order=True)
    keys = ["site_id", "group_id"]
    joined = (
        groups.join(figures, on=keys, how="left", maintain_order="left")
        if how == "left"
        else groups.join(figures, on=keys, maintain_order="left")
    )
    return labelled(joined, visit, chosen)


def _people(part: str, whole: str) -> pl.Expr:
    share = pl.format("{}/{}", numbers.counts(part), numbers.counts(whole))
    return pl.when(pl.col(part).is_not_null()).then(share).otherwise(pl.lit(""))
