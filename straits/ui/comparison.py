"""The sentence of a comparison, its views of two groups, and the ranking beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from straits import queries
from straits.charts import frequency_map, genome_track, volcano
from straits.charts.look import Look
from straits.queries import DifferenceTotals, Population, batch, families, tested
from straits.queries.differences import family_of_tests
from straits.queries.filters import Filters
from straits.store import Store
from straits.ui import (
    captions,
    figure,
    findings,
    group_views,
    numbers,
    opens,
    people,
    picks,
    ranking,
    url_state,
)
from straits.ui.figure import Figure
from straits.ui.filters import ORDERS, Settings
from straits.ui.frame import Visit
from straits.ui.markdown import escape

# What the map and the ranking take up, for what stands there while they are counted.
HEIGHT = 520
# Of a table below a chart that has the page's whole width.
_SHORT = 330

VIEWS = {
    "scatter": "A against B",
    "genome": "Along the genome",
    "volcano": "Volcano",
    "heat": "Heat map",
    "shared": "Shared and private",
    "fst": "Fst between groups",
}
OF_A_PAIR = ("scatter", "genome", "volcano")
MEASURES = {"log_p": "−log10 p", "fst": "Fst"}


@dataclass(frozen=True)
class Compared:
    """What the views of two groups are drawn from; whole is None where it is too long to test."""

    totals: DifferenceTotals
    rows: pl.DataFrame
    whole: pl.DataFrame | None


def choose_view() -> tuple[str, str]:
    """Draw the choice of the view, and of how it is drawn where there are two ways; return both."""
    with st.container(key="views", horizontal=True, vertical_alignment="center"):
        view = url_state.segments("View", list(VIEWS), "view", lambda name: VIEWS[name])
        ways = {"genome": MEASURES, "shared": group_views.COUNTED}.get(view, {})
        if not ways:
            return view, ""
        return view, url_state.segments("Drawn", list(ways), "drawn", lambda name: ways[name])


def lead(visit: Visit, settings: Settings, totals: DifferenceTotals) -> None:
    """Draw the answer in one sentence: who is compared, over how many alleles, how many differ."""
    who = settings.filters.sample_set
    a, b = (f"{one.label} (n {numbers.count(people.size(one, who))})" for one in (visit.a, visit.b))
    place = ""
    if settings.gene is not None:
        place = f" in {settings.gene.gene_symbol}"
    elif settings.filters.region is not None:
        place = f" in {settings.filters.region}"
    compared = numbers.plural(totals.n_compared, "variant")
    said = f"{a} against {b}: {compared}{place}"
    if totals.n_compared <= tested.MOST_TESTED:
        family = family_of_tests(visit.store, visit.a, visit.b, settings.filters)
        said += (
            f", {numbers.count(family.n_significant)} differ at q < {families.ALPHA} "
            "(Fisher or chi-square, Benjamini-Hochberg over these variants)"
        )
    with st.container(key="finding"):
        st.markdown(escape(f"{said}."))


def compared(visit: Visit, settings: Settings, totals: DifferenceTotals, view: str) -> Compared:
    """Return the ranking, and every allele with its test where the view draws them all."""
    pair = (visit.store, visit.a, visit.b, settings.filters)
    rows = tested.with_intervals(queries.allele_differences(*pair, settings.order))
    rows = _with_signs(visit, rows, settings.filters.sample_set)
    key = (*visit.scope, str(settings.filters))
    whole = None if view == "scatter" else _whole(*pair, key)
    return Compared(totals, ranking.with_words(rows), whole)


@st.cache_resource(max_entries=8, show_spinner=False)
def _whole(
    _store: Store, _a: Population, _b: Population, _filters: Filters, key: tuple[str, ...]
) -> pl.DataFrame | None:
    """Return all alleles tested; kept by what they depend on, as a pick draws them anew."""
    found = tested.tested_differences(_store, _a, _b, _filters)
    return None if found is None else tested.along_genome(found, _store.study.build)


@st.fragment
def draw(visit: Visit, settings: Settings, view: str, way: str, found: Compared) -> None:
    """Draw a view of two groups and the ranking; a pick in either reruns this block alone."""
    if view != "scatter" and found.whole is None:
        st.info(
            f"At most {tested.MOST_TESTED:,} variants are drawn here, and "
            f"{found.totals.n_compared:,} are compared. Name a gene or a region above."
        )
        return
    if view == "genome" and found.whole is not None:
        _genome(visit, settings, found, found.whole, way)
        return
    scope = "-".join((*visit.scope, settings.key, view))
    in_chart, in_table = f"chart-{scope}", f"ranking-{scope}"
    ring, rows = picks.of_table(scope), found.rows
    if view == "scatter":
        density = queries.frequency_density(visit.store, visit.a, visit.b, settings.filters)

        def build(look: Look) -> Any:
            return frequency_map.frequency_map(
                density, rows, visit.names, visit.marks_in(look), look, ring
            )

        shading = "shading counts all variants per cell"
    else:
        assert found.whole is not None
        whole = found.whole.select("difference", "log_p")
        points = _with_log_p(rows, found.whole)
        line = tested.log_p_at_level(found.whole)

        def build(look: Look) -> Any:
            marks = visit.marks_in(look)
            return volcano.volcano(whole, points, visit.names, marks, look, line, ring)

        shading = "shading counts all variants per cell; above the dashed line q is below 0.05"
    drawn = _figure(visit, settings, found.totals, rows, build, shading, view)
    figure.title(drawn, "map")
    left, right = st.columns([0.4, 0.6], gap="medium")
    with left:
        figure.chart(drawn, visit, "map", in_chart, picks.from_chart(scope, in_chart), ("pick",))
    with right:
        _table(rows, visit, scope, in_table, frequency_map.HEIGHT - 48, is_wide=False)
    figure.foot(drawn, visit, "map", _extra(view))


def _genome(
    visit: Visit, settings: Settings, found: Compared, whole: pl.DataFrame, measure: str
) -> None:
    """Draw the chart over the table; what is marked in the chart is what the table lists."""
    scope = "-".join((*visit.scope, settings.key, "genome", measure))
    in_chart = f"chart-{scope}"
    ends = picks.brush(in_chart)
    rows = found.rows.join(
        whole.select("allele_index", "place", "log_p", "fst"),
        on="allele_index", how="left", maintain_order="left",
    )  # fmt: skip
    listed, within = rows, whole
    if ends is not None:
        within = whole.filter(pl.col("place").is_between(*ends))
        best = tested.largest(visit.store, within, settings.order, 500)
        signed = _with_signs(visit, best, settings.filters.sample_set)
        listed = ranking.with_words(tested.with_intervals(signed))
    slim = whole.select("place", "log_p", "fst")
    contigs = tested.contig_starts(whole, visit.store.study.build)
    ring = picks.of_table(scope)
    shading = "grey marks are all variants, one per cell of the chart; −log10 p is drawn up to 300"
    if measure == "fst":
        shading += f". Over all variants Fst is {numbers.frequency(tested.overall_fst(whole))}"
    drawn = _figure(
        visit, settings, found.totals, rows,
        lambda look: genome_track.genome_track(
            slim, rows, contigs, measure, visit.marks_in(look), look, ring
        ),
        shading, "genome",
    )  # fmt: skip
    figure.title(drawn, "map")
    on_pick = picks.from_chart(scope, in_chart)
    figure.chart(drawn, visit, "map", in_chart, on_pick, ("pick", "brush"))
    _marked(listed.height, within.height, whole.height)
    if listed.is_empty():
        st.info("No variant lies in what is marked. Click beside it to mark nothing.")
    else:
        table = f"ranking-{scope}-{ends}"
        _table(listed, visit, scope, table, _SHORT, is_wide=True)
    figure.foot(drawn, visit, "map", _extra("genome"))


def _table(
    rows: pl.DataFrame, visit: Visit, scope: str, key: str, height: int, is_wide: bool
) -> None:
    picked = picks.picked(scope)
    opens.row(rows, picked, with_gene=True)
    on_select = picks.from_table(scope, key, rows)
    ranking.draw(rows, visit, key, on_select, height, is_wide)
    one = rows.filter(pl.col("variant_id") == picked) if picked else rows.clear()
    if one.height and not is_wide:
        with st.container(key="caption-picked"):
            st.markdown(escape(ranking.counts(one.row(0, named=True), visit.names)))


def _marked(n_listed: int, n_within: int, n_all: int) -> None:
    """Say how many alleles lie in the stretch marked and are listed, or how to mark one."""
    if n_within == n_all:
        with st.container(key="caption-marked"):
            st.markdown("Drag across the chart to list what lies there.")
        return
    lie = "lies" if n_within == 1 else "lie"
    said = f"{n_within:,} of {numbers.plural(n_all, 'variant')} {lie} in the stretch marked"
    listed = f", the first {n_listed:,} are listed" if n_listed < n_within else ""
    with st.container(key="caption-marked"):
        st.markdown(f"{said}{listed}.")


def _with_signs(visit: Visit, rows: pl.DataFrame, sample_set: str) -> pl.DataFrame:
    """Add sign, in words where an allele looks like a laboratory's doing, and empty elsewhere."""
    groupings = sorted({one.grouping for one in (visit.a, visit.b)} - {"cohort"})
    found = batch.batch_warnings(visit.store, rows, groupings, sample_set)
    words = found.select(
        "allele_index",
        pl.format("{}: {}, {}", "sign", "label", "call_set_name").alias("sign"),
    )
    joined = rows.join(words, on="allele_index", how="left", maintain_order="left")
    return joined.with_columns(pl.col("sign").fill_null(""))


def _with_log_p(rows: pl.DataFrame, whole: pl.DataFrame) -> pl.DataFrame:
    added = whole.select("allele_index", "log_p")
    return rows.join(added, on="allele_index", how="left", maintain_order="left")


def _extra(view: str) -> Mapping[str, str]:
    return {} if view == "scatter" else {"view": view}


def _figure(
    visit: Visit,
    settings: Settings,
    totals: DifferenceTotals,
    shown: pl.DataFrame,
    build: Any,
    shading: str,
    view: str,
) -> Figure:
    first = shown.row(0, named=True)
    chosen = settings.filters
    n_signs = shown.filter(pl.col("sign") != "").height
    drawn = f"all {numbers.count(totals.n_compared)}"
    if shown.height < totals.n_compared:
        drawn = f"the first {shown.height:,} of {totals.n_compared:,}"
    caption = " ".join(
        (
            f"Ranked by {ORDERS[settings.order]}; points and rows are {drawn}, {shading}.",
            captions.people(visit.a, chosen.sample_set, "A"),
            captions.people(visit.b, chosen.sample_set, "B"),
            captions.called(shown),
            captions.filters(chosen),
            captions.left_out(totals),
            "Intervals are Newcombe's 95 % of the difference; p is Fisher's exact where a cell is "
            "below 100, else chi-square, two-sided; q is Benjamini-Hochberg over the variants "
            "compared.",
            f"{numbers.count(n_signs)} of the rows carry a sign of a batch effect, such as call "
            "sets that differ within one group.",
            captions.study(visit, chosen.sample_set),
        )
    )
    words = ("name", "gene", "counts_a", "counts_b", "interval_a", "interval_b", "interval")
    return Figure(
        title=findings.comparison(first, visit.names) + ".",
        caption=caption,
        build=build,
        rows=shown.drop(words),
        file_parts=("frequencies", view, visit.a.label, visit.b.label),
        query="allele_differences",
    )
