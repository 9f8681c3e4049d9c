"""All words of the pages, to be searched, each with an example out of the open release."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from straits import queries
from straits.explained.explanation import Explanation
from straits.ui.address import links, url_state
from straits.ui.explain import offers, pair_offers, written_numbers
from straits.ui.frame import messages
from straits.ui.frame.page_frame import Visit
from straits.ui.words import findings, glossary, numbers
from straits.ui.words.markdown import escape, paragraph

# Where a word can be seen that has no example of its own, by page.
_SEEN = {
    "frequencies": (
        "pooled_af", "score", "diversity", "spectrum", "projection", "fst",
    ),
    "gene": ("callable", "cumulative", "carriers_of_any", "part_called", "pbs", "established"),
    "overview": ("principal_components", "call_rate", "heterozygosity", "ti_tv"),
    "phenotypes": ("looked_at", "standardised", "quartile"),
    "pharmacogenes": ("diplotype", "star_allele", "certain_possible", "cpic_level"),
    "variant": (
        "linkage", "d_prime", "together", "linked_people", "by_genotype", "hemi",
        "ancestry_probability", "inferred", "self_reported", "batch",
    ),
}  # fmt: skip
_PAGE_OF = {name: page for page, names in _SEEN.items() for name in names}


def asked() -> str:
    """Draw the box for what is looked for, and return it."""
    return url_state.text(
        "Find a word", "find", width=320, placeholder="such as interval, carrier or batch"
    )


def found(text: str) -> dict[str, dict[str, str]]:
    """Return the terms of which word or meaning holds every word of a text, in their order.

    >>> list(found("newcombe hybrid"))
    ['newcombe']
    """
    wanted = text.lower().split()
    return {
        name: term
        for name, term in glossary.terms().items()
        if all(word in f"{term['word']} {term['meaning']}".lower() for word in wanted)
    }


def draw(visit: Visit, text: str) -> None:
    """Draw the terms that match, each with what it means, an example and the case that shows it."""
    terms = found(text)
    if not terms:
        messages.nothing(f"No word of the pages has “{text}” in it. Try fewer letters.")
        return
    paragraph("caption-words", numbers.plural(len(terms), "word"))
    told = visit.store.derived.answer(("examples", *visit.scope), lambda: examples(visit))
    cases = glossary.cases()
    for name, term in terms.items():
        st.markdown(f"**{escape(term['word'])}**  \n{escape(term['meaning'])}")
        if name in told:
            st.markdown(f":gray[Here:] {escape(told[name])}")
        elif name in _PAGE_OF:
            page = _PAGE_OF[name]
            params = {"variant": {"v": told["variant"]}, "gene": {"g": told["gene"]}}
            links.link(f"See it on the page {page}", page, params.get(page, {}))
        if name in cases:
            links.link("A case to try it", "learn", {"case": cases[name]})


def examples(visit: Visit) -> Mapping[str, str]:
    """Return a sentence with live numbers by term: of the allele that differs most, and the study.

    Only what the profile shows; a term whose numbers the release does not show has none.
    """
    told = {"variant": "", "gene": "", **_of_study(visit), **_of_allele(visit)}
    return {name: text for name, text in told.items() if text or name in ("variant", "gene")}


def _of_study(visit: Visit) -> dict[str, str]:
    store = visit.store
    totals = store.query("study_totals").row(0, named=True)
    a, b = visit.names
    n_alleles = numbers.count(totals["n_alleles"])
    sizes = f"{a} (n {numbers.count(visit.a.n_people)}), {b} (n {numbers.count(visit.b.n_people)})"
    basis = f"{visit.a.grouping_label}: {sizes}"
    unrelated = (
        f"of {numbers.count(visit.a.n_people)} people of {a}, "
        f"{numbers.count(visit.a.n_unrelated)} are unrelated"
    )
    return {
        "unrelated": unrelated, "counted_once": sizes,
        "inferred" if visit.a.is_inferred else "self_reported": basis,
        "uses": f"{store.study.name}, release {store.release_id}, profile {store.profile.label}",
        "absence": f"{n_alleles} alleles were seen somewhere; each can be absent from a call set",
        "filter": f"{n_alleles} alleles with a FILTER of their call sets each",
    }  # fmt: skip


def _of_allele(visit: Visit) -> dict[str, str]:
    store, pair = visit.store, (visit.a, visit.b)
    filters = queries.allele.Filters(sample_set=visit.sample_set)
    family = queries.comparison.family_of_tests(store, *pair, filters)
    rows = queries.comparison.allele_differences(store, *pair, filters, limit=1, family=family)
    if rows.is_empty():
        return {}
    row = rows.row(0, named=True)
    named = findings.name(row)
    variant = queries.allele.variant(store, row["variant_id"])
    assert variant is not None
    contrast = queries.allele.contrast(store, variant, *pair, visit.sample_set)
    counted = queries.allele.variant_frequencies(
        store, row["variant_id"], visit.sample_set, groupings=(visit.a.grouping,)
    )
    counted = counted.with_columns(row_label=counted["long_label"])
    genotypes = queries.allele.genotypes(counted, variant.region_class)
    pooled = queries.allele.pooled_groups(counted)
    left_out = queries.allele.outside_group_max(store, visit.a.grouping)
    together = queries.allele.omnibus(pooled), queries.allele.group_max(pooled, left_out)
    offered = [
        *offers.of_groups(counted, genotypes),
        *pair_offers.of_contrast(contrast, visit.names),
        *pair_offers.of_ranked(row, family, visit.names),
        *pair_offers.of_grouping(pooled, *together),
    ]
    told = {"variant": str(row["variant_id"]), "gene": (row["gene_symbol"] or "").split(";")[0]}
    for one in offered:
        if one.explanation.given is not None:
            term = one.explanation.record.term
            told.setdefault(term, f"{named}. {_sentence(one.explanation)}")
    first: dict[str, Any] = counted.filter(counted["an"] > 0).row(0, named=True)
    told["ac"] = f"{named}: {numbers.count(first['ac'])} in {first['long_label']}"
    told["an"] = f"{named}: {numbers.count(first['an'])} in {first['long_label']}"
    told["hom"] = f"{named}: {numbers.count(first['hom_alt'])} in {first['long_label']}"
    difference = numbers.signed(contrast.difference)
    told["difference"] = f"{named}: {difference}, {visit.names[0]} less {visit.names[1]}"
    told["consequence"] = f"{named}: {(row['consequence'] or 'none known').replace('_', ' ')}"
    told["clinvar"] = f"{named}: {row['clinvar_class'] or 'not in the table that was read'}"
    return told


def _sentence(explanation: Explanation) -> str:
    return written_numbers.words(explanation)
