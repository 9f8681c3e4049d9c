"""The gene on a ruler: exons to scale, introns as they are or shrunk."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from straits.charts.gene import gene_model, impact, ruler
from tests.charts.test_charts import drawn_gene, per_group

EXONS = pl.DataFrame({"exon_number": [1, 2], "start_pos": [1, 700], "end_pos": [200, 900]})


def test_shrunk_introns_leave_exons_to_scale() -> None:
    # Exons of 200 bases, 500 apart; the intron takes less than it did, and the order is kept.
    along = ruler.introns_shrunk(EXONS, (1, 1000))
    assert along.place([200, 700])[1] - along.place([200, 700])[0] < 500
    assert along.place(200) - along.place(1) == pytest.approx(199)
    assert along.place(900) - along.place(700) == pytest.approx(200)
    assert along.ends[0] == 0
    assert along.ends[1] < 1000


@given(st.lists(st.tuples(st.integers(1, 9_000), st.integers(0, 800)), max_size=12))
def test_a_place_leads_back_to_its_position(spans: list[tuple[int, int]]) -> None:
    exons = pl.DataFrame(
        {
            "start_pos": [start for start, _ in spans],
            "end_pos": [start + length for start, length in spans],
        },
        schema={"start_pos": pl.Int64, "end_pos": pl.Int64},
    )
    along = ruler.introns_shrunk(exons, (1, 10_000))
    positions = [1, 17, 5_000, 9_999, 10_001]
    places = along.place(positions)
    assert (places[1:] > places[:-1]).all()
    assert [along.position(place) for place in places] == pytest.approx(positions)


def test_an_exon_is_cut_where_coding_begins_and_ends() -> None:
    exons = pl.DataFrame(
        {"exon_number": [1, 2, 3], "start_pos": [1, 31, 61], "end_pos": [20, 50, 80]}
    )
    assert gene_model.exon_parts(exons, 11, 40).rows() == [
        (1, 1, 10, False),
        (1, 11, 20, True),
        (2, 31, 40, True),
        (2, 41, 50, False),
        (3, 61, 80, False),
    ]


def test_a_transcript_that_does_not_code_has_thin_exons_only() -> None:
    exons = pl.DataFrame({"exon_number": [1], "start_pos": [1], "end_pos": [20]})
    assert gene_model.exon_parts(exons, None, None).rows() == [(1, 1, 20, False)]


@given(st.lists(st.integers(1, 100_000), min_size=1, max_size=40, unique=True), st.floats(1, 1e5))
def test_numbers_that_have_room_never_touch_whatever_the_zoom(
    starts: list[int], needed: float
) -> None:
    parts = pl.DataFrame(
        {
            "exon_number": range(1, len(starts) + 1),
            "start_pos": sorted(starts),
            "end_pos": sorted(starts),
        }
    )
    found = gene_model.numbers(parts, ruler.to_scale((1, 100_000)))
    kept = found.filter(pl.col("room") >= needed)["x"].sort().diff().drop_nulls()
    assert found.height == len(starts)
    assert (kept >= min(needed, 100_000)).all()
    # And what is hidden would have touched one that is shown.
    shown = found.filter(pl.col("room") >= needed)["x"].to_list()
    for x in found.filter(pl.col("room") < needed)["x"]:
        assert min(abs(x - other) for other in shown) < needed


def test_a_location_is_never_called_a_consequence() -> None:
    rows = pl.DataFrame(
        {
            "consequence_class": ["missense", "none", "none"],
            "location_class": ["cds", "cds", None],
        }
    )
    said = impact.with_words(rows)
    assert said["impact"].to_list() == ["missense", "not annotated", "not annotated"]
    assert said["impact_said"].to_list() == ["missense", "not annotated (coding)", "not annotated"]


def test_an_interval_is_drawn_where_its_head_does_not_cover_it() -> None:
    # On the root of AF a head reaches 0.0386 up and down; the first reaches 0.05, the second 0.03.
    ends = {"af_low": [0.25, 0.25], "af_high": [0.3025, 0.2809]}
    chart = drawn_gene(per_group(2).with_columns(af=pl.lit(0.25), **ends_of(ends)))
    assert chart["datasets"]["whiskers A"]["af_high"].to_list() == [0.3025]
    assert chart["datasets"]["heads A"].height == 2


def ends_of(ends: dict[str, list[float]]) -> dict[str, pl.Expr]:
    """Return the two ends of the intervals of alleles 1 and 2, in every population."""
    return {
        name: pl.when(pl.col("pos") == 1).then(first).otherwise(second)
        for name, (first, second) in ends.items()
    }
