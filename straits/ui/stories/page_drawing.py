"""A page run for one of its figures, unseen, as whoever reads would see it."""

import logging
import runpy
import threading
from collections.abc import Mapping
from contextvars import Context
from dataclasses import dataclass, field
from urllib.parse import urlencode

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.exceptions import StopException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from streamlit.runtime.state import SafeSessionState, SessionState

from straits.errors import QueryError, StoreError, StraitsError
from straits.store import PinnedView
from straits.ui.address import links
from straits.ui.figures import drawn_aside

_LOG = logging.getLogger("straits.ui")
# So few that pages have their turn, however many stories are opened.
_TURNS = threading.BoundedSemaphore(2)


@dataclass
class _Page:
    """What became of a page: the sentences in its boxes, and the figure that was looked for.

    has_others
        Whether it drew figures, that one or others.
    """

    sentences: list[str] = field(default_factory=list)
    view: PinnedView | None = None
    has_others: bool = False
    error: StraitsError | None = None

    def hear(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        if element.WhichOneof("type") == "alert":
            self.sentences.append(element.alert.body)


class _Ends(ScriptRequests):
    """Ends a page where it would end, or begin anew, by itself."""

    def request_stop(self) -> None:
        raise StopException

    def request_rerun(self, new_data: RerunData) -> bool:
        raise StopException


def drawn(page: str, params: Mapping[str, str], figure: str) -> PinnedView:
    """Return a figure of a page as it is now for whoever reads.

    Each question that the page asks passes the door for that reader, as on the page itself.
    Raises QueryError, with what the page says instead, where it draws no such figure.
    """
    if page not in links.PAGES or page == "stories":
        raise QueryError(f"There is no page {page!r} any more.")
    reading = get_script_run_ctx()
    assert reading is not None, "a story is drawn for a reader"
    told = _Page()
    # On a thread and with containers of its own: nothing of it must come to the page that asks.
    asked = (_run, told, reading, page, params, figure)
    thread = threading.Thread(target=Context().run, args=asked, name="view", daemon=True)
    with _TURNS:
        thread.start()
        thread.join()
    if told.view is not None:
        return told.view
    if isinstance(told.error, QueryError):
        raise told.error
    if told.error is not None:
        raise QueryError("The release cannot be read now.") from told.error
    if told.has_others:
        # What stands in its boxes is of something else.
        raise QueryError("The page has no such figure here, or what it shows is withheld.")
    said = told.sentences[0].replace("\\", "") if told.sentences else "The page has no such figure."
    raise QueryError(said)


def _run(
    told: _Page, reading: ScriptRunContext, page: str, params: Mapping[str, str], figure: str
) -> None:
    path = str(links.PAGES[page])
    context = ScriptRunContext(
        session_id=reading.session_id,
        _enqueue=told.hear,
        query_string="",
        session_state=SafeSessionState(SessionState(), lambda: None),
        uploaded_file_mgr=reading.uploaded_file_mgr,
        main_script_path=path,
        user_info=reading.user_info,
        fragment_storage=MemoryFragmentStorage(),
        pages_manager=PagesManager(path),
        script_requests=_Ends(),
    )
    add_script_run_ctx(threading.current_thread(), context)
    with context.session_state.query_params() as address:
        address.populate_from_query_string(urlencode(params))
    try:
        with drawn_aside.taking() as figures:
            try:
                runpy.run_path(path)
            except StopException:
                pass
            told.has_others = bool(figures)
            if figure in figures:
                told.view = figures[figure]()
    except StraitsError as error:
        told.error = error
    except Exception as error:
        # What a page does not expect is for the log; the story goes on without it.
        _LOG.exception("the page %s failed for a story", page)
        told.error = StoreError(str(error))
