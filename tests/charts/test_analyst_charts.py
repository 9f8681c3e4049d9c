"""Which chart rows that nobody knew beforehand are drawn as, until an analyst chooses another."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from straits.charts import analyst, vega
from straits.charts.analyst import Choice
from straits.charts.look import LIGHT


def test_words_of_which_there_are_most_stand_along_y_and_no_chance_along_x() -> None:
    contrast = pl.DataFrame(
        {
            "variant_id": ["v1", "v1", "v2", "v3"], "call_set_a": ["dk"] * 4,
            "call_set_b": ["wgs", "exome"] * 2, "difference": [0.5, 0.4, -0.3, 0.2], "p": [0.0] * 4,
        }
    )  # fmt: skip
    assert analyst.usual(contrast) == Choice("bar", "difference", "variant_id", "call_set_b")
    # Of two rows with the same words bars would stand over one another.
    twice = pl.concat([contrast, contrast])
    assert analyst.usual(twice) == Choice("point", "difference", "variant_id", "call_set_b")
    assert analyst.usual(contrast.select("difference", "p")) == Choice("point", "p", "difference")
    assert analyst.usual(contrast.select("variant_id", "p")) == Choice("point", "p", "variant_id")
    assert analyst.usual(contrast.select("variant_id")) is None
    # One number alone is no chart.
    assert analyst.usual(contrast.select("difference")) is None


def test_kinds_of_columns_choose_the_mark() -> None:
    genes = pl.DataFrame(
        {"gene_symbol": ["A", "B"], "pos": [10, 20], "allele_index": [0, 1], "af": [0.1, 0.2]}
    )
    assert analyst.usual(genes) == Choice("point", "pos", "af", "gene_symbol")
    assert analyst.usual(genes.drop("pos")) == Choice("bar", "af", "gene_symbol")
    # A number that only names something is not what is drawn.
    named = genes.select("gene_symbol", "af", "allele_index")
    assert analyst.usual(named) == Choice("bar", "af", "gene_symbol")
    numbers = pl.DataFrame({"n_people": [1, 2], "share": [0.1, 0.2]})
    assert analyst.usual(numbers) == Choice("point", "n_people", "share")


def test_no_colour_stands_for_two_values() -> None:
    rows = pl.DataFrame({"x": range(20), "y": range(20), "who": [f"g{n:02}" for n in range(20)]})
    choice = Choice("point", "x", "y", "who")

    def scale(drawn: pl.DataFrame) -> Mapping[str, Any]:
        spec = vega.of_altair(analyst.chosen_chart(drawn, choice, LIGHT))
        return spec["encoding"]["color"]["scale"]

    told = scale(rows)
    assert told["domain"] == [*(f"g{n:02}" for n in range(8)), "12 others"]
    assert len(set(told["range"])) == len(told["domain"])
    assert told["range"][-1] == LIGHT.muted
    (said,) = analyst.not_told_apart(rows, choice)
    assert said.startswith("8 of 20 values of who have a colour, those first by name")
    assert analyst.not_told_apart(rows.head(8), choice) == []
    assert "domain" not in scale(rows.head(8))
    (facets,) = analyst.not_told_apart(rows, Choice("point", "x", "y", facet="who"))
    assert facets.startswith("12 of 20 values of who have a chart")
