"""The answer to a statement: its rows, a chart that the reader chooses, and files of both."""

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from math import isnan

import polars as pl
import streamlit as st

from straits import queries, sql_names, workbench
from straits.charts import analyst
from straits.charts.analyst import Choice
from straits.exports.file_names import file_name
from straits.ui.address import url_state
from straits.ui.figures import figure, open_in_sql, tables
from straits.ui.figures.figure import Figure
from straits.ui.figures.methods import Method
from straits.ui.frame import waiting
from straits.ui.frame.page_frame import Visit
from straits.ui.words import numbers
from straits.ui.words.markdown import paragraph
from straits.workbench import Answer

_MOST_SHOWN = 16
# What the address calls a chart, a colour or a facet that is not there.
_NONE = "none"
_NOT_A_NUMBER = "not a number"


def limits(visit: Visit) -> None:
    """Say what a statement may take, before anybody meets it."""
    most = workbench.LIMITS
    is_kept = queries.logged.is_kept(visit.store)
    logged = " Everything is written to the log of this study." if is_kept else ""
    paragraph(
        "sql-limits",
        f"A statement is one select. It may take {most.seconds:g} seconds and "
        f"{most.memory >> 20} MB; the first {numbers.count(most.rows)} rows of its answer are "
        f"kept, and it is said if there are more.{logged}",
    )


def draw(
    visit: Visit, answer: Answer, statement: str, values: Mapping[str, str], choice: Choice | None
) -> None:
    """Draw an answer.

    choice
        How it is drawn to begin with; None: as rows of its kind usually are.
    """
    rows = answer.rows
    more = " There are more: these are the first." if answer.is_cut else ""
    said = numbers.plural(rows.height, "row")
    paragraph(
        "sql-told", f"{said} in {answer.seconds:.2f} s, release {visit.store.release_id}.{more}"
    )
    if not rows.width:
        return
    rows = _with_words(rows)
    columns = {name: _column(name, kind) for name, kind in rows.schema.items()}
    height = tables.height(max(min(rows.height, _MOST_SHOWN), 1))
    tables.draw(rows, columns, "Rows of the answer", height=height)
    _files(visit, answer, statement, values)
    _chart(visit, answer, statement, values, choice)


def _with_words(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows in which a column with NaN is of texts: a table draws it as it draws nothing."""
    odd = [
        name for name, kind in rows.schema.items() if kind.is_float() and rows[name].is_nan().any()
    ]

    return rows.with_columns(
        pl.Series(name, [_written(value) for value in rows[name]], pl.String) for name in odd
    )


def _written(value: float | None) -> str | None:
    if value is None:
        return None
    return _NOT_A_NUMBER if isnan(value) else f"{value:.4g}"


def _column(name: str, kind: pl.DataType) -> object:
    if kind.is_integer():
        return st.column_config.NumberColumn(name, format="%,d")
    if kind.is_numeric():
        return st.column_config.NumberColumn(name, format="%.4g")
    return st.column_config.Column(name)


def _files(visit: Visit, answer: Answer, statement: str, values: Mapping[str, str]) -> None:
    rows = answer.rows
    if visit.store.study.is_synthetic:
        rows = rows.with_columns(pl.lit("synthetic").alias(_free("data", rows.columns)))
    with st.container(key="sql-files", horizontal=True, vertical_alignment="center"):
        for label, ending, mime, write in figure.TABLES:
            made = partial(_table, visit, rows, statement, values, write)
            _file(label, ending, mime, made)
        with st.popover("Copy as Python", type="tertiary"):
            st.markdown("With `STRAITS_STORE` set to the store's folder:")
            st.code(as_python(statement, values), language="python")
        with st.popover("Copy as command", type="tertiary"):
            st.markdown("With `STRAITS_STORE` set to the store's folder:")
            st.code(as_command(statement, values), language="bash")
        with st.popover("Plan", type="tertiary", key="sql-plan", on_change="rerun") as plan:
            if plan.open:
                typed = workbench.typed(statement, values)
                store = visit.store
                st.code(waiting.answer(store, "sql-plan", workbench.plan, store, statement, typed))


def as_python(statement: str, values: Mapping[str, str]) -> str:
    """Return lines of Python that ask the same.

    >>> as_python("select 1", {}).splitlines()[0]
    'import straits'
    """
    typed = workbench.typed(statement, values)
    given = f", **{typed!r}" if typed else ""
    return "\n".join(
        (
            *(("import datetime", "") if "datetime." in given else ()),
            "import straits",
            "",
            f"rows = straits.open().sql({statement!r}{given})",
            "print(rows)",
        )
    )


def as_command(statement: str, values: Mapping[str, str]) -> str:
    """Return a line for a shell that asks the same.

    >>> as_command("select $gene", {"gene": "LCT"})
    "python -m straits sql 'select $gene' --param gene=LCT"
    """
    given = [part for name, value in values.items() for part in ("--param", f"{name}={value}")]
    return shlex.join(["python", "-m", "straits", "sql", statement, *given])


def _chart(
    visit: Visit,
    answer: Answer,
    statement: str,
    values: Mapping[str, str],
    begins: Choice | None,
) -> None:
    usual = begins or analyst.usual(answer.rows)
    if usual is None or not {usual.x, usual.y} <= {*answer.rows.columns}:
        return
    choice = _chosen(answer, usual)
    if choice is None:
        return
    rows = answer.rows
    title = f"{choice.y} by {choice.x}"
    title += f", coloured by {choice.colour}" if choice.colour else ""
    drawn = Figure(
        title=title,
        caption=" ".join(
            (
                f"{numbers.plural(rows.height, 'row')} of a statement in SQL, release "
                f"{visit.store.release_id}.",
                *analyst.not_told_apart(rows, choice),
            )
        ),
        build=lambda look: analyst.chosen_chart(rows, choice, look),
        rows=rows,
        file_parts=("sql", choice.y, choice.x),
        query="",
        method=Method(
            "",
            steps=(f"Counted by this statement in SQL: {' '.join(statement.split())}",),
            parameters=values,
        ),
        statement=statement,
        counted=open_in_sql.Counted(statement, values),
    )
    with st.container(key="sql-chart"):
        figure.draw(drawn, visit, "sql")


def _chosen(answer: Answer, usual: Choice) -> Choice | None:
    """Draw what a chart can be made of; the address says what differs from the usual one."""
    columns = answer.rows.columns
    with st.container(key="sql-choice", horizontal=True, vertical_alignment="bottom"):
        mark = _one("Chart", (_NONE, *sql_names.MARKS), "mark", usual.mark)
        if mark == _NONE:
            return None
        x = _one("Across (x)", columns, "x", usual.x)
        y = _one("Up (y)", columns, "y", usual.y)
        colour = _one("Colour", (_NONE, *columns), "colour", usual.colour)
        facet = _one("One chart for each", (_NONE, *columns), "facet", usual.facet)
    return Choice(mark, x, y, *("" if name == _NONE else name for name in (colour, facet)))


def _one(label: str, options: Sequence[str], name: str, usual: str) -> str:
    begins = usual if usual in options else options[0]
    return url_state.choice(label, options, name, begins, width=190)


def _file(label: str, ending: str, mime: str, make: Callable[[], bytes]) -> None:
    st.download_button(
        label,
        data=make,
        file_name=file_name("straits", "sql", ending=ending),
        mime=mime,
        key=f"sql-{ending}",
        on_click="ignore",
        type="tertiary",
    )


def _table(
    visit: Visit,
    rows: pl.DataFrame,
    statement: str,
    values: Mapping[str, str],
    write: Callable[..., Iterator[bytes]],
) -> bytes:
    """Return the rows in a format that says of itself what was asked, and with which values."""
    about = queries.groups.of_statement(visit.store, statement, values)
    return b"".join(write(about, [rows]))


def _free(name: str, taken: list[str]) -> str:
    return name if name not in taken else _free(f"{name}_", taken)
