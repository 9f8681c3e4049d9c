"""The log as its keeper reads it: days, questions, and what could be solved for."""

import json
from datetime import UTC, datetime, timedelta

import polars as pl
import streamlit as st

from straits import queries
from straits.cohorts import from_json, sentence
from straits.errors import QueryError
from straits.exports import safe_csv
from straits.ui.address import links, url_state
from straits.ui.figures import tables
from straits.ui.figures.tables import count, text
from straits.ui.frame import messages, waiting
from straits.ui.frame.page_frame import Visit
from straits.ui.words.markdown import escape
from straits.ui.words.numbers import plural

_MOST_ROWS = 12
# What the page reads of a log: days and lines at the end, and all of it while it is small.
_DAYS, _LINES, _SMALL = 31, 5_000, 100_000_000
# Bytes of free disk below which whoever keeps the log is warned.
_LITTLE = 2_000_000_000
_WHO = {"person": text("Who"), "project": text("Project")}


def nothing() -> None:
    """Say why there is no log to read."""
    messages.nothing(
        "Nothing of what is asked here is written down: the study's profile has no minimum of "
        "people. “serve --audit FOLDER” writes it down all the same."
    )


def lead(log: queries.logged.KeptLog) -> pl.DataFrame:
    """Say in one sentence who was here of late, and of the log how it is; return its last days."""
    days = log.days(datetime.now(UTC).date() - timedelta(days=_DAYS))
    n_people = days.select("person", "project").unique().height
    n_questions = plural(int(days["n_questions"].sum()), "question")
    told = (
        f"In the last {_DAYS} days {plural(n_people, 'person', 'people')} asked {n_questions} "
        f"on {plural(days['day'].n_unique(), 'day')}; {days['n_refused'].sum():,} were refused."
    )
    st.markdown(escape(told))
    room = log.room()
    takes = f"It takes {_megabytes(room.taken)}; {_megabytes(room.free)} are free on its disk."
    if room.free < _LITTLE:
        st.warning(escape(f"{takes} Once there is no room for the log, nothing is told any more."))
    if room.taken > _SMALL:
        st.caption(
            escape(f"`python -m straits audit verify` tells whether the log is whole. {takes}")
        )
        return days
    chain = log.chain()
    if chain.faults:
        st.error(escape(f"The log is not as it was written: {chain.faults[0]}."))
    else:
        st.caption(escape(f"The log is whole; its last line is {chain.last}. {takes}"))
    return days


def _megabytes(n_bytes: int) -> str:
    return f"{n_bytes / 1e6:,.0f} MB" if n_bytes > 9.5e6 else f"{n_bytes / 1e6:,.1f} MB"


def by_day(days: pl.DataFrame) -> None:
    """Draw who was here on which day, and how much they were told."""
    columns = {
        "day": text("Day (UTC)"), **_WHO, "purpose": text("Purpose"), "profile": text("Profile"),
        "n_questions": count("Questions"), "n_refused": count("Refused"),
        "n_cohorts": count("Cohorts"), "n_shown": count("Numbers shown"),
        "n_withheld": count("Numbers withheld"),
    }  # fmt: skip
    newest = days.sort("day", descending=True, maintain_order=True)
    tables.draw_filled(newest, columns, "Questions by day and person", _MOST_ROWS)
    _download("By day", "straits_log_days.csv", days)


def questions(log: queries.logged.KeptLog) -> None:
    """Draw what was asked, the last first."""
    asked = log.questions(_LINES).reverse()
    described = [_sentences(cohorts) for cohorts in asked["cohorts"]]
    rows = asked.with_columns(pl.Series("described", described, dtype=pl.String))
    columns = {
        "n": count("Line"), "at": text("When (UTC)"), **_WHO, "question": text("Question"),
        "described": text("Cohorts", width="large"), "shown": count("Shown"),
        "withheld": count("Withheld"), "refused": text("Refused"), "asked": text("Values"),
    }  # fmt: skip
    tables.draw_filled(rows, columns, "Questions, the last first", _MOST_ROWS)
    if rows.height == _LINES:
        st.caption(f"The last {_LINES:,} lines; `python -m straits audit report --lines` has all.")
    _download("These questions", "straits_log_questions.csv", rows.reverse())


def risk(visit: Visit, log: queries.logged.KeptLog) -> None:
    """Draw which sets of a few people could be solved for, once it is asked for."""
    st.markdown(
        "Counts are exact under this profile, so what two answers differ in can be taken. "
        "Below is named which questions, put together, tell of fewer people than are ever shown "
        "at once; not of whom, nor of how many."
    )
    if url_state.get("risk") is None:
        links.link("Look for it", "audit", {"risk": "1"})
        return
    found = waiting.answer(visit.store, "risk", log.risk)
    for release_id, n_lines in found.unjudged.items():
        lines = plural(n_lines, "line")
        st.caption(escape(f"{lines} of release {release_id}, which is gone, cannot be judged."))
    if found.sets.is_empty():
        st.markdown("Nothing of the kind follows from what anybody was shown.")
        return
    rows = found.sets.with_columns(pl.col("lines").cast(pl.List(pl.String)).list.join(", "))
    columns = {
        "last_at": text("When (UTC)"), **_WHO, "kind": text("How"), "lines": text("Lines"),
        "follows_from": text("What is put together", width="large"),
    }  # fmt: skip
    tables.draw_filled(rows, columns, "Sets of a few people that follow", _MOST_ROWS)
    _download("Risk", "straits_log_risk.csv", rows)


def _sentences(cohorts: str) -> str:
    """Return the cohorts of a line in words."""
    try:
        return "; ".join(sentence(from_json(json.dumps(it))) for it in json.loads(cohorts).values())
    except QueryError:
        return cohorts


def _download(label: str, name: str, rows: pl.DataFrame) -> None:
    st.download_button(
        f"{label} as CSV", lambda: safe_csv.csv(rows), name, "text/csv", key=name,
        on_click="ignore", type="tertiary",
    )  # fmt: skip
