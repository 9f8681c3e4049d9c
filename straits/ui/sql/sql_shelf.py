"""What is kept of statements: the session's history, links, and questions that readers saved."""

from collections.abc import Mapping

import streamlit as st

from straits import sql_names
from straits.errors import QueryError
from straits.store import SavedQuestion, saved_questions
from straits.ui.address import links, statement_link, url_state
from straits.ui.frame.page_frame import Visit
from straits.ui.sql import session_answers
from straits.ui.sql.session_answers import Past
from straits.ui.words import numbers
from straits.ui.words.markdown import escape

SAVED = "query:"


def opened(word: str) -> tuple[str, dict[str, str]]:
    """Return statement and values of an address. Raises QueryError where they are not there."""
    if not word.startswith(SAVED):
        return statement_link.unpacked(word)
    found = saved_questions().find(word.removeprefix(SAVED))
    if found is None:
        raise QueryError(
            "The question of this link is not kept on this server. Ask whoever sent it for the "
            "statement itself."
        )
    return found


def open_in_editor(word: str) -> None:
    """Put text, values and rows of an address on the desk, whatever stands there, and run again."""
    session_answers.open_anew()
    # Another statement has another chart.
    url_state.put({"q": word, "view": None, **dict.fromkeys(sql_names.CHART_PARTS)})
    st.rerun()


def draw(visit: Visit, text: str, values: Mapping[str, str]) -> None:
    """Draw the row of what can be kept and opened again."""
    with st.container(key="sql-shelf", horizontal=True, vertical_alignment="center"):
        with st.popover("Copy link", type="tertiary"):
            _link(visit, text, values)
        name = session_answers.saved_as(url_state.get("q") or "")
        # Another box once it is saved, and so a closed one.
        with st.popover("Save", type="tertiary", key=url_state.key("sql-save-box", name)):
            _save(text, values)
        with st.popover("History", type="tertiary"):
            _history()
        with st.popover("Saved", type="tertiary"):
            _saved()
    if name:
        st.markdown(escape(f"Saved as {name}."))


def _link(visit: Visit, text: str, values: Mapping[str, str]) -> None:
    word = statement_link.packed(text, values)
    if len(word) > statement_link.LONGEST:
        st.markdown(
            "The statement is too long for a link. Save it first: a saved one has a short link."
        )
        return
    st.markdown(
        "The statement, its values and the release. Whoever opens it sees what they may see."
    )
    st.code(links.full(visit.store.release_id, {"q": word}), language=None, wrap_lines=True)


def _save(text: str, values: Mapping[str, str]) -> None:
    shelf = saved_questions()
    if shelf.why_off:
        st.markdown(escape(f"{shelf.why_off}."))
        return
    with st.form("sql-save", border=False):
        name = st.text_input("Name", max_chars=100)
        description = st.text_area("Description", max_chars=2000, height=90)
        is_sent = st.form_submit_button("Save")
    st.caption("A name that is taken gets a new version; links to the old one go on working.")
    if is_sent:
        try:
            query_id = shelf.save(text, values, name, description)
        except QueryError as error:
            st.info(escape(error))
            return
        word = f"{SAVED}{query_id}"
        session_answers.name_saved(word, name, text)
        url_state.put({"q": word})
        st.rerun()


def _history() -> None:
    history = session_answers.history()
    if not history:
        st.markdown("Nothing was asked in this session yet.")
    for place, past in enumerate(history):
        word = statement_link.packed(past.text, past.values)
        said = f"{past.asked_at:%H:%M}, {numbers.plural(past.n_rows, 'row')}: {_first(past)}"
        if len(word) <= statement_link.LONGEST and st.button(
            escape(said), key=f"sql-past-{place}", type="tertiary"
        ):
            open_in_editor(word)


def _first(past: Past) -> str:
    """Return what tells a statement from others: its first line that is no comment, and values."""
    lines = (line.strip() for line in past.text.splitlines())
    code = " ".join(line for line in lines if line and not line.startswith("--"))
    given = ", ".join(f"{name} = {value}" for name, value in past.values.items())
    return f"{code[:70]}{' …' if len(code) > 70 else ''}{f' ({given})' if given else ''}"


def _saved() -> None:
    shelf = saved_questions()
    listed = shelf.listed()
    if not listed:
        st.markdown(escape(f"{shelf.why_off}." if shelf.why_off else "None is saved yet."))
    for saved in listed:
        _row(saved)
        for earlier in shelf.history(saved.name)[1:]:
            _row(earlier)
        if st.button(
            f"Remove {escape(saved.name)}",
            key=f"sql-remove-{saved.name}",
            type="tertiary",
            help="Links to it go on working.",
        ):
            try:
                shelf.remove(saved.name)
            except QueryError as error:
                st.info(escape(error))
                return
            st.rerun()


def _row(saved: SavedQuestion) -> None:
    label = f"{saved.name}, version {saved.version}"
    if st.button(escape(label), key=f"sql-open-{label}", type="tertiary"):
        open_in_editor(f"{SAVED}{saved.query_id}")
    st.caption(escape(f"{saved.owner}, {saved.saved_at:%Y-%m-%d}. {saved.description}"))
