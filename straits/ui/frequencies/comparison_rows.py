"""The ranking of a comparison, its table beside a chart or below it, and the words of its chart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from straits import queries
from straits.charts.comparison import frequency_map
from straits.charts.legend import Key
from straits.charts.look import Look
from straits.popgen import contingency
from straits.ui.explain import explain_panel, pair_offers
from straits.ui.figures import captions, figure, methods, open_in_sql, picks, signs, tables
from straits.ui.figures.figure import Figure
from straits.ui.figures.methods import Method
from straits.ui.figures.tables import number, text
from straits.ui.filters.asked_settings import ORDERS, Settings
from straits.ui.frame.page_frame import Visit
from straits.ui.frequencies import ranking_pages
from straits.ui.sentences import of_pair
from straits.ui.words import findings, glossary, numbers
from straits.ui.words.markdown import escape, paragraph

_WORDS = ("name", "gene", "counts_a", "counts_b", "interval_a", "interval_b", "interval",
          "testable")  # fmt: skip

# What a narrow table leaves out: the counts of a row that is picked stand above it instead.
_WIDE_ONLY = ("counts_a", "counts_b", "test", "consequence")
# The names of tests in a narrow column.
_SHORT = {contingency.FISHER: "Fisher", contingency.CHI_SQUARE: "chi-square"}

# Signs of a batch effect there: between which, or of what.
_SHORT_SIGNS = {
    queries.comparison.BETWEEN_CALL_SETS: "call sets",
    queries.comparison.WITH_PANEL: "panel",
    queries.comparison.HETEROZYGOTES: "hets",
}


@dataclass(frozen=True)
class Compared:
    """What the views of two groups are drawn from.

    rows
        The alleles of a page of the ranking, as of `ranked`.
    leading
        Those of the first page.
    offset
        How many alleles are ranked before the page.
    """

    totals: queries.comparison.DifferenceTotals
    family: queries.comparison.Family
    rows: pl.DataFrame
    leading: pl.DataFrame
    offset: int


def ranked(visit: Visit, settings: Settings, rows: pl.DataFrame) -> pl.DataFrame:
    """Return alleles of a comparison with words, interval and sign."""
    pair, who = (visit.a, visit.b), settings.filters.sample_set
    rows = signs.with_signs(visit.store, pair, queries.comparison.with_intervals(rows), who)
    ends = [
        numbers.signed_ends(low, high)
        for low, high in rows.select("difference_low", "difference_high").iter_rows()
    ]
    return tables.with_words(rows).with_columns(pl.Series("interval", ends, pl.String))


def draw(
    drawn: Figure, visit: Visit, settings: Settings, compared: Compared, scope: str, view: str
) -> None:
    """Draw the figure of a view with the ranking on the right of its chart."""
    in_chart, in_table = f"chart-{scope}", f"ranking-{scope}"
    with figure.whole("map"):
        figure.title(drawn, visit, "map")
        with st.container(key="ranking-pair"):
            left, right = st.columns([0.35, 0.65], gap="medium")
        with left:
            on_pick = picks.from_chart(scope, in_chart)
            figure.chart(drawn, visit, key=in_chart, on_select=on_pick, selection_mode=("pick",))
        with right:
            table(compared.rows, visit, scope, in_table, frequency_map.HEIGHT - 48, is_wide=False)
            explained(compared.rows, compared.family, visit, scope)
            ranking_pages.draw(settings, compared.totals.n_compared)
        figure.foot(drawn, visit, "map", {"view": view})


def table(
    rows: pl.DataFrame, visit: Visit, scope: str, key: str, height: int, is_wide: bool
) -> None:
    """Draw the alleles with a link to the one picked; below a narrow table its counts."""
    picked = picks.picked(scope)
    picks.draw_links(rows, picked, with_gene=True)
    on_select = picks.from_table(scope, key, rows)
    _draw(rows, visit, key, on_select, height, is_wide)
    chosen = rows.filter(pl.col("variant_id") == picked) if picked else rows.clear()
    if chosen.height and not is_wide:
        paragraph("caption-picked", escape(_counts(chosen.row(0, named=True), visit.names)))


def explained(
    rows: pl.DataFrame, family: queries.comparison.Family, visit: Visit, scope: str
) -> None:
    """Draw what explains the figures of the allele that is picked; nothing where none is."""
    picked = picks.picked(scope)
    chosen = rows.filter(pl.col("variant_id") == picked) if picked else rows.clear()
    if chosen.height:
        row = chosen.row(0, named=True)
        explain_panel.draw("ranked", lambda: pair_offers.of_ranked(row, family, visit.names))


def figure_of(
    visit: Visit,
    settings: Settings,
    compared: Compared,
    build: Callable[[Look], Any],
    shading: str,
    view: str,
    others: Callable[[Look], Sequence[Key]],
    query: str = "allele_differences",
) -> Figure:
    """Return a chart of the ranking's alleles with the words that belong to it.

    shading
        What of the chart is not the ranking.
    others
        What the marks stand for that are no points.
    """
    rows, totals = compared.rows, compared.totals
    chosen = settings.filters
    drawn = ranking_pages.rows_shown(compared.offset, rows.height, totals.n_compared)
    caption = " ".join(
        (
            f"Ranked by {ORDERS[settings.order]}. {drawn}; {shading}.",
            captions.people(visit.a, chosen.sample_set, "A"),
            captions.people(visit.b, chosen.sample_set, "B"),
            captions.called(rows),
            captions.filters(chosen),
            captions.left_out(totals),
            f"Intervals of AF are Wilson's of 95 %{captions.EXACT}; those of the difference are "
            "Newcombe's; p is Fisher's exact where a cell is below 100, else chi-square, "
            "two-sided; q is Benjamini-Hochberg over the variants compared.",
            signs.counted(rows, (visit.a, visit.b)),
            captions.study(visit, chosen.sample_set),
        )
    )
    return Figure(
        title=of_pair.ranked(compared.leading, visit.names) + ".",
        caption=caption,
        build=build,
        rows=rows.drop(_WORDS),
        file_parts=("frequencies", view, visit.a.label, visit.b.label),
        query=query,
        method=Method(
            chosen.sample_set,
            methods.of_pair(visit),
            alleles=f"{captions.filters(chosen)} {captions.left_out(totals)}",
            steps=(f"Ranked by {ORDERS[settings.order]}.", *methods.of_family(totals)),
            statistics=(*methods.OF_RANKING, "q", "bonferroni"),
        ),
        counted=open_in_sql.of_ranking(
            visit, chosen, settings.order, ranking_pages.ROWS, compared.offset
        ),
        keys=lambda look: (*visit.keys_in(look), *others(look)),
    )


def _draw(
    rows: pl.DataFrame,
    visit: Visit,
    key: str,
    on_select: Callable[[], None],
    height: int,
    is_wide: bool,
) -> None:
    """Draw the alleles as of `ranked`; one row can be selected.

    is_wide
        Whether the table has the page's whole width; a narrow one has fewer columns, not a scroll.
    """
    columns = _columns(visit, is_wide)
    hidden = set() if is_wide else {*_WIDE_ONLY}
    if not (rows["sign"] != "").any():
        hidden.add("sign")
    if rows["consequence"].is_null().all():
        hidden.add("consequence")
    # Without q Bonferroni's p stands for it; with q it would say less.
    hidden.add("q" if rows["q"].is_null().all() else "p_bonferroni")
    shown = [name for name in columns if name not in hidden]
    chance = [
        pl.Series(name, [numbers.p_value(value) for value in rows[name]], pl.String)
        for name in ("p", "q", "p_bonferroni")
    ]
    words = rows.with_columns(
        *chance,
        pl.Series("ratio", [_ratio(row) for row in rows.iter_rows(named=True)], pl.String),
        pl.Series("gene", [_genes(row["gene"], is_wide) for row in rows.iter_rows(named=True)]),
        pl.col("test").replace(_SHORT),
        *([] if is_wide else [_sign_in_short()]),
        pl.col("consequence").str.replace_all("_", " "),
    )
    tables.draw(
        words, {name: columns[name] for name in shown if name in words.columns},
        "The alleles compared, in the order of the ranking",
        height=height, key=key, on_select=on_select, selection_mode="single-row",
    )  # fmt: skip


def _counts(row: dict[str, Any], names: tuple[str, str]) -> str:
    """Return the counts behind a row: AC/AN and interval of each side, and the test."""
    sides = "; ".join(
        f"{name} {row[f'counts_{side}']} (AF {numbers.frequency(row[f'af_{side}'])}, 95 % "
        f"{row[f'interval_{side}']})"
        for side, name in zip("ab", names, strict=True)
    )
    q = f", p × n {numbers.p_value(row['p_bonferroni'])}"
    if row["q"] is not None:
        q = f", q {numbers.p_value(row['q'])}"
    sign = f" Sign of a batch effect: {row['sign']}." if row["sign"] else ""
    chance = f"p {numbers.p_value(row['p'])}, {row['test']}{q}"
    return f"{findings.name(row)}: {sides}; {chance}.{sign}"


def _ratio(row: dict[str, Any]) -> str:
    """Write AF in A over AF in B, infinite where B alone has none as on the page of a variant."""
    is_infinite = row["ratio"] is None and row["af_b"] == 0 and (row["af_a"] or 0) > 0
    return numbers.ratio(float("inf") if is_infinite else row["ratio"])


def _sign_in_short() -> pl.Expr:
    """Return what differs; the row that is picked has its sign in words above the table."""
    kind = pl.col("sign").str.split(":").list.first()
    return kind.replace_strict(_SHORT_SIGNS, default=kind).alias("sign")


def _genes(named: str, is_wide: bool) -> str:
    """Write the genes of an allele; in a narrow table the first, and how many more there are."""
    first, *others = named.split(", ")
    return named if is_wide or not others else f"{first} +{len(others)}"


def _columns(visit: Visit, is_wide: bool) -> dict[str, Any]:
    columns: dict[str, Any] = {
        "name": text("Variant", width=150 if is_wide else 126),
        "gene": text("Gene", width=100 if is_wide else 66),
        "sign": text("Batch?", width=110 if is_wide else 62, help=glossary.meaning("batch")),
        "consequence": text("Predicted", width=132, help=glossary.meaning("consequence")),
        "difference": number(
            "A − B", format="%+.3g", width=76, help=glossary.meaning("difference")
        ),
        "interval": text(
            "95 %", alignment="right", width=134, help=glossary.meaning("newcombe")
        ),
        "ratio": text("A/B", alignment="right", width=48, help=glossary.meaning("ratio")),
    }  # fmt: skip
    for side, (colour, _) in zip("ab", visit.marks, strict=True):
        columns[f"af_{side}"] = st.column_config.ProgressColumn(
            f"AF {side.upper()}", format="%.3f", min_value=0, max_value=1, color=colour,
            width=96 if is_wide else 62, help=glossary.meaning("af"),
        )  # fmt: skip
        columns[f"counts_{side}"] = text(
            f"AC/AN {side.upper()}", alignment="right", width=88, help=glossary.meaning("ac")
        )
    columns["p"] = text("p", alignment="right", width=56, help=glossary.meaning("difference_test"))
    columns["test"] = text("Test", width=84, help=glossary.meaning("difference_test"))
    columns["q"] = text("q", alignment="right", width=56, help=glossary.meaning("q"))
    columns["p_bonferroni"] = text(
        "p × n", alignment="right", width=58, help=glossary.meaning("bonferroni")
    )
    return columns
