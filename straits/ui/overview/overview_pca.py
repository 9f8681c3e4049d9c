"""People on shared axes of their genotypes, and whether these say what people say of themselves."""

import polars as pl
import streamlit as st

from straits import privacy, queries
from straits.charts.groups import components
from straits.ui.figures import figure, open_in_sql, tables
from straits.ui.figures.figure import Figure
from straits.ui.figures.methods import Method
from straits.ui.figures.tables import count, text
from straits.ui.frame.page_frame import Visit
from straits.ui.phenotypes import phenotype_words as words
from straits.ui.phenotypes.phenotype_rows import grouping_choice
from straits.ui.sentences import of_people
from straits.ui.words import numbers

# More points take long to draw; who disagrees is always among them.
MOST_POINTS = 2_000


def draw(visit: Visit) -> None:
    """Draw people (or squares with enough of them) and the table of who agrees."""
    axes = queries.study.shared_axes(visit.store)
    if not visit.store.has_rows or axes is None:
        st.info(
            "This server holds no individual data, so nobody can be placed."
            if axes is not None
            else "There are too few people, or too few common and unlinked variants that all call "
            "sets looked at, to fit axes."
        )
        return
    grouping, label = grouping_choice(visit)
    agreement = queries.study.group_agreement(visit.store)
    if (
        not visit.store.profile.shows_persons
        and queries.study.pca_bins(visit.store, grouping=grouping).is_empty()
    ):
        st.info("No part of the axes has enough people of a group to be shown.")
        return
    drawn = _figure(visit, grouping, label, axes, agreement)
    with figure.whole("pca"):
        left, right = st.columns([0.62, 0.38], gap="medium")
        with left:
            figure.title(drawn, visit, "pca")
            figure.chart(drawn, visit)
        with right:
            if agreement.height:
                _table(agreement)
        figure.foot(drawn, visit, "pca")


def _figure(
    visit: Visit, grouping: str, label: str, axes: queries.study.SharedAxes, agreement: pl.DataFrame
) -> Figure:
    shares = axes.variance_share
    titles = (f"PC1, {shares[0]:.1%} of the variance", f"PC2, {shares[1]:.1%}")
    fitted = (
        f"Axes {axes.axes_id} stand on {axes.n_sites:,} common, unlinked single-base variants and "
        "are kept as a file, so that another country's people can be placed on the same. "
    )
    method = Method(
        queries.study.default_sample_set(visit.store), grouping=grouping, steps=(fitted,)
    )
    least = privacy.fewest(visit.store.profile)
    every = queries.groups.populations(visit.store)
    order = every.filter(pl.col("grouping") == grouping)["label"].to_list()
    if visit.store.profile.shows_persons:
        people = queries.study.pca_points(visit.store, grouping=grouping)
        odd = people.filter(~pl.col("agrees"))
        rest = people.filter(pl.col("agrees").fill_null(True)).head(MOST_POINTS - odd.height)
        shown = pl.concat([rest, odd])
        counted = f"{shown.height:,} of {numbers.plural(people.height, 'person', 'people')}"
        if odd.height:
            counted += (
                ", those with a ring in another group by their genotypes than most who name the "
                "same one"
            )
        counted += ". "
        return Figure(
            title=of_people.agreement(agreement),
            caption=counted + fitted + words.study(visit, label),
            build=lambda look: components.points(shown, titles, look, order),
            rows=shown.select("group_label", "pc_1", "pc_2", "agrees"),
            file_parts=("principal-components", grouping),
            query="pca_points",
            method=method,
            counted=open_in_sql.of_chart(
                visit,
                "points_of_people",
                grouping=grouping,
                sample_set=queries.study.default_sample_set(visit.store),
            ),
        )
    bins = queries.study.pca_bins(visit.store, grouping=grouping)
    return Figure(
        title=of_people.agreement(agreement),
        caption=f"Each mark stands for at least {least} people of a group who lie close to it; "
        "larger marks stand for more. " + fitted + words.study(visit, label),
        build=lambda look: components.squares(bins, titles, look, order),
        rows=bins.select("group_label", "pc_1", "pc_2", "width", "height", "n_people"),
        file_parts=("principal-components", grouping),
        query="pca_bins",
        method=method,
    )


def _table(agreement: pl.DataFrame) -> None:
    columns = {
        "group_label": text("Say", width=80),
        "inferred_label": text("Most are", width=130),
        "n_agree": count("Agree", width=62),
        "n_disagree": count("Differ", width=58),
        "n_not_inferred": count("Unclear", width=64),
    }
    tables.draw(agreement, columns, "People whose genotypes say the same as they do")
