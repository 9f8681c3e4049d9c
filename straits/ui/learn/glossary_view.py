"""All words of the pages, to be searched, each with an example out of the open release."""

from collections.abc import Callable, Collection, Mapping
from functools import partial

import streamlit as st

from straits.errors import QueryError
from straits.ui.address import links, url_state
from straits.ui.frame import messages, waiting
from straits.ui.frame.page_frame import Visit
from straits.ui.learn import examples_of_alleles, examples_of_people, examples_of_signs
from straits.ui.words import glossary, numbers
from straits.ui.words.markdown import escape, paragraph

# Where a word can be seen besides, by page.
_SEEN = {
    "frequencies": (
        "pooled_af", "score", "diversity", "spectrum", "projection", "fst",
    ),
    "gene": ("callable", "cumulative", "carriers_of_any", "part_called", "pbs", "established"),
    "overview": ("principal_components", "call_rate", "heterozygosity", "ti_tv"),
    "phenotypes": ("looked_at", "standardised", "quartile"),
    "pharmacogenes": ("diplotype", "star_allele", "certain_possible", "metaboliser", "cpic_level"),
    "variant": (
        "linkage", "d_prime", "together", "linked_people", "by_genotype", "hemi",
        "ancestry_probability", "inferred", "self_reported",
    ),
}  # fmt: skip
_PAGE_OF = {name: page for page, names in _SEEN.items() for name in names}
# Who makes the examples of which words; what is made first counts.
_SUBJECTS: dict[str, tuple[Callable[[Visit], dict[str, str]], frozenset[str]]] = {
    name: (make, frozenset(terms.split()))
    for name, make, terms in (
        ("signs", examples_of_signs.of_signs, "absence batch q"),
        (
            "study", examples_of_people.of_study,
            "unrelated counted_once inferred self_reported uses filter",
        ),
        (
            "allele", examples_of_alleles.of_allele,
            "af ac an hom carriers interval difference newcombe ratio odds_ratio power "
            "het_expected hwe faf95 bonferroni difference_test omnibus pooled_af score "
            "consequence clinvar fst",
        ),
        ("linkage", examples_of_alleles.of_linkage, "linkage d_prime together linked_people"),
        (
            "gene", examples_of_alleles.of_gene,
            "cumulative carriers_of_any part_called pbs diversity spectrum projection",
        ),
        ("known", examples_of_alleles.of_known, "established domain"),
        ("x", examples_of_alleles.of_x, "hemi"),
        (
            "quality", examples_of_people.of_quality,
            "call_rate heterozygosity ti_tv principal_components inferred ancestry_probability "
            "callable",
        ),
        ("phenotypes", examples_of_people.of_phenotypes, "looked_at standardised quartile"),
        ("genotypes", examples_of_people.of_genotypes, "by_genotype"),
        (
            "pharmacogenes", examples_of_people.of_pharmacogenes,
            "diplotype star_allele certain_possible metaboliser cpic_level",
        ),
    )
}  # fmt: skip


def asked() -> str:
    """Draw the box for what is looked for, and return it."""
    return url_state.text(
        "Find a word", "find", width=320, placeholder="such as interval, carrier or batch"
    )


def found(text: str) -> dict[str, dict[str, str]]:
    """Return the terms of which word, meaning or another name holds every word of a text.

    Those that are called so come first, in their order.

    >>> list(found("newcombe hybrid"))
    ['newcombe']
    >>> list(found("p value"))[0]
    'difference_test'
    """
    whole, wanted = text.lower().strip(), text.lower().split()
    matching = {
        name: term
        for name, term in glossary.terms().items()
        if all(word in " ".join(term.values()).lower() for word in wanted)
    }
    names = {name: f"{term['word']}, {term.get('also', '')}".lower().split(", ")
             for name, term in matching.items()}  # fmt: skip
    return dict(sorted(matching.items(), key=lambda one: whole not in names[one[0]]))


def draw(visit: Visit, text: str) -> None:
    """Draw the terms that match, each with what it means, an example and the case that shows it."""
    terms = found(text)
    if not terms:
        messages.nothing(f"No word of the pages has “{text}” in it. Try fewer letters.")
        return
    paragraph("caption-words", numbers.plural(len(terms), "word"))
    told = waiting.answer(visit.store, "examples", examples, visit, terms)
    cases = glossary.cases()
    for name, term in terms.items():
        st.markdown(f"**{escape(term['word'])}**  \n{escape(term['meaning'])}")
        if name in told:
            st.markdown(f":gray[Here:] {escape(told[name])}")
        if name in _PAGE_OF:
            page = _PAGE_OF[name]
            links.link(f"See it on the page {page}", page, _address(visit, page))
        if name in cases:
            links.link("A case to try it", "learn", {"case": cases[name]})


def _address(visit: Visit, page: str) -> dict[str, str]:
    """Return what the address of a page says to show the allele of the examples, or its gene."""
    first = examples_of_alleles.leading(visit) if page in ("variant", "gene") else None
    if first is None:
        return {}
    gene = (first.row["gene_symbol"] or "").split(";")[0]
    return {"v": first.variant.variant_id} if page == "variant" else {"g": gene}


def examples(visit: Visit, wanted: Collection[str]) -> Mapping[str, str]:
    """Return a sentence with live numbers of each term that is wanted, as far as they are shown.

    Of an allele that differs much between A and B, and of the study; a subject of which no word is
    wanted is not asked. A term whose numbers the release does not show has none.
    """
    told: dict[str, str] = {}
    for subject, (make, terms) in _SUBJECTS.items():
        if not told.keys() >= terms & set(wanted):
            key = ("examples", subject, *visit.scope)
            found = visit.store.derived.answer(key, partial(_made, make, visit))
            told = {**found, **told}
    return told


def _made(make: Callable[[Visit], dict[str, str]], visit: Visit) -> dict[str, str]:
    try:
        return make(visit)
    except QueryError:
        # What the profile or this server does not show has no example.
        return {}
