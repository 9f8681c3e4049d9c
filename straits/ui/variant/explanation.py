"""A difference worked out step by step with its own numbers, for a reader who learns."""

import streamlit as st

from straits import queries
from straits.ui.frame.page_frame import Visit
from straits.ui.words.markdown import escape, paragraph
from straits.ui.words.numbers import count, frequency, p_value, ratio, signed


def draw(visit: Visit, pair: queries.allele.Contrast) -> None:
    """Draw what each figure of the panel means, what goes in, and the sum that gives it.

    pair
        A contrast with counts on both sides.
    """
    a, b = visit.names
    for heading, text in (
        ("What goes in", _inputs(pair, a, b)),
        ("The difference", _difference(pair)),
        ("Its interval", _interval(pair)),
        ("Ratio and odds ratio", _ratios(pair)),
        ("The test", _test(pair, a, b)),
        ("What could have been found", _findable(pair)),
    ):
        st.markdown(f"**{heading}.** {escape(text)}")
    paragraph("caption-sources", escape(f"Sources: {' '.join(queries.allele.SOURCES)}"))


def _inputs(pair: queries.allele.Contrast, a: str, b: str) -> str:
    return (
        f"Every person has two copies of most places in the genome. In {a} (A) {count(pair.an_a)} "
        f"copies of this place could be read, the AN, and {count(pair.ac_a)} of them carry the "
        f"allele, the AC. In {b} (B) it is {count(pair.ac_b)} of {count(pair.an_b)}. Copies that "
        "could not be read count on neither side."
    )


def _difference(pair: queries.allele.Contrast) -> str:
    return (
        f"AF = AC / AN. A: {count(pair.ac_a)} / {count(pair.an_a)} = {frequency(pair.af_a)}. "
        f"B: {count(pair.ac_b)} / {count(pair.an_b)} = {frequency(pair.af_b)}. "
        f"A − B = {frequency(pair.af_a)} − {frequency(pair.af_b)} = {signed(pair.difference)}."
    )


def _interval(pair: queries.allele.Contrast) -> str:
    a, b = frequency(pair.af_a), frequency(pair.af_b)
    low_a, high_a = frequency(pair.af_low_a), frequency(pair.af_high_a)
    low_b, high_b = frequency(pair.af_low_b), frequency(pair.af_high_b)
    return (
        f"Other people of the same groups would give other counts. Wilson's interval of A is "
        f"{low_a} to {high_a}, that of B {low_b} to {high_b}. Newcombe joins them. Lower end: "
        f"{signed(pair.difference)} − √(({a} − {low_a})² + ({high_b} − {b})²) = "
        f"{signed(pair.difference_low)}. Upper end: {signed(pair.difference)} + √(({high_a} − {a})"
        f"² + ({b} − {low_b})²) = {signed(pair.difference_high)}. If 0 lies outside, chance alone "
        "is a poor explanation."
    )


def _ratios(pair: queries.allele.Contrast) -> str:
    without_a, without_b = (
        count((pair.an_a or 0) - (pair.ac_a or 0)),
        count((pair.an_b or 0) - (pair.ac_b or 0)),
    )
    return (
        f"Ratio: {frequency(pair.af_a)} / {frequency(pair.af_b)} = {ratio(pair.ratio)}. Odds "
        f"ratio: ({count(pair.ac_a)} / {without_a}) / ({count(pair.ac_b)} / {without_b}) = "
        f"{ratio(pair.odds_ratio)}; the two agree where the allele is rare. Their intervals "
        "hold all values that a score test at 5 % would not reject."
    )


def _test(pair: queries.allele.Contrast, a: str, b: str) -> str:
    expected = (
        f"If {a} and {b} had one frequency, A would have {pair.expected_a:,.1f} copies on average "
        f"and B {pair.expected_b:,.1f}; they have {count(pair.ac_a)} and {count(pair.ac_b)}. "
    )
    if pair.is_exact:
        how = (
            "A cell of the two-by-two table is below 100, so Fisher's exact test adds up the "
            "chances of every table with the same margins that is no more likely than this one"
        )
    else:
        how = (
            "All four cells are at least 100, so the chi-square test adds up "
            "(seen − expected)² / expected over them, and asks how often chance gives so much"
        )
    return (
        f"{expected}{how}: p = {p_value(pair.p)}. It assumes that people are unrelated. You chose "
        "this variant, so nothing is corrected; on the page Frequencies, where many are looked "
        "at, read q."
    )


def _findable(pair: queries.allele.Contrast) -> str:
    power, alpha = f"{queries.allele.POWER * 100:.0f} %", f"{queries.allele.ALPHA}"
    if pair.detectable is None:
        return f"With so few copies no difference reaches p < {alpha} in {power} of samples."
    return (
        f"With {count(pair.an_a)} and {count(pair.an_b)} copies a true difference of "
        f"{frequency(pair.detectable)}, upwards from the rarer side, reaches p < {alpha} in "
        f"{power} of samples. A smaller one may be there and stay unseen: "
        "“not significant” is not “alike”."
    )
