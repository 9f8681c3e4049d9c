"""Whether data may be used for a purpose: the terms they were given under, held to what is asked.

A permission names the uses that it allows, and those within them: research on one disease is
biomedical research, and that is research. By the ontology's own words biomedical research does not
include the study of population origins and ancestry.
"""

from collections.abc import Collection

from straits import duo_terms

# Permission -> purposes within it.
_ALLOWS = {
    "NRES": {"GRU", "HMB", "DS", "POA", "CC"},
    "GRU": {"GRU", "HMB", "DS", "POA"},
    "HMB": {"HMB", "DS"},
    "DS": {"DS"},
    "POA": {"POA"},
    "CC": {"CC"},
}
_NO_ANCESTRY = "NPOA"
# Who compares groups and says no purpose may be studying their ancestry.
_ANCESTRY = {"GRU", "POA"}


def why_left_out(terms: Collection[str], purposes: Collection[str]) -> str:
    """Return why data of some terms may not be used for all of some purposes; else nothing.

    terms
        Short names of duo_terms. None: nobody limited the use of the data. Those that are neither a
        permission nor about ancestry are for people to heed, and judged nowhere.
    purposes
        Short names of duo_terms.PURPOSES. None: nobody said what is asked for, which is refused
        wherever any purpose would be, since groups are compared on every page.

    >>> why_left_out(["HMB"], ["DS"]), why_left_out(["GRU"], []), why_left_out([], [])
    ('', '', '')
    >>> why_left_out(["HMB"], ["POA"])
    'its data are for HMB (health or medical or biomedical research), and the purpose is POA'
    """
    asked = set(purposes)
    wanted = f"the purpose is {' and '.join(sorted(asked))}" if asked else "no purpose is named"
    if _NO_ANCESTRY in terms and (not asked or asked & _ANCESTRY):
        return f"its data are under {_said(_NO_ANCESTRY)}, and {wanted}"
    permissions = [term for term in terms if term in _ALLOWS]
    allowed = set().union(*(_ALLOWS[term] for term in permissions))
    if not permissions or (asked or {"GRU"}) <= allowed:
        return ""
    return f"its data are for {' and '.join(map(_said, sorted(permissions)))}, and {wanted}"


def _said(short: str) -> str:
    return f"{short} ({duo_terms.named(short).label})"
