"""One case: its question, an answer to commit to, then the arithmetic and the wrong way."""

import streamlit as st

from straits import queries
from straits.ui.access import require
from straits.ui.address import links, url_state
from straits.ui.explain import explain_panel
from straits.ui.frame import messages
from straits.ui.frame.page_frame import Visit
from straits.ui.learn import case_progress, frequency_words, offered_answers
from straits.ui.words.markdown import escape, paragraph


def asked(visit: Visit, name: str) -> queries.learn.Case | queries.learn.LeftOut:
    """Return a case of the release, made once for all readers; draws nothing."""
    store = visit.store
    return store.derived.answer(("case", name), lambda: queries.learn.study_case(store, name))


def is_made(visit: Visit, name: str) -> bool:
    """Tell whether a case of the release was made already."""
    return visit.store.derived.is_kept(("case", name))


def left_out(case: queries.learn.LeftOut) -> None:
    """Say why a study cannot show a case."""
    messages.nothing(f"This study cannot show the case “{case.title}”: {case.why}.")


@require.block
def draw(visit: Visit, case: queries.learn.Case) -> None:
    """Draw a case, and what follows from the answer that was given."""
    _question(visit, case)
    answer = case_progress.answered(visit, case.name)
    if answer is not None and answer not in offered_answers.answers(case):
        # The browser keeps what is no answer to this case.
        case_progress.forget(visit, case.name)
        st.rerun()
    if answer is None:
        _commit(visit, case)
    else:
        paragraph("finding", escape(offered_answers.verdict(case, answer)))
        solution(case)
        names = queries.learn.case_names(visit.store)
        after = names[(names.index(case.name) + 1) % len(names)]
        title = queries.learn.titles(visit.store)[after]
        links.link(f"Next case: {escape(title)}", "learn", {"case": after})
        if st.button("Try again", key=f"again-{case.name}"):
            case_progress.forget(visit, case.name)
            st.rerun()


def _question(visit: Visit, case: queries.learn.Case) -> None:
    st.header(case.title, anchor=False)
    st.markdown(escape(case.question))
    links.link("Open the page with these numbers", case.page, case.address)


def _commit(visit: Visit, case: queries.learn.Case) -> None:
    """Draw the answers and the button; an answer draws the page anew, its list of cases too."""
    with st.form(f"case-{case.name}", border=False):
        chosen = st.radio(
            case.asks, offered_answers.answers(case), index=None, key=f"answer-{case.name}"
        )
        is_given = st.form_submit_button("This is my answer")
    if is_given and chosen is None:
        messages.nothing("Choose a number first; the answer stands below once you have.")
    elif is_given:
        case_progress.keep(visit, case.name, str(chosen))
        # Without its name the page would go on to the next case.
        url_state.put({"case": case.name})
        st.rerun()


def solution(case: queries.learn.Case) -> None:
    """Draw the arithmetic with its live numbers, the wrong way, and what to remember."""
    if case.frequencies:
        frequency_words.draw(case.name, case.frequencies, case.address["people"])
    with st.container(key=f"ways-{case.name}"):
        right, wrong = st.columns(2, gap="large")
    with right:
        st.markdown("**How it is worked out**")
        explain_panel.show(case.right, f"right-{case.name}", "To remember")
    with wrong:
        st.markdown("**The usual mistake, and the number that it gives**")
        explain_panel.show(case.wrong, f"wrong-{case.name}", "Why it is wrong")
    if case.remember:
        st.markdown(f"**The teacher adds.** {escape(case.remember)}")
