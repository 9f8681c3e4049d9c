"""The editor with its parameters, and what came of the statement that was asked last."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import streamlit as st

from straits import workbench
from straits.errors import QueryError, StraitsError
from straits.ui.address import statement_link, url_state
from straits.ui.frame import messages, waiting
from straits.ui.frame.page_frame import Visit
from straits.ui.sql import session_answers, sql_answer, sql_editor, sql_parameters, sql_shelf
from straits.ui.sql.session_answers import Asked, Past
from straits.ui.sql.sql_editor import Edited
from straits.ui.words.markdown import escape
from straits.workbench import AskError, Relation

_BEGIN = Path(__file__).with_name("first_statement.sql")


def relations(visit: Visit) -> list[Relation]:
    """Return what can be asked; where nothing can, the page ends with the reason."""
    if why := workbench.why_off(visit.store):
        messages.nothing(why)
        st.stop()
    try:
        return waiting.answer(visit.store, "sql-catalogue", workbench.catalogue, visit.store)
    except StraitsError as error:
        messages.show(error)
        st.stop()


def draw(visit: Visit, known: Sequence[Relation]) -> None:
    """Draw the editor, the widgets of its parameters, and the answer."""
    word = url_state.get("q") or ""
    text, given = _begun(visit, word)
    last = session_answers.last(visit.store, word)
    load = session_answers.load_of(word)
    edited = sql_editor.draw(text, load, known, _marked(last))
    values = sql_parameters.draw(visit, edited.text, given, load, text)
    sql_shelf.draw(visit, edited.text, values)
    sql_answer.limits(visit)
    asked = _to_ask(visit, last, edited, values, word)
    if asked is not None and asked.answer is None and asked.error is None:
        asked = _answered(visit, asked)
    if asked is not None:
        _came(visit, asked, values)


def _begun(visit: Visit, word: str) -> tuple[str, dict[str, str]]:
    """Return the statement of the address, and its values."""
    grouping = sql_parameters.first_grouping(visit.store)
    begin = _BEGIN.read_text(encoding="utf-8"), {"gene": "CYP2C19", "grouping": grouping}
    if not word:
        return begin
    try:
        return sql_shelf.opened(word)
    except QueryError as error:
        messages.nothing(str(error))
        return begin


def _marked(last: Asked | None) -> dict[str, object] | None:
    if last is None or last.error is None or last.error.line is None:
        return None
    line = last.error.line + last.first_line - 1
    column = last.error.column
    return {"line": line, "column": column, "message": last.error.message, "of": last.text}


def _to_ask(
    visit: Visit, last: Asked | None, edited: Edited, values: Mapping[str, str], word: str
) -> Asked | None:
    """Return what is to be shown: what was just asked, or a link asks for, or was asked last."""
    if edited.run is not None:
        named = {each.name for each in workbench.parameters(edited.run)}
        kept = {name: text for name, text in values.items() if name in named}
        packed = statement_link.packed(edited.text, values)
        if len(packed) <= statement_link.LONGEST:
            word = packed
            session_answers.name_own(word)
            url_state.put({"q": word})
        return Asked(visit.store.opening, word, edited.text, edited.run, edited.first_line, kept)
    if last is None and word and all(values.values()):
        return Asked(visit.store.opening, word, edited.text, edited.text, 1, values)
    return last


def _answered(visit: Visit, asked: Asked) -> Asked:
    """Ask, and keep what came of it; an error is drawn in the next run, where it is marked."""
    session_answers.keep(asked)
    store, statement = visit.store, asked.statement
    try:
        typed = workbench.typed(statement, asked.values)
        answer = waiting.answer(store, "sql", workbench.ask, store, statement, typed)
    except AskError as error:
        session_answers.keep(replace(asked, error=error))
        st.rerun()
    except StraitsError as error:
        session_answers.keep(None)
        messages.show(error)
        st.stop()
    done = replace(asked, answer=answer)
    session_answers.keep(done)
    session_answers.remember(
        Past(asked.text, dict(asked.values), answer.rows.height, datetime.now())
    )
    return done


def _came(visit: Visit, asked: Asked, values: Mapping[str, str]) -> None:
    """Draw what came of a statement.

    values
        What the widgets say now, which may be others than it was asked with.
    """
    if asked.error is not None:
        with st.container(key="sql-error"):
            st.error(escape(str(asked.error)))
            # Those that the error itself names already are left out.
            more = [each for each in asked.error.near[:5] if repr(each) not in asked.error.message]
            if more:
                st.markdown(escape(f"Perhaps: {', '.join(more)}."))
    elif asked.answer is not None:
        others = [name for name, text in asked.values.items() if values.get(name, text) != text]
        if others:
            old = ", ".join(f"{name} {asked.values[name]}" for name in others)
            st.warning(escape(f"These are the rows of {old}. Run asks anew."))
        sql_answer.draw(visit, asked.answer, asked.statement, asked.values, None)
