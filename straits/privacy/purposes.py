"""Whether data may be used for a purpose: the terms they were given under, held to what is asked.

A permission names the uses that it allows, and those within them: research on one disease is
biomedical research, and that is research. By the ontology's own words biomedical research does not
include the study of population origins and ancestry. Research on one disease is for that disease
alone where both name one: which are kinds of another is not looked up.
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
        As duo_terms.written keeps them. None: nobody limited the use of the data. Those that are
        neither a permission nor about ancestry are for people to heed, and judged nowhere.
    purposes
        As duo_terms.purpose keeps them. None: nobody said what is asked for, which is refused
        wherever any purpose would be, since groups are compared on every page.

    >>> why_left_out(["HMB"], ["DS"]), why_left_out(["GRU"], []), why_left_out([], [])
    ('', '', '')
    >>> why_left_out(["HMB"], ["POA"])
    'its data are for HMB (health or medical or biomedical research), and the purpose is POA'
    >>> why_left_out(["DS:MONDO:0005148"], ["DS"])
    'its data are for DS (disease specific research) of MONDO:0005148, and the purpose is DS'
    """
    asked = set(purposes)
    wanted = f"the purpose is {' and '.join(sorted(asked))}" if asked else "no purpose is named"
    if _NO_ANCESTRY in terms and (not asked or asked & _ANCESTRY):
        return f"its data are under {_said(_NO_ANCESTRY)}, and {wanted}"
    permissions = [term for term in terms if duo_terms.kind_and_disease(term)[0] in _ALLOWS]
    if not permissions or all(
        any(_is_within(purpose, permission) for permission in permissions)
        for purpose in asked or {"GRU"}
    ):
        return ""
    return f"its data are for {' and '.join(map(_said, sorted(permissions)))}, and {wanted}"


def _is_within(purpose: str, permission: str) -> bool:
    asked, of = duo_terms.kind_and_disease(purpose)
    allowed, disease = duo_terms.kind_and_disease(permission)
    return asked in _ALLOWS[allowed] and disease in ("", of)


def _said(term: str) -> str:
    short, disease = duo_terms.kind_and_disease(term)
    return f"{short} ({duo_terms.named(short).label})" + (f" of {disease}" if disease else "")
