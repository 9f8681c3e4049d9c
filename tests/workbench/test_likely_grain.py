"""What a new view says of its grain: what its text groups by, or a key of its rows, or nothing."""

import polars as pl
import pytest

from straits.workbench.likely_grain import likely_grain

FEW = pl.DataFrame({"g": ["a", "a", "b"], "h": ["x", "y", "x"], "n": [1, 2, 3]})
MANY = pl.DataFrame(
    {"n": range(40), "variant_id": [f"v{n // 2}" for n in range(40)], "side": ["x", "y"] * 20}
)


@pytest.mark.parametrize(
    ("sql", "grain"),
    [
        ("select g, h, count(*) as n from t group by g, h", ("g", "h")),
        ("select g, h, count(*) as n from t group by all", ("g", "h")),
        ("select t.g, lower(i) as h, count(*) as n from t group by 1, lower(i)", ("g", "h")),
        ("with a as (from t) select g, h, max(n) as n from a group by h, g", ("h", "g")),
        ("select distinct g, h, n from t", ("g", "h", "n")),
        # A column that rows are grouped by and do not show, none, and no select at all.
        ("select g, h, count(*) as n from t group by g, h, i", ()),
        ("select g, h, n from t", ()),
        ("pivot t on g", ()),
        # What the text says and the rows do not bear out.
        ("select g, min(h) as h, max(n) as n from t group by g", ()),
    ],
)
def test_what_rows_are_grouped_by_is_their_grain(sql: str, grain: tuple[str, ...]) -> None:
    assert likely_grain(sql, FEW, is_whole=True) == grain


def test_of_rows_alone_a_key_of_names_is_taken_and_no_count() -> None:
    assert MANY["n"].n_unique() == MANY.height
    assert likely_grain("from t", MANY, is_whole=True) == ("variant_id", "side")
    # The first rows of more, and few, tell nothing.
    assert likely_grain("from t", MANY, is_whole=False) == ()
    assert likely_grain("from t", MANY.head(4), is_whole=True) == ()
