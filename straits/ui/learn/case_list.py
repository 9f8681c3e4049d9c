"""The cases that there are, which are done, and the sheets to print."""

import streamlit as st

from straits import queries
from straits.ui.access import require
from straits.ui.address import links, url_state
from straits.ui.frame import waiting
from straits.ui.frame.page_frame import Visit
from straits.ui.learn import case_progress, case_view, offered_answers
from straits.ui.words import numbers
from straits.ui.words.markdown import escape, paragraph

# Seconds between the making of two cases, so that a reader is not kept waiting by it.
_PAUSE = 0.3
_RESEARCH = "For research and teaching, not for the care of a patient."
# How the page is read, by what the address calls it.
VIEWS = {"cases": "Cases", "sheet": "Sheet to print", "answers": "Sheet with answers"}


def choose_view() -> str:
    """Draw how the page can be read, and return it."""
    return url_state.segments("View", list(VIEWS), "view", lambda name: VIEWS[name])


def choose(visit: Visit) -> str:
    """Draw the list of cases and return the one that is open: the first that is not done."""
    names = queries.learn.case_names(visit.store)
    undone = [name for name in names if case_progress.answered(visit, name) is None]
    here = url_state.get("case")
    opened = here if here in names else (undone or list(names))[0]
    n_done = len(names) - len(undone)
    paragraph("caption-cases", f"{n_done} of {len(names)} answered; your browser keeps it.")
    titles = queries.learn.titles(visit.store)
    for number, name in enumerate(names, start=1):
        done = "" if name in undone else " · answered"
        mark = "**" if name == opened else ""
        links.link(f"{mark}{number} {escape(titles[name])}{mark}{done}", "learn", {"case": name})
    return opened


def tell_left_out(visit: Visit) -> None:
    """Draw which cases the study cannot show; those that nobody opened yet are made one by one."""
    is_open = any(
        not case_view.is_made(visit, name) for name in queries.learn.case_names(visit.store)
    )
    require.block(_left_out, _PAUSE if is_open else None)(visit)


def _left_out(visit: Visit) -> None:
    """Draw what is known so far, and make the next case, which the next look draws."""
    names = queries.learn.case_names(visit.store)
    waiting_for = [name for name in names if not case_view.is_made(visit, name)]
    told = [case_view.asked(visit, name) for name in names if case_view.is_made(visit, name)]
    left_out = [case for case in told if isinstance(case, queries.learn.LeftOut)]
    said = "; ".join(f"{case.title}: {case.why}" for case in (*left_out, queries.learn.POLYGENIC))
    more = len(waiting_for)
    rest = f" Still looking at {numbers.plural(more, 'case')}." if more else ""
    paragraph("caption-left-out", escape(f"Left out: {said}.{rest}"))
    for name in waiting_for[:1]:
        waiting.answer(visit.store, "next-case", case_view.asked, visit, name)
    if more == 1:
        # All are known, and the page need not look again.
        st.rerun()


def sheet(visit: Visit, with_answers: bool) -> None:
    """Draw every case one below the other, to be printed, and tell which are left out and why."""
    left_out = []
    _head(visit)
    for number, name in enumerate(queries.learn.case_names(visit.store), start=1):
        case = waiting.answer(visit.store, f"case-{name}", case_view.asked, visit, name)
        if isinstance(case, queries.learn.LeftOut):
            left_out.append(f"{case.title}: {case.why}")
            continue
        with st.container(key=f"sheet-{number}"):
            _printed(visit, number, case, with_answers)
    left_out.append(f"{queries.learn.POLYGENIC.title}: {queries.learn.POLYGENIC.why}")
    paragraph("caption-left-out", escape(f"Left out: {'; '.join(left_out)}."))


def _head(visit: Visit) -> None:
    """Say on the sheet what its numbers are of, and what they are not for."""
    study = visit.store.study
    facts = [study.name, *(["synthetic people"] if study.is_synthetic else []), study.build]
    facts += [f"release {visit.store.release_id}", f"profile {study.profile}"]
    paragraph("caption-sheet", escape(f"{' · '.join(facts)}. {_RESEARCH}"))


def _printed(visit: Visit, number: int, case: queries.learn.Case, with_answers: bool) -> None:
    st.header(f"{number} {case.title}", anchor=False)
    st.markdown(escape(case.question))
    answers = " · ".join(f"□ {escape(one)}" for one in offered_answers.answers(case))
    st.markdown(f"{escape(case.asks)}: {answers}")
    address = links.of_page("learn", {"case": case.name, "r": visit.store.release_id})
    paragraph(f"caption-address-{number}", escape(f"On screen: {address}"))
    if with_answers:
        st.markdown(f"**{escape(offered_answers.written(case, case.key))}**")
        case_view.solution(case)
