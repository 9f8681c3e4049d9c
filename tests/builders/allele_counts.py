"""Allele counts for tests of statistics."""

from collections.abc import Callable

from hypothesis import strategies as st


@st.composite
def allele_counts(
    draw: Callable[[st.SearchStrategy[int]], int], min_an: int = 1, max_an: int = 400
) -> tuple[int, int]:
    """Draw (AC, AN) with 0 <= AC <= AN."""
    an = draw(st.integers(min_an, max_an))
    return draw(st.integers(0, an)), an
