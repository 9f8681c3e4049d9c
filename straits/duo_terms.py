"""The terms under which data may be used: those of the Data Use Ontology that studies name.

Source: github.com/EBISPOT/DUO; numbers, short names and labels are its own. Research on a disease
is told with that disease, by its number in the Mondo Disease Ontology: DS:MONDO:0005148.
"""

import difflib
import re
from typing import NamedTuple


class Term(NamedTuple):
    """A term: its number, its short name, and what it says."""

    code: str
    short: str
    label: str


_TERMS = (
    Term("DUO:0000004", "NRES", "no restriction"),
    Term("DUO:0000006", "HMB", "health or medical or biomedical research"),
    Term("DUO:0000007", "DS", "disease specific research"),
    Term("DUO:0000011", "POA", "population origins or ancestry research only"),
    Term("DUO:0000012", "RS", "research specific restrictions"),
    Term("DUO:0000015", "NMDS", "no general methods research"),
    Term("DUO:0000016", "GSO", "genetic studies only"),
    Term("DUO:0000018", "NPUNCU", "not for profit, non commercial use only"),
    Term("DUO:0000019", "PUB", "publication required"),
    Term("DUO:0000020", "COL", "collaboration required"),
    Term("DUO:0000021", "IRB", "ethics approval required"),
    Term("DUO:0000022", "GS", "geographical restriction"),
    Term("DUO:0000024", "MOR", "publication moratorium"),
    Term("DUO:0000025", "TS", "time limit on use"),
    Term("DUO:0000026", "US", "user specific restriction"),
    Term("DUO:0000027", "PS", "project specific restriction"),
    Term("DUO:0000028", "IS", "institution specific restriction"),
    Term("DUO:0000029", "RTN", "return to database or resource"),
    Term("DUO:0000042", "GRU", "general research use"),
    Term("DUO:0000043", "CC", "clinical care use"),
    Term("DUO:0000044", "NPOA", "population origins or ancestry research prohibited"),
    Term("DUO:0000045", "NPU", "not for profit organisation use only"),
    Term("DUO:0000046", "NCU", "non-commercial use only"),
)
_BY_NAME = {name: term for term in _TERMS for name in (term.code, term.short)}

# What a purpose can be: kinds of use. All other terms are limits on whoever uses data.
PURPOSES = ("GRU", "HMB", "DS", "POA", "CC")
# The one that may name a disease.
_OF_DISEASE = "DS"
_DISEASE = re.compile(r"MONDO:\d{7}")


def named(text: str) -> Term:
    """Return the term of a number or a short name, however its letters are written.

    Raises ValueError, naming the nearest, for what is none.

    >>> named("hmb").code, named("duo:0000044").short
    ('DUO:0000006', 'NPOA')
    """
    key = text.strip().upper()
    if key not in _BY_NAME:
        near = difflib.get_close_matches(key, _BY_NAME, n=1, cutoff=0.5)
        hint = f"; did you mean {near[0]} ({_BY_NAME[near[0]].label})?" if near else ""
        raise ValueError(
            "expected a term of the Data Use Ontology such as HMB or DUO:0000006, "
            f"got {text!r}{hint}"
        )
    return _BY_NAME[key]


def written(text: str) -> str:
    """Return how a term is kept: its short name, of DS with the disease that is named, if any.

    Raises ValueError for what is no term, and for a disease that is none or of another term.

    >>> written("hmb"), written("DS"), written("duo:0000007:mondo:0005148")
    ('HMB', 'DS', 'DS:MONDO:0005148')
    """
    head, disease = _parted(text)
    short = named(head).short
    if disease and (short != _OF_DISEASE or not _DISEASE.fullmatch(disease)):
        raise ValueError(
            "expected a disease after DS alone, as its number in Mondo such as "
            f"DS:MONDO:0005148, got {text!r}"
        )
    return f"{short}:{disease}" if disease else short


def kind_and_disease(term: str) -> tuple[str, str]:
    """Return the short name of a term as `written` keeps it, and its disease, empty for none."""
    short, _, disease = term.partition(":")
    return short, disease


def purpose(text: str) -> str:
    """Return how a purpose is kept, as `written` of a term.

    Raises ValueError for what is no term, and for a term that limits use and is no purpose.
    """
    term = written(text)
    short, _ = kind_and_disease(term)
    if short not in PURPOSES:
        raise ValueError(
            f"{short} ({named(short).label}) limits how data are used; expected a purpose, one of "
            f"{', '.join(PURPOSES)}"
        )
    return term


def _parted(text: str) -> tuple[str, str]:
    """Part a term from the disease that follows it; the number of a term has a colon as well."""
    parts = text.strip().upper().split(":")
    n_of_term = 2 if parts[0] == "DUO" else 1
    return ":".join(parts[:n_of_term]), ":".join(parts[n_of_term:])
