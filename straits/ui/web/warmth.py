"""What is slow the first time, done before the first visitor comes."""

import gc
import importlib
import logging
import threading

from altair.utils import schemapi

from straits import queries, store, workbench
from straits.comparison import first_use
from straits.errors import StraitsError

_LOG = logging.getLogger("straits.ui")

# Each costs a tenth of a second or more on first import.
_SLOW_IMPORTS = ("altair", "pandas", "pyarrow", "vl_convert", "streamlit.elements.vega_charts")


def warm_up() -> None:
    """Import what pages need, ask the store its first questions, and leave charts unchecked.

    A store that is missing is no reason not to start: its page says what to do.
    """
    for name in _SLOW_IMPORTS:
        importlib.import_module(name)
    # Every part of a chart would be checked as it is made; the tests do that once.
    schemapi.disable_debug_mode()
    with store.asked_by(store.SERVER):
        _ask_first_questions()
    threading.Thread(target=_list_what_can_be_asked, name="catalogue", daemon=True).start()
    # Those that no first question needs; a page that does waits for them alone.
    threading.Thread(target=first_use.load_kernels, name="kernels", daemon=True).start()
    # What is loaded now stays loaded: to look through all of it for garbage takes 0.13 s each time,
    # in which no page moves.
    gc.collect()
    gc.freeze()


def _ask_first_questions() -> None:
    try:
        opened = store.watched_store()
        pair = queries.groups.default_pair(opened)
        filters = queries.allele.Filters(sample_set=queries.study.default_sample_set(opened))
        queries.groups.selectable_populations(opened)
        queries.comparison.allele_differences(opened, *pair, filters, limit=10)
        if opened.has_rows:
            opened.cohorts.prepare()
    except StraitsError as error:
        _LOG.warning("%s: %s", error.title, error)


def _list_what_can_be_asked() -> None:
    """Start the process that statements are forked from, and read the columns of all views."""
    try:
        with store.asked_by(store.SERVER):
            opened = store.watched_store()
            if workbench.why_off(opened) is None:
                workbench.catalogue(opened)
    except StraitsError as error:
        _LOG.warning("%s: %s", error.title, error)
