"""What a whole table says of itself: who is compared, over which alleles, by which tests."""

from collections.abc import Sequence
from dataclasses import replace

from straits.popgen.intervals import FEW
from straits.queries.allele.allele_filters import Filters, n_alleles
from straits.queries.comparison.batch_signs import looked_in
from straits.queries.comparison.families import ALPHA, Family
from straits.queries.comparison.ranked_differences import DifferenceTotals
from straits.queries.groups import table_facts
from straits.queries.groups.population import Population
from straits.store import Store

ORDERS = {
    "genome": "contig and pos",
    "abs_difference": "the absolute difference, the largest first",
    "ratio": "the larger AF over the smaller, the largest first",
    "p": "p, the smallest first",
    "fst": "F_ST, the largest first",
}
# Why alleles are left out, by the field of DifferenceTotals.
_REASONS = {
    "n_withheld": "withheld by the profile",
    "n_no_an": "without enough called alleles in A or B",
    "n_censored": "known only as a range",
    "n_unaligned_indels": "indels that may be written in two ways",
    "n_filter_failed": "failed FILTER",
    "n_type_left_out": "of another type",
    "n_consequence_left_out": "of another consequence",
    "n_clinvar_left_out": "of another verdict in ClinVar",
    "n_seen_in_neither": "seen in neither",
    "n_outside_af": "outside the range of AF",
    "n_sign_left_out": "with a sign of a batch effect",
    "n_no_sign_left_out": "without a sign of a batch effect",
}


def header(
    store: Store, a: Population, b: Population, filters: Filters, order_by: str,
    totals: DifferenceTotals, family: Family,
) -> dict[str, str]:  # fmt: skip
    """Return by key, in the order to write them, what a table of differences is of.

    Every key is there whatever was asked, so that two tables can be told apart line by line; a
    filter that is not set says "all". docs/tables.md describes them.
    """
    return {
        **table_facts.of_release(store, "differences of allele frequencies, A less B"),
        **table_facts.of_side("a", a, filters.sample_set),
        **table_facts.of_side("b", b, filters.sample_set),
        **table_facts.of_sample_set(store, filters.sample_set),
        **_place(store, filters),
        "af": f"{filters.af_min:g} to {filters.af_max:g} of A and B together",
        "types": _either(filters.variant_types),
        "consequences": _either(filters.consequence_classes),
        "clinvar": _either(filters.clinvar_classes),
        "batch_signs": filters.sign or "all",
        "filter": "passed" if filters.filter_pass_only else "all",
        "min_an": str(filters.min_an),
        "unaligned_indels": "kept" if filters.unaligned_indels else "left out",
        "left_out": _left_out(totals),
        "rows": str(totals.n_compared),
        "order": ORDERS[order_by],
        "intervals": f"95 % of af: Wilson, but exact (Clopper and Pearson) where fewer than {FEW} "
        "copies carry the allele or lack it; Newcombe 95 % of difference",
        "p": "Fisher's exact where a cell is below 100, else chi-square, two-sided; 1e-300 stands "
        "for all that is smaller",
        "q": f"Benjamini-Hochberg within {family.name}: {family.n_tests} tests, "
        f"{family.n_significant} with q < {ALPHA:g}",
        "n_unable": str(family.n_unable),
        "p_bonferroni": f"p times {family.n_tests}, at most 1",
        "fst": "Hudson's, of each allele alone",
        "batch_sign": f"looked for in the groups of {_either(looked_in((a, b)))}; empty where none "
        "was found",
    }


def file_parts(store: Store, a: Population, b: Population, filters: Filters) -> tuple[str, ...]:
    """Return what the name of such a file is made of: A, B, whose relatives, where, the release."""
    place = []
    if filters.region is not None:
        place.append(str(filters.region).replace(",", ""))
    if filters.gene_id is not None:
        place.append(filters.gene_id)
    if filters.gene_ids:
        place.append(f"{len(filters.gene_ids)}-genes")
    if filters.variants is not None:
        place.append(f"{n_alleles(filters.variants)}-variants")
    anywhere = replace(filters, region=None, gene_id=None, gene_ids=(), variants=None)
    if anywhere != Filters(sample_set=filters.sample_set):
        place.append("filtered")
    sides = (f"{side.label}-{'-'.join(side.call_set_ids)}" for side in (a, b))
    return ("straits", "differences", *sides, filters.sample_set, *place, store.release_id)


def _place(store: Store, filters: Filters) -> dict[str, str]:
    known = store.query("places_of_genes", gene_ids=sorted(filters.gene_ids))
    symbols = dict(known.select("gene_id", "gene_symbol").iter_rows())
    gene, listed = "all", filters.variants
    if filters.gene_id is not None:
        gene = store.query("gene_by_id", gene_id=filters.gene_id)["gene_symbol"][0]
    return {
        "gene": gene,
        "genes": _either([symbols.get(each, each) for each in filters.gene_ids]),
        "region": "all" if filters.region is None else str(filters.region).replace(",", ""),
        "variants": "all" if listed is None else f"{n_alleles(listed)} of a list",
    }


def _either(names: Sequence[str]) -> str:
    return " ".join(names) or "all"


def _left_out(totals: DifferenceTotals) -> str:
    counted = {words: getattr(totals, name) for name, words in _REASONS.items()}
    return "; ".join(f"{n} {words}" for words, n in counted.items() if n) or "0"
