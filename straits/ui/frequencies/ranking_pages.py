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
    """Say which rows of a ranking a page holds.

    >>> rows_shown(0, 1, 1), rows_shown(0, 12, 12)
    ('the only one', 'all 12')
    >>> rows_shown(0, 500, 4083), rows_shown(4000, 83, 4083)
    ('the first 500 of 4,083', 'rows 4,001 to 4,083 of 4,083')
    """
    if n_rows == n_compared == 1:
        return "the only one"
    if n_rows == n_compared:
        return f"all {numbers.count(n_compared)}"
    if first == 0:
        return f"the first {n_rows:,} of {n_compared:,}"
    return f"rows {first + 1:,} to {first + n_rows:,} of {n_compared:,}"


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
