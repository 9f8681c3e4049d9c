"""How the alleles in view go together in A and in B, on demand."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import polars as pl

from straits import queries
from straits.charts.gene import linkage_map
from straits.charts.look import Look
from straits.errors import QueryError
from straits.genome import Region
from straits.ui.address import url_state
from straits.ui.figures import captions, figure, methods
from straits.ui.figures.figure import Figure
from straits.ui.figures.methods import Method
from straits.ui.frame import messages, waiting
from straits.ui.frame.page_frame import Visit
from straits.ui.words import findings, glossary, numbers

# More cannot be told apart in the map.
MOST = 60


def draw(visit: Visit, gene_symbol: str, region: Region, sample_set: str) -> None:
    """Draw the map where the reader asks for it; it needs genotypes."""
    if not visit.store.has_rows:
        return
    label = "Show which of these go together (linkage)"
    if not url_state.switch(label, "linkage", False, help=glossary.meaning("linkage")):
        return
    try:
        a, b = waiting.answer(visit.store, "linkage", _linkage, visit, region, sample_set)
    except QueryError as error:
        messages.nothing(str(error))
        return
    if a.is_empty() and b.is_empty():
        messages.nothing("Fewer than two alleles vary here, so nothing can go together.")
        return
    drawn = _figure(visit, gene_symbol, region, sample_set, (a, b))
    figure.draw(drawn, visit, "linkage")


def _linkage(visit: Visit, region: Region, sample_set: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    a, b = (
        queries.allele.linkage_map(visit.store, region, side, sample_set, MOST).rows
        for side in (visit.a, visit.b)
    )
    return a, b


def _figure(
    visit: Visit,
    gene_symbol: str,
    region: Region,
    sample_set: str,
    sides: tuple[pl.DataFrame, pl.DataFrame],
) -> Figure:
    both = pl.concat(
        [
            rows.with_columns(pl.lit(name).alias("side"))
            for rows, name in zip(sides, "AB", strict=True)
        ]
    ).filter(pl.col("r2").is_not_null())
    alleles = pl.concat([both["allele_index"], both["other_index"]]).unique().sort()
    place = {index: order for order, index in enumerate(alleles)}
    early, late = (
        pl.col(name).replace_strict(place, return_dtype=pl.Int64)
        for name in ("allele_index", "other_index")
    )
    is_a = pl.col("side") == "A"
    cells = both.select(
        pl.when(is_a).then(early).otherwise(late).alias("row"),
        pl.when(is_a).then(late).otherwise(early).alias("column"),
        "r2",
        "side",
        pl.Series("pair", [_pair(row) for row in both.iter_rows(named=True)], pl.String),
        pl.Series("r2_said", [f"{r2:.2f}" for r2 in both["r2"]], pl.String),
    )

    ids = dict(both.select("allele_index", "variant_id").iter_rows())
    ids |= dict(both.select("other_index", "other_id").iter_rows())
    named = [findings.short(ids[index]) for index in alleles]

    def build(look: Look, rows_named: Sequence[str] = ()) -> Any:
        return linkage_map.linkage_map(cells, len(alleles), visit.names, look, rows_named)

    strong = [both.filter((pl.col("side") == name) & (pl.col("r2") >= 0.8)).height for name in "AB"]
    return Figure(
        title=(
            f"{gene_symbol}: {numbers.plural(strong[0], 'pair')} with r² of 0.8 and more in "
            f"{visit.names[0]}, {numbers.count(strong[1])} in {visit.names[1]}."
        ),
        caption=" ".join(
            (
                f"r² of copies of two alleles in the same people (Rogers and Huff 2009), for the "
                f"{MOST} most common alleles of each group in {region}, in order of position; the "
                "stronger the colour, the more together; empty where an allele is not one of them.",
                captions.people(visit.a, sample_set, "A"),
                captions.people(visit.b, sample_set, "B"),
                captions.study(visit, sample_set),
            )
        ),
        build=build,
        rows=both,
        file_parts=(gene_symbol, "linkage", visit.a.label, visit.b.label),
        query="alleles_in_range",
        method=Method(
            sample_set,
            methods.of_pair(visit),
            alleles=f"the {MOST} most common of each group in {region}.",
            statistics=("linkage_of_copies",),
        ),
        keys=linkage_map.legend_of,
        build_alone=partial(build, rows_named=named),
    )


def _pair(row: dict[str, Any]) -> str:
    return f"{findings.short(row['variant_id'])} and {findings.short(row['other_id'])}"
