"""All that the page of a gene shows, asked of the store at once."""

from dataclasses import dataclass
from functools import partial

import polars as pl

from straits import queries
from straits.genome import Region
from straits.store import Store
from straits.ui.figures import signs
from straits.ui.frame import waiting

# Rows of the table; the largest genes have tens of thousands of alleles.
MOST_ROWS = 5_000


@dataclass(frozen=True)
class Answer:
    """What was found for a gene: totals, the alleles compared, those of A and B, Fst and PBS."""

    gene: queries.gene.Gene
    totals: queries.comparison.DifferenceTotals
    rows: pl.DataFrame
    per_group: pl.DataFrame
    fst: queries.gene.GeneFst
    branch: queries.gene.Branch | None


def answer(
    store: Store,
    gene: queries.gene.Gene,
    pair: tuple[queries.groups.Population, queries.groups.Population],
    chosen: queries.allele.Filters,
    outgroup: queries.groups.Population | None,
) -> Answer:
    """Ask the store all that the page of a gene shows; draws nothing."""
    region = Region(gene.contig, gene.start_pos, gene.end_pos)
    a, b = (side.population_id for side in pair)
    count = partial(queries.gene.gene_frequencies, store, gene.gene_id, pair, chosen)
    with waiting.aside(store, count) as asked:
        totals = queries.comparison.difference_totals(store, *pair, chosen)
        rows = queries.comparison.allele_differences(store, *pair, chosen, limit=MOST_ROWS)
        signed = _signed(store, gene, pair, rows.head(signs.MOST), chosen.sample_set)
        per_group = asked.result()
    compared = queries.gene.of_compared(store, per_group, pair, chosen)
    return Answer(
        gene,
        totals,
        pl.concat([signed, rows[signs.MOST :]], how="diagonal"),
        per_group,
        queries.gene.gene_fst(compared, a, b, region),
        queries.gene.branch(store, *pair, outgroup, chosen, region) if outgroup else None,
    )


def _signed(
    store: Store,
    gene: queries.gene.Gene,
    pair: tuple[queries.groups.Population, queries.groups.Population],
    rows: pl.DataFrame,
    sample_set: str,
) -> pl.DataFrame:
    among = None
    if gene.n_alleles <= signs.MOST:
        among = queries.allele.alleles_in(
            store,
            queries.allele.filtered_range(store, queries.allele.Filters(gene_id=gene.gene_id)),
        )
    return signs.with_signs(store, pair, rows, sample_set, among)
