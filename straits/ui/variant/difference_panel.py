"""A against B at one allele: how large the difference is, and whether chance explains it."""

from dataclasses import asdict, dataclass, replace
from functools import partial

import polars as pl
import streamlit as st

from straits import queries
from straits.charts.comparison.difference_interval import DifferenceWords, difference_interval
from straits.charts.look import Look
from straits.charts.vega import Spec
from straits.ui.explain import explain_panel, pair_offers
from straits.ui.explain.offers import Offer
from straits.ui.figures import captions, figure, methods, open_in_sql
from straits.ui.figures.figure import Figure
from straits.ui.figures.methods import Method
from straits.ui.frame.page_frame import Visit
from straits.ui.sentences import of_pair
from straits.ui.variant import batch_words
from straits.ui.words import numbers
from straits.ui.words.markdown import escape, paragraph

# Why a withheld count does not enter as a range, as one does that a panel publishes as "<5".
_WITHHELD = (
    "A whole cell is withheld, by its number of people: nothing is said of its AC or AN, so no "
    "range of p can be given either. Any p would be possible."
)


@dataclass(frozen=True)
class Together:
    """What the groups of a grouping say together, as of queries.allele.

    sign
        A sign of a batch effect that the allele carries, in words; else empty.
    filters
        What FILTER says of the allele, in words.
    """

    grouping_label: str
    groups: pl.DataFrame
    omnibus: queries.allele.Omnibus
    group_max: queries.allele.GroupMax
    call_sets: pl.DataFrame
    sign: str
    filters: str


def draw(
    visit: Visit,
    named: str,
    contrast: queries.allele.Contrast,
    together: Together,
    allele_index: int,
) -> None:
    """Draw the panel: a title, the interval, and one line per figure, each with its method."""
    lines = [*_of_pair(contrast), *_of_groups(together)]
    of_whom = _of_whom(visit, contrast, together.filters)
    told = " ".join((*(f"{name} {value} ({how})." for name, value, how in lines), of_whom))
    shown = _figure(visit, named, contrast, together, told, allele_index)
    with st.container(key="panel", gap="small"), figure.whole("difference"):
        figure.title(shown, visit, "difference")
        if contrast.difference is not None:
            figure.chart(shown, visit)
        _lines(lines)
        if contrast.is_withheld:
            paragraph("caption-withheld", _WITHHELD)
        batch_words.call_sets(together.call_sets)
        # What the table says is not said again.
        figure.caption(replace(shown, caption=of_whom), visit, "difference")
        if contrast.difference is not None:
            figure.actions(shown, visit, "difference")
        explain_panel.draw("difference", lambda: offered(visit, contrast, together))


def offered(visit: Visit, contrast: queries.allele.Contrast, together: Together) -> list[Offer]:
    """Return the figures of the panel that are explained."""
    return [
        *pair_offers.of_contrast(contrast, visit.names),
        *pair_offers.of_grouping(together.groups, together.omnibus, together.group_max),
        *pair_offers.of_call_sets(together.call_sets),
    ]


def _figure(
    visit: Visit,
    named: str,
    contrast: queries.allele.Contrast,
    together: Together,
    caption: str,
    allele_index: int,
) -> Figure:
    a, b = visit.names
    one = queries.allele.Filters(
        span=(allele_index, allele_index), sample_set=visit.sample_set, min_an=1,
        filter_pass_only=False, unaligned_indels=True,
    )  # fmt: skip
    counted = open_in_sql.of_pair(visit, "pair_at_allele", [(visit.a, visit.b)], one)

    def build(look: Look, words: DifferenceWords | None = None) -> Spec:
        ends = (contrast.difference_low or 0.0, contrast.difference_high or 0.0)
        marks = visit.marks_in(look)
        return difference_interval(contrast.difference or 0.0, *ends, marks, look, words)

    return Figure(
        title=of_pair.difference(named, contrast, (a, b), together.sign),
        caption=caption,
        build=build,
        build_alone=partial(build, words=DifferenceWords((a, b), _in_chart(contrast))),
        rows=pl.DataFrame([{"variant": named, "a": a, "b": b, **asdict(contrast)}]),
        file_parts=("difference", named),
        query="group_counts",
        method=Method(
            visit.sample_set,
            methods.of_pair(visit),
            alleles=f"{named}, shown whatever its FILTER, which is {together.filters}.",
            steps=(
                _people(contrast),
                "One allele, chosen by the reader: p is corrected for nothing.",
            ),
            statistics=("difference", "ratio", "odds_ratio", *_tests(contrast), "power"),
        ),
        counted=counted,
        keys=visit.keys_in,
    )


def _of_whom(visit: Visit, contrast: queries.allele.Contrast, filters: str) -> str:
    """Return of whom the difference is, and of which release."""
    parts = (
        captions.people(visit.a, visit.sample_set, "A"),
        captions.people(visit.b, visit.sample_set, "B"),
        _people(contrast),
        f"FILTER {filters}.",
        captions.study(visit, visit.sample_set),
    )
    return " ".join(part for part in parts if part)


def _people(contrast: queries.allele.Contrast) -> str:
    """Say how many people of A and of B have a genotype; empty where that is withheld."""
    n_a, n_b = contrast.n_called_a, contrast.n_called_b
    if n_a is None or n_b is None or contrast.is_withheld:
        return ""
    an_a, an_b = (numbers.count(an) for an in (contrast.an_a, contrast.an_b))
    return (
        f"People with a genotype here: {numbers.count(n_a)} in A (AN {an_a}), "
        f"{numbers.count(n_b)} in B (AN {an_b})."
    )


def _tests(contrast: queries.allele.Contrast) -> tuple[str, ...]:
    """Return the test that was made, as straits.explained names it; both where it is not told."""
    if contrast.is_exact is None:
        return ("fisher", "chi_square")
    return ("fisher",) if contrast.is_exact else ("chi_square",)


def _in_chart(contrast: queries.allele.Contrast) -> str:
    """Return A less B with its interval and AN, as one line."""
    ends = numbers.signed_ends(contrast.difference_low, contrast.difference_high)
    away = numbers.signed(contrast.difference)
    an_a, an_b = (numbers.count(an) for an in (contrast.an_a, contrast.an_b))
    return f"A - B {away} ({ends}, 95 %); AN {an_a} in A, {an_b} in B"


def _of_range(contrast: queries.allele.Contrast) -> list[tuple[str, str, str]]:
    """Return the lines of a pair of which a count is known only as a range: no single figure."""
    of_side = (
        ("A", contrast.ac_low_a, contrast.ac_high_a, contrast.an_a),
        ("B", contrast.ac_low_b, contrast.ac_high_b, contrast.an_b),
    )
    lines = [
        (
            f"AC in {letter}",
            numbers.ends(low, high, numbers.count),
            f"of AN {numbers.count(an)}, AF {_frequencies(low, high, an)}",
        )
        for letter, low, high, an in of_side
    ]
    ends = numbers.signed_ends(contrast.difference_low, contrast.difference_high)
    lines.append(("A − B", ends, "lowest to highest end of Newcombe 95 %, over all such counts"))
    if contrast.p_low is not None and contrast.p_high is not None:
        p = f"{numbers.p_value(contrast.p_low)} to {numbers.p_value(contrast.p_high)}"
        lines.append(("p", p, f"{contrast.test}, over all such counts; AN {_called(contrast)}"))
    return lines


def _frequencies(low: int | None, high: int | None, an: int | None) -> str:
    if low is None or high is None or not an:
        return numbers.MISSING
    return numbers.ends(low / an, high / an, numbers.frequency)


def _ratio_words(low: float | None, high: float | None, method: str) -> str:
    if low is None or high is None:
        return "not defined for these counts"
    return f"{numbers.ratio(low)} to {numbers.ratio(high)}, {method} 95 %"


def _of_pair(contrast: queries.allele.Contrast) -> list[tuple[str, str, str]]:
    if contrast.is_censored:
        return _of_range(contrast)
    if contrast.difference is None:
        return []
    ends = numbers.signed_ends(contrast.difference_low, contrast.difference_high)
    findable = "no difference could have been found"
    if contrast.detectable is not None:
        findable = f"{numbers.frequency(contrast.detectable)} or more"
    return [
        ("A − B", numbers.signed(contrast.difference), f"{ends}, Newcombe 95 %"),
        (
            "Ratio A/B",
            numbers.ratio(contrast.ratio),
            _ratio_words(contrast.ratio_low, contrast.ratio_high, "Koopman score"),
        ),
        (
            "Odds ratio",
            numbers.ratio(contrast.odds_ratio),
            _ratio_words(contrast.odds_ratio_low, contrast.odds_ratio_high, "Cornfield score"),
        ),
        ("p", numbers.p_value(contrast.p), f"{contrast.test}; AN {_called(contrast)}"),
        ("q", "not applicable", "one variant is a family of one, chosen by you"),
        (
            "Could be found",
            findable,
            f"in {queries.allele.POWER * 100:.0f} % of samples of this AN, "
            f"p < {queries.allele.ALPHA}",
        ),
    ]


def _of_groups(together: Together) -> list[tuple[str, str, str]]:
    omnibus = together.omnibus
    groups = numbers.plural(omnibus.n_groups, "group")
    lines = []
    if omnibus.p is not None:
        lines.append(
            (
                "All groups",
                f"p {numbers.p_value(omnibus.p)}",
                f"{omnibus.test}; {groups} of {together.grouping_label.lower()}, call sets summed",
            )
        )
    highest = together.group_max
    if highest.n_eligible:
        out = "; ".join(f"{label} excluded ({why})" for label, why in highest.excluded)
        where = f"in {highest.group}" if highest.group else "no group has an AC of 2"
        lines.append(
            (
                "GroupMax faf95",
                numbers.frequency(highest.faf95),
                f"{where}; of {numbers.plural(highest.n_eligible, 'group')}, "
                f"{out or 'none excluded'}",
            )
        )
    return lines


def _called(contrast: queries.allele.Contrast) -> str:
    return f"{numbers.count(contrast.an_a)} and {numbers.count(contrast.an_b)}"


def _lines(lines: list[tuple[str, str, str]]) -> None:
    rows = "\n".join(
        f"| {escape(name)} | **{escape(value)}** | {escape(how)} |" for name, value, how in lines
    )
    if rows:
        st.markdown(f"| | | |\n| :--- | ---: | :--- |\n{rows}")
