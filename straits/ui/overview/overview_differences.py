"""What the overview says: the largest differences, where to go next, and who is in the study."""

from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from straits import queries
from straits.charts.comparison.top_differences import top_differences
from straits.charts.look import Look
from straits.ui.address import links
from straits.ui.explain import explain_panel, pair_offers
from straits.ui.explain.offers import Offer
from straits.ui.figures import captions, figure, methods, open_in_sql, signs, tables
from straits.ui.figures.figure import Figure
from straits.ui.figures.methods import Method
from straits.ui.frame.page_frame import Visit
from straits.ui.sentences import of_pair
from straits.ui.words import findings, numbers
from straits.ui.words.markdown import escape, paragraph

# What the finding and its chart take up, for what stands there while they are counted.
HEIGHT = 460
# What the file leaves out.
_WORDS = ("name", "gene", "counts_a", "counts_b", "interval_a", "interval_b", "testable")


def finding(visit: Visit, totals: queries.comparison.DifferenceTotals, top: pl.DataFrame) -> None:
    """Draw the answer in a sentence, and the largest differences as links beside their chart."""
    if top.is_empty():
        st.info(f"{_nothing(totals)} Choose other groups at the top right.")
        return
    pair = (visit.a, visit.b)
    shown = signs.with_signs(visit.store, pair, tables.with_words(top), visit.sample_set)
    drawn = _figure(visit, totals, shown)
    with figure.whole("top"):
        paragraph("finding", escape(drawn.title))
        paragraph("chart-title-top", escape(_listed(visit, totals, shown)))
        figure.legend_of(drawn.keys(visit.look), "top")
        with st.container(key="top-pair"):
            links_beside, chart = st.columns([0.37, 0.63], gap="small")
        with links_beside, st.container(key="top-links"):
            _links(shown)
        with chart:
            figure.chart(drawn, visit)
        figure.foot(drawn, visit, "top")
        explain_panel.draw("top", lambda: _offered(visit, shown))


def _nothing(totals: queries.comparison.DifferenceTotals) -> str:
    """Say why nothing is compared, which is no finding where it is withheld."""
    left = totals.n_withheld + totals.n_censored
    if left:
        return (
            f"Nothing can be compared here: counts of {numbers.plural(left, 'allele')} are "
            "withheld by the study's profile in A or in B."
        )
    return "No allele was called in both A and B."


def _listed(visit: Visit, totals: queries.comparison.DifferenceTotals, shown: pl.DataFrame) -> str:
    """Return of what the list is."""
    first, second = visit.names
    compared = numbers.plural(totals.n_compared, "variant")
    return (
        f"The {shown.height} largest differences between {first} (A) and {second} (B), of "
        f"{compared}"
    )


def _offered(visit: Visit, shown: pl.DataFrame) -> list[Offer]:
    """Return the figures of each allele of the list."""
    chosen = queries.allele.Filters(sample_set=visit.sample_set)
    family = queries.comparison.family_of_tests(visit.store, visit.a, visit.b, chosen)
    return [
        one
        for row in shown.iter_rows(named=True)
        for one in pair_offers.of_ranked(row, family, visit.names, row["name"])
    ]


def _links(shown: pl.DataFrame) -> None:
    """Draw each allele and its gene as links, in the height of a row of the chart."""
    for row in shown.iter_rows(named=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            # Longer ones would not stand in one line with their gene, beside their row.
            named = findings.short(row["name"], 20, 4)
            links.link(escape(named), "variant", {"v": row["variant_id"]})
            symbol = (row["gene_symbol"] or "").split(";")[0]
            if symbol:
                links.link(escape(symbol), "gene", {"g": symbol})


def _figure(
    visit: Visit, totals: queries.comparison.DifferenceTotals, shown: pl.DataFrame
) -> Figure:
    chosen = queries.allele.Filters(sample_set=visit.sample_set)
    caption = " ".join(
        (
            f"{_listed(visit, totals, shown)}.",
            f"Points are AF with Wilson's 95 % interval{captions.EXACT}; the figure on the right "
            "is A less B.",
            captions.people(visit.a, visit.sample_set, "A"),
            captions.people(visit.b, visit.sample_set, "B"),
            captions.called(shown),
            captions.filters(chosen),
            captions.left_out(totals),
            signs.counted(shown, (visit.a, visit.b)),
            captions.study(visit, visit.sample_set),
        )
    )

    def build(look: Look, has_names: bool = False) -> Any:
        return top_differences(shown, visit.names, visit.marks_in(look), look, has_names)

    return Figure(
        title=f"{of_pair.ranked(shown, visit.names)}.",
        caption=caption,
        build=build,
        rows=shown.drop(_WORDS if shown["q"].null_count() < shown.height else (*_WORDS, "q")),
        file_parts=("top-differences", visit.a.label, visit.b.label),
        query="allele_differences",
        method=Method(
            visit.sample_set,
            methods.of_pair(visit),
            alleles=f"{captions.filters(chosen)} {captions.left_out(totals)}",
            steps=methods.of_family(totals),
            statistics=(*methods.OF_RANKING, "q"),
        ),
        counted=open_in_sql.of_ranking(visit, chosen, "abs_difference", shown.height),
        keys=visit.keys_in,
        build_alone=partial(build, has_names=True),
    )


def in_figures(visit: Visit, totals: queries.study.StudyTotals) -> None:
    """Draw the size of the study in a few lines."""
    study = visit.store.study
    st.markdown(f"**{escape(study.name)}**")
    if study.description:
        st.markdown(escape(study.description))
    people = numbers.plural(totals.n_people or 0, "person", "people")
    lines = (
        f"{people if totals.n_people is not None else 'People'} of "
        f"{_groups(visit, totals.n_groups)}, {numbers.plural(totals.n_sites, 'site')}, "
        f"{numbers.plural(totals.n_call_sets, 'call set')}",
        f"{numbers.plural(totals.n_alleles, 'variant')}, some in "
        f"{numbers.plural(totals.n_genes_with_alleles, 'gene')}",
        f"{numbers.plural(totals.n_calls, 'genotype call')}, "
        f"{numbers.count(totals.n_missing_calls)} missing",
        f"{numbers.count(totals.n_dropped)} people, records, alleles or calls left out at "
        "ingest, with the reasons below"
        if totals.n_dropped
        else "nothing left out at ingest",
    )
    paragraph("figures", "\n".join(f"- {escape(line)}" for line in lines))


def _groups(visit: Visit, n_groups: int) -> str:
    """Count groups; those that are inferred are other groups of the same people."""
    of_people = queries.groups.populations(visit.store).filter(
        "is_inferred", ~pl.col("is_panel"), pl.col("grouping") != "cohort"
    )
    n_inferred = of_people.select("grouping", "group_id").n_unique()
    if not 0 < n_inferred < n_groups:
        return numbers.plural(n_groups, "group")
    reported = numbers.plural(n_groups - n_inferred, "self-reported group")
    return f"{reported} ({numbers.count(n_inferred)} inferred)"
