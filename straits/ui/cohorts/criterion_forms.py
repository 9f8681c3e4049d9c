"""The fields of each kind of criterion; what they say makes one, or nothing while it is not whole.

A form raises ValueError, in words, for what contradicts itself.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from straits import cohorts, queries
from straits.cohorts import Tree
from straits.errors import QueryError
from straits.ui.filters import asked_settings
from straits.ui.frame.page_frame import Visit

Form = Callable[[Visit, str], Tree | None]

_BOUNDS = {"at least": "at_least", "above": "above", "at most": "at_most", "below": "below"}
_WHICH: dict[str, Any] = {
    "the value of the dictionary": "chosen",
    "the latest": "latest",
    "the first": "first",
    "any": "any",
    "every": "every",
}
_ANSWERS = {"ever": "yes", "never": "no", "unknown": "unknown"}
_COPIES = {"at least one": (1, 2), "two": (2, 2), "one": (1, 1), "none": (0, 0)}
_SYSTEMS = ("icd10", "atc", "loinc", "npu", "omop", "local")


def kinds(visit: Visit) -> dict[str, Form]:
    """Return the form of each kind of criterion that can be asked of the release, by its name."""
    names = visit.store.cohorts.names
    sizes = queries.study.group_sizes(visit.store)
    forms: dict[str, Form] = {}
    for grouping, label in (
        sizes.select("grouping", "grouping_label").unique(maintain_order=True).iter_rows()
    ):
        if grouping in names.groups:
            forms[label] = partial(_group, grouping)
    forms |= {"Sex": _sex, "Age": _age}
    if queries.groups.bases(visit.store) and queries.study.shared_axes(visit.store):
        forms["Ancestry probability"] = _ancestry_probability
    if names.phenotypes:
        forms["Phenotype"] = _phenotype
    forms["Carriers of a variant"] = _carrier
    forms["Carriers in a gene"] = _gene_carrier
    if names.pharmacogenes:
        forms["Phenotype of a drug's gene"] = _pgx
    if len(names.sites) > 1:
        forms["Site"] = _site
    if len(names.call_sets) > 1:
        forms["Call set"] = _call_set
    if queries.study.knows_relatives(visit.store):
        forms["Relatedness"] = _relatedness
    return forms


def _chosen(
    visit: Visit, at: str, what: str, names: tuple[str, str], grouping: str | None = None
) -> tuple[str, ...]:
    """Draw the choice among what has an id and a label, in the study's order; return the ids."""
    sizes = queries.study.group_sizes(visit.store)
    if grouping is not None:
        sizes = sizes.filter(pl.col("grouping") == grouping)
    labels = dict(sizes.select(names).unique(maintain_order=True).iter_rows())
    return tuple(st.multiselect(what, list(labels), format_func=labels.__getitem__, key=at))


def _group(grouping: str, visit: Visit, at: str) -> Tree | None:
    chosen = _chosen(visit, at, "Groups", ("group_id", "group_label"), grouping)
    return cohorts.Group(grouping=grouping, groups=chosen) if chosen else None


def _sex(_: Visit, at: str) -> Tree | None:
    chosen: list[Any] = st.multiselect("Sex", ["XX", "XY", "unknown"], key=at)
    return cohorts.Sex(sexes=tuple(chosen)) if chosen else None


def _age(_: Visit, at: str) -> Tree | None:
    bounds = _range("years", at)
    return cohorts.Age(**bounds) if bounds else None


def _ancestry_probability(_: Visit, at: str) -> Tree | None:
    least = st.slider("At least", 0.0, 1.0, 0.9, 0.01, key=at)
    return cohorts.AncestryProbability(at_least=least)


def _site(visit: Visit, at: str) -> Tree | None:
    chosen = _chosen(visit, at, "Sites", ("site_id", "site_name"))
    return cohorts.Site(sites=chosen) if chosen else None


def _call_set(visit: Visit, at: str) -> Tree | None:
    chosen = _chosen(visit, at, "Call sets", ("call_set_id", "call_set_name"))
    return cohorts.CallSet(call_sets=chosen) if chosen else None


def _relatedness(_: Visit, at: str) -> Tree | None:
    answer = st.radio("Relatedness", ["unrelated", "related"], horizontal=True, key=at)
    return cohorts.Relatedness(is_unrelated=answer == "unrelated")


def _range(unit: str, at: str) -> dict[str, Any]:
    bounds: dict[str, Any] = {}
    for side, words in (("from", ("at least", "above")), ("to", ("at most", "below"))):
        left, right = st.columns(2)
        word = left.selectbox(side, words, key=f"{at}-{side}", label_visibility="collapsed")
        number = right.number_input(
            f"{word} ({unit})",
            value=None,
            placeholder=unit,
            key=f"{at}-{side}-number",
            label_visibility="collapsed",
        )
        if number is not None:
            bounds[_BOUNDS[word]] = float(number)
    return bounds


def _phenotype(visit: Visit, at: str) -> Tree | None:
    rows = {
        row["phenotype_id"]: row for row in queries.phenotypes.phenotypes(visit.store).to_dicts()
    }
    chosen = st.selectbox(
        "Phenotype", list(rows), format_func=lambda name: rows[name]["label"], key=at
    )
    if chosen is None:
        return None
    row, at = rows[chosen], f"{at}-{chosen}"
    if row["kind"] == "continuous":
        which = st.selectbox("Which of the values", list(_WHICH), key=f"{at}-which")
        bounds = _range(row["unit"] or "", at)
        if not bounds:
            return None
        return cohorts.Measurement(
            phenotype=chosen,
            unit=row["unit"],
            which=_WHICH[which],
            **bounds,
        )
    if row["kind"] == "categorical":
        named = st.multiselect("Categories", row["categories"].split("; "), key=f"{at}-categories")
        return cohorts.Category(phenotype=chosen, categories=tuple(named)) if named else None
    return _event(chosen, at)


def _event(phenotype: str, at: str) -> Tree | None:
    answer = st.radio("Has it", list(_ANSWERS), horizontal=True, key=f"{at}-answer")
    if _ANSWERS[answer] == "unknown":
        return cohorts.Event(phenotype=phenotype, answer="unknown")
    left, right = st.columns([1, 2])
    system: Any = left.selectbox("Codes of", _SYSTEMS, key=f"{at}-system")
    typed = right.text_input("only these", placeholder="any", key=f"{at}-codes")
    codes = tuple(code for code in typed.replace(",", " ").split() if code)
    since, before = st.columns(2)
    return cohorts.Event(
        phenotype=phenotype,
        answer="yes" if answer == "ever" else "no",
        system=system if codes else None,
        codes=codes,
        since=since.date_input("Since", value=None, min_value="1900-01-01", key=f"{at}-since"),
        before=before.date_input("Before", value=None, min_value="1900-01-01", key=f"{at}-before"),
    )


def _gene_carrier(visit: Visit, at: str) -> Tree | None:
    typed = st.text_input("Gene", key=at, max_chars=100).strip()
    chosen: Any = st.multiselect(
        "What an allele is predicted to do to it",
        list(asked_settings.CONSEQUENCES),
        ["lof"],
        format_func=asked_settings.CONSEQUENCES.__getitem__,
        key=f"{at}-classes",
    )
    if not typed or not chosen:
        return None
    try:
        gene = queries.gene.gene(visit.store, typed)
    except QueryError as error:
        raise ValueError(str(error).rstrip(".")) from error
    if gene is None:
        raise ValueError(f"No gene is called {typed} here")
    return cohorts.GeneCarrier(gene=gene.gene_symbol, classes=tuple(chosen))


def _pgx(visit: Visit, at: str) -> Tree | None:
    rows = queries.pharmacogenes.phenotype_names(visit.store)
    gene = st.selectbox("Gene", rows["gene_symbol"].unique(maintain_order=True).to_list(), key=at)
    labels = dict(rows.filter(gene_symbol=gene).select("name", "phenotype").iter_rows())
    # What is asked of a person holds where their calls leave nothing else open.
    chosen = st.multiselect(
        "Phenotypes, any of which is enough", list(labels), format_func=labels.__getitem__,
        key=f"{at}-{gene}",
    )  # fmt: skip
    return cohorts.PgxPhenotype(gene=gene, phenotypes=tuple(chosen)) if gene and chosen else None


def _carrier(visit: Visit, at: str) -> Tree | None:
    typed = st.text_area(
        "Variants (rsIDs or contig-pos-ref-alt), any of which is enough",
        key=at,
        max_chars=20_000,
        height=100,
    )
    copies = st.radio("Copies", list(_COPIES), horizontal=True, key=f"{at}-copies")
    variants: list[str] = []
    for text in typed.replace(",", " ").split()[:1000]:
        resolved = queries.search.search(visit.store, text)
        if not resolved.variant_ids:
            raise ValueError(resolved.reason or f"{text} is no variant")
        variants += resolved.variant_ids
    if not variants:
        return None
    low, high = _COPIES[copies]
    return cohorts.Carrier(variants=tuple(dict.fromkeys(variants)), min_copies=low, max_copies=high)
