"""The pages of a ranking, of which the address names one, and the files that hold all of it."""

from urllib.parse import urlencode

import streamlit as st

from straits.ui.address import url_state
from straits.ui.filters.asked_settings import Settings
from straits.ui.frame.page_frame import Visit
from straits.ui.frequencies.difference_files import FORMATS
from straits.ui.words import numbers
from straits.ui.words.markdown import paragraph

# Rows of a page.
ROWS = 500
# What of an address is of the screen alone.
_OF_SCREEN = (url_state.PAGE, "view", "drawn", "zoom")
_NAMES = {"csv": "CSV", "parquet": "Parquet", "xlsx": "Excel"}


def offset(settings: Settings, n_compared: int) -> int:
    """Return how many rows come before the page; a page beyond the last is the last."""
    return ROWS * (min(settings.page, _n_pages(n_compared)) - 1)


def rows_shown(first: int, n_rows: int, n_compared: int) -> str:
    """Say which variants of a ranking the points and rows of a page are.

    >>> rows_shown(0, 1, 1)
    'The point and the row are the one variant compared'
    >>> rows_shown(0, 12, 12)
    'Points and rows are all 12 variants compared'
    >>> rows_shown(0, 500, 4083)
    'Points and rows are the first 500 of the 4,083 variants compared'
    >>> rows_shown(4000, 83, 4083)
    'Points and rows are numbers 4,001 to 4,083 of the 4,083 variants compared'
    >>> rows_shown(500, 1, 501)
    'The point and the row are number 501 of the 501 variants compared'
    """
    if n_rows == n_compared == 1:
        return "The point and the row are the one variant compared"
    if n_rows == n_compared:
        return f"Points and rows are all {n_compared:,} variants compared"
    of_all = f"of the {n_compared:,} variants compared"
    if n_rows == 1:
        return f"The point and the row are number {first + 1:,} {of_all}"
    if first == 0:
        return f"Points and rows are the first {n_rows:,} {of_all}"
    return f"Points and rows are numbers {first + 1:,} to {first + n_rows:,} {of_all}"


def draw(settings: Settings, n_compared: int) -> None:
    """Draw which rows the page holds, and the choice of another; nothing where there is one."""
    n_pages = _n_pages(n_compared)
    if n_pages == 1:
        return
    page = min(settings.page, n_pages)
    first = ROWS * (page - 1)
    last = min(first + ROWS, n_compared)
    with st.container(key="pages", horizontal=True, vertical_alignment="center"):
        st.markdown(f"Rows {first + 1:,} to {last:,} of {n_compared:,}", width="content")
        chosen = url_state.page_number(url_state.PAGE, n_pages)
    if chosen != page:
        # What was drawn around it is of the page before.
        st.rerun()


def files(visit: Visit, settings: Settings, n_compared: int) -> None:
    """Draw links to files of all the rows, which are made while they are sent."""
    here = {name: text for name, text in url_state.all_of_it().items() if name not in _OF_SCREEN}
    asked = here | {
        "a": visit.a.population_id,
        "b": visit.b.population_id,
        "people": settings.filters.sample_set,
        "r": visit.store.release_id,
    }
    # What Markdown would act on within an address is written as its code.
    query = urlencode(asked, safe=":/@,").replace("_", "%5F")
    named = " ".join(f"[{_NAMES[ending]}](./differences.{ending}?{query})" for ending in FORMATS)
    order = "in the order of the ranking" if "order" in here else "in genome order"
    told = f"All {numbers.plural(n_compared, 'row')} with every column, {order}:"
    paragraph("whole-table", f"{told} {named}")


def _n_pages(n_compared: int) -> int:
    return max(-(-n_compared // ROWS), 1)
