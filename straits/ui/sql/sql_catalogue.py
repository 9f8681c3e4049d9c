"""What can be asked: tables, views, macros and saved questions, with columns and lineage."""

from collections.abc import Mapping, Sequence

import streamlit as st

from straits import workbench
from straits.charts import analyst, vega
from straits.store import SavedQuestion, saved_questions
from straits.ui.address import links, url_state
from straits.ui.frame import waiting
from straits.ui.frame.page_frame import Visit
from straits.ui.sql import sql_shelf
from straits.ui.words import numbers
from straits.ui.words.markdown import escape
from straits.workbench import AskError, Described, Relation


def draw(visit: Visit, relations: Sequence[Relation]) -> None:
    """Draw a box to look one up, and what it says of itself."""
    by_name = {each.name: each for each in relations}
    saved = {f"{sql_shelf.SAVED}{each.query_id}": each for each in saved_questions().listed()}
    order = {"view": 0, "table": 1, "macro": 2}
    names = sorted(by_name, key=lambda name: (order.get(by_name[name].kind, 3), name))
    if not names:
        return

    def called(name: str) -> str:
        if name in saved:
            return f"{saved[name].name} · saved question"
        return f"{name} · {by_name[name].kind}"

    st.header("What can be asked", anchor=False)
    name = url_state.choice(
        f"One of {len(names) + len(saved)} views, tables, macros and saved questions",
        [*saved, *names],
        "of",
        "known_counts" if "known_counts" in by_name else names[0],
        called,
    )
    if name in saved:
        _question(visit, name, saved[name], by_name)
    else:
        _relation(visit, by_name[name], by_name)


def _question(visit: Visit, word: str, saved: SavedQuestion, known: Mapping[str, Relation]) -> None:
    """Draw what is kept of a question: its words, what it reads, and its text."""
    found = saved_questions().find(saved.query_id)
    if found is None:
        st.info("The question cannot be read any more.")
        return
    statement, values = found
    st.markdown(escape(saved.description or "Nothing is said of it."))
    st.caption(escape(f"Version {saved.version}, {saved.owner}, {saved.saved_at:%Y-%m-%d}"))
    if st.button("Open it in the editor", key="sql-open-catalogued", type="tertiary"):
        sql_shelf.open_in_editor(word)
    if values:
        given = ", ".join(f"${name} = {value}" for name, value in values.items())
        st.markdown(escape(f"Asked with {given}."))
    try:
        asked = (visit.store, statement, workbench.typed(statement, values))
        columns = waiting.answer(visit.store, "sql-columns", workbench.columns, *asked)
    except AskError as error:
        st.info(escape(f"It cannot be asked of this release: {error}"))
    else:
        _columns(columns)
    uses = {name: each.depends_on for name, each in known.items()}
    kinds = {name: each.kind for name, each in known.items()}
    named = workbench.relations_of(statement, known)
    if named:
        uses[saved.name], kinds[saved.name] = named, "view"
        with st.expander("What it is made of"), st.container(key="sql-lineage"):
            _drawn(visit, saved.name, uses, kinds)
    with st.expander("Its SQL"):
        st.code(statement, language="sql", height=320)


def _relation(visit: Visit, shown: Relation, known: Mapping[str, Relation]) -> None:
    grain, _, rest = shown.about.partition("\n\n")
    st.markdown(f"**{escape(_line(grain))}** {escape(_line(rest))}")
    if shown.fault:
        # Of its file the name alone: where it lies is nobody's business here.
        st.error(escape(f"It cannot be asked: {shown.fault.rpartition('/')[2]}"))
    if shown.n_rows is not None:
        st.markdown(escape(f"{numbers.plural(shown.n_rows, 'row')} in this release."))
    if shown.arguments:
        st.markdown(f"`{shown.name}({', '.join(shown.arguments)})`")
    elif shown.kind == "view":
        links.link("Open it as a page of its own", "sql", {"view": shown.name, "of": shown.name})
    if shown.columns:
        _columns(shown.columns)
    if shown.depends_on:
        _lineage(visit, shown, known)
    with st.expander("Its SQL"):
        st.code(shown.sql, language="sql", height=320)


def _columns(columns: Sequence[Described]) -> None:
    """Draw what each column is, as lines that break: a description is a sentence."""
    lines = (
        f"| **{_cell(each.name)}** {_cell(', '.join(filter(None, (each.type.lower(), each.unit))))}"
        f" | {_cell(each.description)} |"
        for each in columns
    )
    with st.container(key="sql-columns"):
        st.markdown("\n".join(("| Column | What it is |", "| :--- | :--- |", *lines)))


def _cell(text: str) -> str:
    return escape(_line(text))


def _lineage(visit: Visit, shown: Relation, known: Mapping[str, Relation]) -> None:
    """Draw what a relation is made of, or one of its columns."""
    with st.expander("What it is made of"), st.container(key="sql-lineage"):
        columns = [each.name for each in shown.columns] if shown.kind == "view" else []
        column = st.selectbox(
            "Of all of it, or of a column",
            ["", *columns],
            format_func=lambda name: name or "all of it",
            key=url_state.key("sql-lineage", shown.name),
        )
        if column:
            uses, kinds = workbench.column_lineage(shown.name, column, known)
            _drawn(visit, f"{shown.name}.{column}", uses, kinds)
            return
        _drawn(
            visit, shown.name, {name: each.depends_on for name, each in known.items()},
            {name: each.kind for name, each in known.items()},
        )  # fmt: skip


def _drawn(
    visit: Visit, name: str, uses: Mapping[str, Sequence[str]], kinds: Mapping[str, str]
) -> None:
    spec = analyst.lineage(name, uses, kinds, visit.look)
    made_of = ", ".join(uses[name]) or "no column: it is written out, or cannot be read"
    st.vega_lite_chart(
        None, vega.legible(spec), width="content", theme=None, alt=f"{name} is made of {made_of}"
    )
    st.caption("Squares are tables, circles views, triangles macros.")


def _line(text: str) -> str:
    return " ".join(text.split())
