"""The settings of a comparison, as an address says them: for a page, and for a file of its rows."""

import hashlib
from dataclasses import dataclass, replace

from straits import queries
from straits.charts.gene import impact
from straits.errors import QueryError
from straits.genome import Region
from straits.store import Store
from straits.ui.address import address_values, url_state
from straits.ui.address.address_values import Address
from straits.ui.frame import asked_pair

# What a frequency can be bounded by, as the address writes it.
AF_STEPS = (
    "0",
    "0.0001",
    "0.001",
    "0.005",
    "0.01",
    "0.05",
    "0.1",
    "0.2",
    "0.5",
    "0.8",
    "0.95",
    "1",
)
TYPES = {
    "snv": "single base",
    "mnv": "several bases",
    "insertion": "insertion",
    "deletion": "deletion",
    "complex": "complex",
}
CLINVAR = {
    "pathogenic": "pathogenic",
    "conflicting": "conflicting",
    "uncertain": "uncertain",
    "benign": "benign",
    "other": "other",
    "none": "not in ClinVar",
}
CONSEQUENCES = {name: word for name, (word, _) in impact.CONSEQUENCES.items()} | {
    "none": impact.NOT_ANNOTATED
}
SIGNS = {"": "any", "without": "without", "with": "only with"}
ORDERS = {"abs_difference": "difference", "ratio": "ratio", "p": "p and q", "fst": "Fst"}
DEFAULT_ORDER = "abs_difference"

# What the address calls lists of names.
GENES, VARIANTS = "genes", "variants"
SIGN = "sign"


@dataclass(frozen=True)
class Settings:
    """What a reader asked for: the filters, the order, and the gene they stand for, if any."""

    filters: queries.allele.Filters
    order: str
    gene: queries.gene.Gene | None
    problem: str  # why box or list hold no gene or region; empty if they do, or hold nothing
    genes: queries.comparison.GeneList | None = None
    variants: queries.lists.VariantList | None = None
    page: int = 1  # of the ranking, from 1; there may be fewer

    @property
    def key(self) -> str:
        """Return what a widget's key must hold of the settings."""
        return hashlib.sha256(f"{self.filters}{self.order}{self.page}".encode()).hexdigest()[:16]


def settings(
    store: Store,
    a: queries.groups.Population,
    b: queries.groups.Population,
    address: Address,
    gene: queries.gene.Gene | None = None,
) -> Settings:
    """Return what an address says of a comparison of A and B.

    gene
        The gene that a page is about, which has no other place and no order of its own.
    """
    low, above = af_bounds(address)
    filters = queries.allele.Filters(
        gene_id=gene.gene_id if gene else None,
        af_min=float(low),
        af_max=float(address_values.one_of(address, "af_max", above, "1")),
        variant_types=address_values.some_of(address, "type", list(TYPES)),
        filter_pass_only=address_values.is_on(address, "filter", True),
        min_an=address_values.whole_number(address, "min_an", 1, 1),
        sample_set=asked_pair.sample_set(store, address),
        unaligned_indels=may_be_written_in_two_ways(a, b)
        and address_values.is_on(address, "indels", False),
        consequence_classes=address_values.some_of(address, "consequence", list(CONSEQUENCES)),
        clinvar_classes=address_values.some_of(address, "clinvar", list(CLINVAR)),
    )
    if gene is not None:
        return Settings(filters, DEFAULT_ORDER, gene, "")
    return _within(store, filters, address)


def af_bounds(address: Address) -> tuple[str, list[str]]:
    """Return the least AF, and the steps above it."""
    low = address_values.one_of(address, "af_min", AF_STEPS[:-1], "0")
    return low, [step for step in AF_STEPS if float(step) > float(low)]


def may_be_written_in_two_ways(a: queries.groups.Population, b: queries.groups.Population) -> bool:
    """Tell whether A and B come from different call sets, of which indels may need a choice."""
    return set(a.call_set_ids) != set(b.call_set_ids)


def listed_genes(address: Address) -> tuple[str, ...]:
    """Return the names of genes that an address lists."""
    names = queries.comparison.names_in(address.get(GENES) or "")
    return names[: queries.comparison.MOST_NAMES]


def _within(store: Store, filters: queries.allele.Filters, address: Address) -> Settings:
    """Add the place: a gene or region, a list of genes, a list of variants."""
    gene, region, problem = _place(store, (address.get("region") or "").strip())
    genes = variants = None
    if names := listed_genes(address):
        genes = queries.comparison.gene_list(store, names)
        problem = problem or ("" if genes.gene_ids else "No name of the list is a gene here.")
    if text := address.get(VARIANTS):
        try:
            written = queries.lists.variants_in(text)
            variants = queries.lists.variant_list(store, written)
        except QueryError as error:
            problem = problem or str(error)
        else:
            problem = problem or ("" if variants.ranges else _none_listed(variants))
    filters = replace(
        filters,
        sign=address_values.one_of(address, SIGN, list(SIGNS), ""),
        gene_id=gene.gene_id if gene else None,
        gene_ids=genes.gene_ids if genes else (),
        region=region,
        variants=variants.ranges if variants else None,
    )
    order = address_values.one_of(address, "order", list(ORDERS), DEFAULT_ORDER)
    page = address_values.whole_number(address, url_state.PAGE, 1, 1)
    return Settings(filters, order, gene, problem, genes, variants, page)


def _none_listed(variants: queries.lists.VariantList) -> str:
    if not variants.names:
        return "The list of variants holds no rsID, allele or region."
    return "The release has no allele of the list of variants."


def _place(store: Store, typed: str) -> tuple[queries.gene.Gene | None, Region | None, str]:
    if not typed:
        return None, None, ""
    try:
        resolved = queries.search.search(store, typed)
        gene = queries.gene.gene(store, resolved.gene_id) if resolved.gene_id else None
    except QueryError as error:
        return None, None, str(error)
    if gene is not None or resolved.region is not None:
        # A region without alleles says why: nobody looked there, or it is of another build.
        return gene, resolved.region, resolved.reason or ""
    reason = (
        resolved.reason or "It is a variant; its own page is a search away, in the box at the top."
    )
    return None, None, f"“{typed}” is no gene or region here. {reason}"
