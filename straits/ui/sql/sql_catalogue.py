"""What can be asked: tables, views and macros, each with its header, columns and lineage."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from straits.charts import analyst, vega
from straits.ui.address import links, url_state
from straits.ui.figures import tables
from straits.ui.frame.page_frame import Visit
from straits.ui.words import numbers
from straits.ui.words.markdown import escape
from straits.workbench import Relation

_MOST_ROWS = 14


def draw(visit: Visit, relations: Sequence[Relation]) -> None:
    """Draw a box to look one up, and what it says of itself."""
    by_name = {each.name: each for each in relations}
    order = {"view": 0, "table": 1, "macro": 2}
    names = sorted(by_name, key=lambda name: (order.get(by_name[name].kind, 3), name))
    if not names:
        return
    st.header("What can be asked", anchor=False)
    name = url_state.choice(
        f"One of {len(names)} views, tables and macros",
        names,
        "of",
        "known_counts" if "known_counts" in by_name else names[0],
        lambda name: f"{name} · {by_name[name].kind}",
    )
    _relation(visit, by_name[name], relations)


def _relation(visit: Visit, shown: Relation, relations: Sequence[Relation]) -> None:
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
        rows = pl.DataFrame(
            [(each.name, each.type.lower(), each.unit, each.description) for each in shown.columns],
            schema=["name", "type", "unit", "description"], orient="row",
        )  # fmt: skip
        words = {name: tables.text(name.capitalize()) for name in rows.columns}
        height = tables.height(min(rows.height, _MOST_ROWS))
        tables.draw(rows, words, f"Columns of {shown.name}", height=height)
    if shown.depends_on:
        _lineage(visit, shown, relations)
    with st.expander("Its SQL"):
        st.code(shown.sql, language="sql", height=320)


def _lineage(visit: Visit, shown: Relation, relations: Sequence[Relation]) -> None:
    uses = {each.name: each.depends_on for each in relations}
    kinds = {each.name: each.kind for each in relations}
    with st.expander("What it is made of"), st.container(key="sql-lineage"):
        spec = analyst.lineage(shown.name, uses, kinds, visit.look)
        made_of = ", ".join(shown.depends_on)
        st.vega_lite_chart(
            None, vega.legible(spec), width="content", theme=None,
            alt=f"{shown.name} is made of {made_of}",
        )  # fmt: skip
        st.caption("Squares are tables, circles views, triangles macros.")


def _line(text: str) -> str:
    return " ".join(text.split())
