"""What alleles do to a gene, in words and colours: consequence classes, and locations without one.

A location is where the gene models put an allele that nobody annotated. It is no consequence, and
has a hollow mark and words of its own.
"""

import polars as pl

from straits.charts import look
from straits.charts.look import Look

# Class: word, colour; the most severe first. Groups wear Okabe and Ito's colours, and not these.
CONSEQUENCES = {
    "lof": ("loss of function", "#DB2155"),
    "missense": ("missense", "#C98A00"),
    "splice_region": ("splice region", "#7E57C2"),
    "other_coding": ("other coding", "#0E8A8A"),
    "synonymous": ("synonymous", "#5E9440"),
    "non_coding": ("non-coding", "#8A93A0"),
}
LOCATIONS = {
    "cds": "coding",
    "splice_region": "splice region",
    "utr5": "5′ UTR",
    "utr3": "3′ UTR",
    "exon": "exon",
    "intron": "intron",
    "gene": "in the gene",
    "upstream": "upstream",
    "downstream": "downstream",
    "intergenic": "between genes",
}
NOT_ANNOTATED = "not annotated"

# The order in which legends name them; heads are drawn the other way round, the severe on top.
ORDER = (*(word for word, _ in CONSEQUENCES.values()), NOT_ANNOTATED)


def with_words(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with impact and impact_said, from consequence_class and location_class.

    impact is one of ORDER, impact_said what a reader is told, such as "missense" or "not annotated
    (intron)".
    """
    words = {name: word for name, (word, _) in CONSEQUENCES.items()}
    known = pl.col("consequence_class").replace_strict(
        words, default=NOT_ANNOTATED, return_dtype=pl.String
    )
    place = pl.col("location_class").replace_strict(LOCATIONS, default=None)
    unannotated = (
        pl.when(place.is_null())
        .then(pl.lit(NOT_ANNOTATED))
        .otherwise(pl.format(NOT_ANNOTATED + " ({})", place))
    )
    return rows.with_columns(known.alias("impact")).with_columns(
        pl.when(pl.col("impact") == NOT_ANNOTATED)
        .then(unannotated)
        .otherwise(pl.col("impact"))
        .alias("impact_said")
    )


def colours(shades: Look) -> dict[str, str]:
    """Return the colour of each of ORDER on a ground."""
    seen = {word: look.visible(colour, shades) for word, colour in CONSEQUENCES.values()}
    return {**seen, NOT_ANNOTATED: shades.muted}
