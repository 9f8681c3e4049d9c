"""Which chart rows that nobody knew beforehand are drawn as, until an analyst chooses another."""

import polars as pl

from straits.charts import analyst
from straits.charts.analyst import Choice


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
    assert analyst.usual(contrast.select("difference", "p")) == Choice(
        "point", "difference", "difference"
    )
    assert analyst.usual(contrast.select("variant_id", "p")) == Choice("point", "p", "variant_id")
    assert analyst.usual(contrast.select("variant_id")) is None
