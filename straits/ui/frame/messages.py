"""What a reader sees when there is nothing to show: a sentence that says what to do next."""

import logging

import streamlit as st

from straits import queries
from straits.errors import StoreError, StraitsError
from straits.ui.address import url_state
from straits.ui.frame import newer_release, release_gone
from straits.ui.words.markdown import escape
from straits.ui.words.numbers import count, plural

_LOG = logging.getLogger("straits.ui")


def show(error: StraitsError) -> None:
    """Draw an error that a person must be told about: its title and its message.

    What is wrong with a store is told with places and commands, which are for the log.
    """
    st.markdown(f"### {escape(error.title)}")
    if isinstance(error, StoreError):
        _LOG.error("%s: %s", error.title, error)
        st.markdown(release_gone.ASK)
    else:
        st.markdown(escape(error))


def show_uncaught(error: Exception) -> bool:
    """Draw what no page caught, without values or places in it; the log has the whole.

    Returns true, so that Streamlit adds nothing of its own.
    """
    page = url_state.page()
    if page is not None and (gone := newer_release.vanished()) is not None:
        _LOG.warning("release %s was deleted while it was read", gone, exc_info=error)
        release_gone.offer(gone, page)
        return True
    if isinstance(error, StraitsError):
        show(error)
        return True
    _LOG.error("a page failed", exc_info=error)
    st.markdown("### Straits met an error it did not expect")
    st.markdown(
        "Nothing is wrong with what you did. Reload the page; if it happens again, tell whoever "
        "runs this server: its log says what went wrong."
    )
    return True


def no_release(error: StraitsError, page: str) -> None:
    """Draw what a page shows that has no release to show: the current one, or how to start."""
    wanted = newer_release.wanted()
    if wanted is not None and isinstance(error, StoreError):
        st.title(release_gone.TITLE)
        release_gone.offer(wanted, page, error)
        return
    st.title("Which study shall Straits show?")
    show(error)
    if newer_release.is_configured():
        return
    st.markdown("This server was not told of a store. Build one from a study file, then open it:")
    st.code(
        "python -m straits ingest study.yaml --store stores/study\n"
        "python -m straits serve --store stores/study",
        language=None,
    )
    st.markdown("Or build and open the public example, people of the 1000 Genomes Project:")
    st.code("make run", language=None)


def nothing(sentence: str) -> None:
    """Draw why there is nothing to show."""
    st.info(escape(sentence))


def nothing_compared(totals: queries.comparison.DifferenceTotals) -> None:
    """Draw why no allele is left to compare, by the reason that took most of them."""
    reasons = {
        "no allele was called in A or in B there": totals.n_no_an,
        "the study's profile withholds counts of so few people": totals.n_withheld,
        "their counts are known only as ranges; open a variant to see them": totals.n_censored,
        "the records failed FILTER; include them under More": totals.n_filter_failed,
        "they are of another type; widen Type": totals.n_type_left_out,
        "they have another predicted consequence; widen it": totals.n_consequence_left_out,
        "ClinVar says otherwise of them; widen ClinVar": totals.n_clinvar_left_out,
        "nobody in A or B carries them": totals.n_seen_in_neither,
        "they carry a sign of a batch effect; see the setting under More": totals.n_sign_left_out,
        "they carry no sign of a batch effect; see the setting under More": (
            totals.n_no_sign_left_out
        ),
        "their frequency is outside the range; widen it": totals.n_outside_af,
        "they are indels that may be written in two ways; include them under More": (
            totals.n_unaligned_indels
        ),
    }
    if totals.n_alleles == 0:
        nothing("The study has no alleles there. Try another gene or region.")
        return
    number, reason = max((number, reason) for reason, number in reasons.items())
    nothing(
        f"None of the {plural(totals.n_alleles, 'allele')} can be compared. "
        f"Of {count(number)} of them: {reason}. Reset brings everything back."
    )
