"""The line under every chart: release, grouping, relatives, FILTER, N, AN and the test, if any."""

from collections.abc import Mapping, Sequence

import polars as pl

from straits import queries
from straits.popgen.intervals import FEW
from straits.tables import EVERYONE
from straits.ui.filters.asked_settings import CLINVAR, CONSEQUENCES, TYPES
from straits.ui.frame.page_frame import Visit
from straits.ui.frame.pair_picker import size
from straits.ui.words import numbers

# What follows "Wilson's 95 % interval": of an allele frequency, and of a share of people.
EXACT = f", exact (Clopper and Pearson) where fewer than {FEW} copies carry the allele or lack it"
EXACT_OF_PEOPLE = f", exact (Clopper and Pearson) where fewer than {FEW} people have it or lack it"


def people(population: queries.groups.Population, sample_set: str, name: str) -> str:
    """Return who a population is: its label, n, where it was counted."""
    pooled = f"pooled over {' and '.join(population.call_set_ids)}"
    where = population.call_set_name if population.call_set_id else pooled
    if population.provenance:
        where += f", {population.provenance}"
    elif population.is_panel:
        where += ", an external panel of published counts"
    facts = (population.label, f"n {numbers.count(size(population, sample_set))}")
    # Who is told apart by place has it in the label.
    told = facts if population.label.endswith(where) else (*facts, where)
    return f"{name}: {', '.join(told)}."


def study(visit: Visit, sample_set: str) -> str:
    """Return release, grouping and relatives in words, as every caption ends."""
    facts = visit.store.study
    groupings = {visit.a.grouping_label: visit.a, visit.b.grouping_label: visit.b}
    groups = " and ".join(
        grouped(side.grouping, side.grouping_in_words, basis(side)) for side in groupings.values()
    )
    once = queries.study.counted_once(visit.store, {*visit.a.call_set_ids, *visit.b.call_set_ids})
    return (
        f"Groups by {groups}; {relatives(facts.relatedness, sample_set)}. "
        f"{once + ' ' if once else ''}"
        f"{of_release(visit)}"
    )


def grouped(grouping: str, label: str, basis_in_words: str) -> str:
    """Return by what people are told apart and how; everyone is no group that anybody names.

    >>> grouped("ancestry", "ancestry", "self-reported"), grouped("everyone", "Everyone", "")
    ('ancestry (self-reported)', 'call set, with everyone in it')
    """
    if grouping == EVERYONE:
        return "call set, with everyone in it"
    return f"{label} ({basis_in_words})"


def of_release(visit: Visit) -> str:
    """Return study, build and release, as every caption ends."""
    facts = visit.store.study
    return f"{facts.name}, {facts.build}, release {visit.store.release_id}."


def basis(population: queries.groups.Population) -> str:
    """Return how people came to be in a group.

    Self-reported and inferred are never taken one for the other.
    """
    if population.grouping == "cohort":
        return "as described"
    return queries.groups.basis(
        population.is_inferred, population.is_panel, bool(population.provenance)
    )


def relatives(relatedness: str, sample_set: str) -> str:
    """Return whether relatives are counted, in words."""
    if relatedness == "not known":
        return "relatedness not known, everyone counted"
    kept = "relatives left out" if sample_set == "unrelated" else "relatives counted"
    return f"{kept} (looked for: {relatedness})"


def filters(chosen: queries.allele.Filters) -> str:
    """Return which alleles are looked at, in words."""
    parts = ["FILTER passed" if chosen.filter_pass_only else "any FILTER"]
    if (chosen.af_min, chosen.af_max) != (0.0, 1.0):
        parts.append(
            f"AF of A and B together from {numbers.frequency(chosen.af_min)} "
            f"to {numbers.frequency(chosen.af_max)}"
        )
    if chosen.variant_types:
        parts.append(" and ".join(f"{TYPES[name]}" for name in chosen.variant_types) + " only")
    if chosen.consequence_classes:
        parts.append(
            f"only {_either(chosen.consequence_classes, CONSEQUENCES)} by predicted consequence"
        )
    if chosen.clinvar_classes:
        parts.append("in ClinVar " + _either(chosen.clinvar_classes, CLINVAR))
    if chosen.gene_ids:
        parts.append(f"within a list of {numbers.plural(len(chosen.gene_ids), 'gene')}")
    if chosen.variants is not None:
        n_listed = queries.allele.n_alleles(chosen.variants)
        parts.append(f"of a list of {numbers.plural(n_listed, 'variant')}")
    if chosen.sign:
        parts.append(f"only {chosen.sign} a sign of a batch effect")
    if chosen.min_an > 1:
        parts.append(f"AN at least {numbers.count(chosen.min_an)} in each")
    return ", ".join(parts) + "."


def left_out(totals: queries.comparison.DifferenceTotals) -> str:
    """Return how many alleles a comparison leaves out, with the reasons; empty if none."""
    reasons = {
        "without a called allele in A or B": totals.n_no_an,
        "withheld by the profile": totals.n_withheld,
        "known only as a range, such as <5 or 0 to 9": totals.n_censored,
        "indels that may be written in two ways": totals.n_unaligned_indels,
        "that failed FILTER": totals.n_filter_failed,
        "of another type": totals.n_type_left_out,
        "of another predicted consequence": totals.n_consequence_left_out,
        "of another verdict in ClinVar": totals.n_clinvar_left_out,
        "seen in neither": totals.n_seen_in_neither,
        "outside the range of AF": totals.n_outside_af,
        "with a sign of a batch effect": totals.n_sign_left_out,
        "without a sign of a batch effect": totals.n_no_sign_left_out,
    }
    counts = [f"{numbers.count(number)} {reason}" for reason, number in reasons.items() if number]
    return f"Left out: {', '.join(counts)}." if counts else ""


def called(rows: pl.DataFrame) -> str:
    """Return the range of AN in A and in B of the alleles shown."""
    if rows.is_empty():
        return ""
    spans = []
    for side in "ab":
        an = rows[f"an_{side}"].to_list()
        low, high = numbers.count(min(an)), numbers.count(max(an))
        span = low if low == high else f"{low} to {high}"
        spans.append(f"AN {span} in {side.upper()}")
    return ", ".join(spans) + "."


def _either(chosen: Sequence[str], words: Mapping[str, str]) -> str:
    return " or ".join(words[name] for name in chosen)
