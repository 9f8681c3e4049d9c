"""A group with more heterozygotes than its frequency allows, in words."""

import polars as pl

from straits import queries
from straits.ui.words import numbers
from straits.ui.words.markdown import escape, paragraph


def draw(genotypes: pl.DataFrame, rows: pl.DataFrame, region_class: str) -> None:
    """Warn of the group and call set with the strongest excess; nothing where there is none.

    genotypes, rows
        As of queries.allele.genotypes and queries.allele.variant_frequencies.
    """
    excesses = queries.comparison.too_many_heterozygotes(genotypes, region_class)
    if excesses.is_empty():
        return
    worst = excesses.row(0, named=True)
    named = dict(rows.select("population_id", "long_label").iter_rows())
    others = excesses.height - 1
    more = f" So do {numbers.plural(others, 'other group')}." if others else ""
    sentence = (
        f"{named[worst['population_id']]} has {numbers.count(worst['het'])} people with one copy "
        f"where {worst['het_expected']:.0f} are expected at its AF; "
        f"p {numbers.p_value(worst['hwe_p'])}, Hardy-Weinberg exact test, mid-p.{more}"
    )
    paragraph(
        "batch-warning-heterozygotes",
        "**Batch warning.** More heterozygotes than free mating gives, which reads of two "
        "places mapped to one make, and groups joined in one never do. " + escape(sentence),
    )
