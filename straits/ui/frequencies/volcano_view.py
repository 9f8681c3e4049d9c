"""Size of the differences of a comparison against their p, with what is called different above."""

import math
from dataclasses import dataclass

import polars as pl

from straits import queries
from straits.charts.comparison import volcano
from straits.ui.figures import figure, picks
from straits.ui.filters.filter_row import Settings
from straits.ui.frame import waiting
from straits.ui.frame.page_frame import Visit
from straits.ui.frequencies import comparison_rows
from straits.ui.frequencies.comparison_rows import Compared


@dataclass(frozen=True)
class _Spread:
    """The cells of the chart, and the line above which an allele is called different."""

    cells: pl.DataFrame
    line: float | None
    level: str


def draw(visit: Visit, settings: Settings, compared: Compared) -> None:
    """Draw the chart beside the ranking."""
    scope = "-".join((*visit.scope, settings.key, "volcano"))
    spread = waiting.answer(visit.store, "spread", _spread, visit, settings, compared)
    points, ring = queries.comparison.with_measures(compared.rows), picks.of_table(scope)
    drawn = comparison_rows.figure_of(
        visit, settings, compared,
        lambda look: volcano.volcano(
            spread.cells, points, visit.names, visit.marks_in(look), look, spread.line,
            spread.level, ring,
        ),
        _shading(compared), "volcano",
        "allele_differences" if compared.whole is not None else "volcano_density",
    )  # fmt: skip
    figure.title(drawn, "map")
    comparison_rows.beside(drawn, visit, compared, scope)
    figure.foot(drawn, visit, "map", {"view": "volcano"})


def _spread(visit: Visit, settings: Settings, compared: Compared) -> _Spread:
    if compared.whole is not None:
        line = queries.comparison.log_p_at_level(compared.whole)
        return _Spread(
            queries.comparison.volcano_cells(compared.whole),
            line,
            f"q = {queries.comparison.ALPHA}",
        )
    cells = queries.comparison.volcano_density(visit.store, visit.a, visit.b, settings.filters)
    n = compared.totals.n_compared
    return _Spread(
        cells, -math.log10(queries.comparison.ALPHA / n), f"p × n = {queries.comparison.ALPHA}"
    )


def _shading(compared: Compared) -> str:
    if compared.whole is not None:
        return (
            "shading counts all variants per cell; above the dashed line q is below "
            f"{queries.comparison.ALPHA}"
        )
    return (
        "shading counts all variants per cell, by the p of the score test, which is the chi-square "
        "test and only near the truth where an allele is rare; points are by the p of their own "
        f"test; above the dashed line p × n is below {queries.comparison.ALPHA}, n being the "
        f"{compared.totals.n_compared:,} variants compared (Bonferroni)"
    )
