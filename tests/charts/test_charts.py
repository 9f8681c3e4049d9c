"""Charts: what is drawn, how much of it, and that it can be drawn without a browser."""

import json
from typing import Any

import polars as pl
import pytest

from straits.charts import files, vega
from straits.charts.comparison.frequency_map import frequency_map
from straits.charts.comparison.top_differences import top_differences
from straits.charts.gene import gene_chart, gene_model, gene_windows, lollipops, ruler
from straits.charts.gene.linkage_map import linkage_map
from straits.charts.groups.frequency_rows_chart import group_frequencies
from straits.charts.look import DARK, LIGHT, Look

NAMES = ("Danish", "Malay")
MARKS = (("#0072B2", "circle"), ("#D55E00", "square"))


def alleles(number: int) -> pl.DataFrame:
    """Alleles 1, 2, ... with an AF in A that grows with the number, and none in B."""
    return pl.DataFrame(
        {
            "variant_id": [f"chr1-{index}-A-T" for index in range(1, number + 1)],
            "af_a": [index / number for index in range(1, number + 1)],
        }
    ).with_columns(
        name=pl.col("variant_id"),
        gene=pl.lit("LCT"),
        af_b=pl.lit(0.0),
        af_low_a=pl.col("af_a") / 2,
        af_high_a=pl.col("af_a"),
        af_low_b=pl.lit(0.0),
        af_high_b=pl.lit(0.01),
        difference=pl.col("af_a"),
        counts_a=pl.lit("1/10"),
        counts_b=pl.lit("0/10"),
    )


def per_group(number: int, absence_b: str = "observed") -> pl.DataFrame:
    """The same, one row per allele and population, at positions 1, 2, ..."""
    af_b = 0.0 if absence_b in ("observed", "reference") else None
    parts = [("A", pl.col("af_a"), "observed"), ("B", pl.lit(af_b, pl.Float64), absence_b)]
    return pl.concat(
        alleles(number).select(
            "variant_id",
            "name",
            pos=pl.int_range(1, number + 1),
            population_id=pl.lit(population),
            af=af,
            af_low=af,
            af_high=af,
            counts=pl.lit("1/10"),
            absence=pl.lit(absence),
            place=pl.lit("1"),
            impact=pl.lit("missense"),
            impact_said=pl.lit("missense"),
        )
        for population, af, absence in parts
    )


EXONS = pl.DataFrame({"exon_number": [1, 2], "start_pos": [1, 700], "end_pos": [200, 900]})


def drawn_gene(
    rows: pl.DataFrame,
    shades: Look = LIGHT,
    picked: str | None = None,
    view: tuple[float, float] | None = None,
    is_shrunk: bool = False,
) -> Any:
    extent = (1, 1000)
    sides = tuple(
        lollipops.Side(population, name, *mark)
        for population, name, mark in zip("AB", NAMES, MARKS, strict=True)
    )
    backdrop = gene_chart.Backdrop(
        gene_model.exon_parts(EXONS, 100, 800),
        "+",
        ruler.introns_shrunk(EXONS, extent) if is_shrunk else ruler.to_scale(extent),
        pl.DataFrame({"call_set_id": ["dk"], "start_pos": [1], "end_pos": [500]}),
        [("dk", "Denmark", True), ("sg", "Singapore", False)],
    )
    differences = rows.filter(pl.col("population_id") == "A").select(
        "variant_id", "pos", "place", "name", difference="af", difference_said=pl.lit("+0.1")
    )
    rows = lollipops.heads(rows)
    fst = pl.DataFrame(
        {"start_pos": [1, 501], "end_pos": [500, 1000], "n_alleles": [2, 0], "fst": [0.2, None]}
    )
    windows = gene_windows.windows(fst, fst.select(pbs="fst"))
    return gene_chart.gene_chart(
        rows,
        differences,
        windows,
        backdrop,
        sides,
        shades,
        picked,
        view,  # type: ignore[arg-type]
    )


def group_rows() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "row_label": ["Danish (A)", "Malay", "Quote ' and \" and </script>", "Few"],
            "colour": ["#0072B2", "#D55E00", "#000000", "#009E73"],
            "shape": ["circle", "square", "circle", "diamond"],
            "ac": [12, 0, None, None],
            "af": [0.12, 0.0, None, None],
            "af_low": [0.08, 0.0, None, None],
            "af_high": [0.18, 0.05, None, None],
            "counts": ["12/100", "0/80", "", ""],
            "absence": ["observed", "reference", "not_in_call_set", "withheld"],
            "is_chosen": [True, False, False, False],
        }
    )


def density() -> pl.DataFrame:
    edges = {"af_a_low": [0.0], "af_a_high": [0.02], "af_b_low": [0.0], "af_b_high": [0.02]}
    return pl.DataFrame({**edges, "n_variants": [9]})


def map_chart(shades: Look = LIGHT, picked: str | None = None) -> Any:
    return frequency_map(density(), alleles(5), NAMES, MARKS, shades, picked)


def every_chart(shades: Look) -> dict[str, Any]:
    return {
        "map": map_chart(shades),
        "top": top_differences(alleles(10), NAMES, MARKS, shades, has_names=True),
        "gene": drawn_gene(per_group(600), shades),
        "groups": group_frequencies(group_rows(), shades),
    }


def spec(chart: Any) -> dict[str, Any]:
    text = vega.written(chart) if isinstance(chart, dict) else chart.to_json()
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@pytest.mark.parametrize("kind", ["map", "top", "gene", "groups"])
@pytest.mark.parametrize("shades", [LIGHT, DARK], ids=["light", "dark"])
def test_a_chart_becomes_a_picture_without_a_browser(kind: str, shades: Look) -> None:
    drawn = files.svg(every_chart(shades)[kind], files.Words("The finding", "The caption")).decode()
    assert drawn.startswith("<svg")
    assert "The finding" in drawn
    assert "The caption" in drawn
    assert shades.ground.lower() in drawn.lower()


def test_a_file_of_a_gene_asks_nobody_to_drag_its_strip_but_says_what_that_shows() -> None:
    chart = every_chart(LIGHT)["gene"]
    assert "drag along" in str(chart)
    drawn = files.svg(chart, files.Words("The finding", "The caption")).decode()
    assert "drag along" not in drawn
    assert "how many alleles lie where in the gene" in drawn


def test_a_png_has_the_resolution_of_print() -> None:
    drawn = files.png(map_chart(), files.Words("The finding", "The caption"))
    width = int.from_bytes(drawn[16:20], "big")  # IHDR of PNG
    assert width > 2_700


@pytest.mark.parametrize("kind", ["map", "top", "gene", "groups"])
def test_a_chart_asks_for_nothing_from_elsewhere(kind: str) -> None:
    text = json.dumps(spec(every_chart(LIGHT)[kind]) | {"$schema": ""})
    assert "http" not in text


def test_at_most_500_heads_are_drawn_per_group_and_the_rest_are_ticks() -> None:
    headed = lollipops.heads(per_group(600))
    assert headed.group_by("population_id").agg(pl.col("is_head").sum())["is_head"].to_list() == [
        500,
        500,
    ]
    # The rarest 100 lose their heads.
    assert headed.filter(~pl.col("is_head"))["pos"].max() == 100


def panel_of(chart: Any, dataset: str) -> list[dict[str, Any]]:
    """Return the layers of the panel in which a dataset is drawn."""
    panels = [panel["layer"] for panel in chart["vconcat"]]
    return next(
        layers for layers in panels if dataset in [layer["data"]["name"] for layer in layers]
    )


def test_a_is_drawn_upwards_and_b_downwards_on_one_scale() -> None:
    chart = drawn_gene(per_group(3).with_columns(af=pl.lit(0.1)))

    def scales(dataset: str) -> list[dict[str, Any]]:
        channels = [layer["encoding"]["y"] for layer in panel_of(chart, dataset)]
        return [channel["scale"] for channel in channels if "scale" in channel]

    up, down = scales("heads A"), scales("heads B")
    assert {scale["reverse"] for scale in up} == {False}
    assert {scale["reverse"] for scale in down} == {True}
    assert {scale["type"] for scale in (*up, *down)} == {"sqrt"}


@pytest.mark.parametrize(
    ("absence", "outline"),
    [
        ("reference", "circle"),
        ("not_callable", "M-0.7,0.9L0.7,-0.9"),
        ("not_in_call_set", "M-1,-0.6L-1,0.6L1,0.6L1,-0.6"),
    ],
)
def test_each_absence_has_a_mark_of_its_own(absence: str, outline: str) -> None:
    chart = drawn_gene(per_group(3, absence_b=absence))
    shapes = [
        layer["mark"].get("shape")
        for panel in chart["vconcat"]
        for layer in panel["layer"]
        if layer["data"]["name"].endswith(" B")
    ]
    assert outline in shapes


def test_a_panel_without_a_row_is_left_out_of_the_selections() -> None:
    # Nobody in B carries anything, so that there is no head to pick there.
    pick, view = drawn_gene(per_group(3))["params"]
    assert pick["views"] == ["heads_A", "differences"]
    assert view["views"] == ["strip"]


def test_what_was_not_callable_is_told_from_what_nobody_knows() -> None:
    data = drawn_gene(per_group(3))["datasets"]
    assert set(data["callable"]["said"]) == {"Denmark: callable"}
    assert set(data["not callable"]["said"]) == {"Denmark: not callable"}
    assert data["not callable"]["x"].min() > 500
    assert "Singapore: callable regions are not known" in data["call sets"]["said"].to_list()


def test_a_gene_opens_with_the_view_of_its_address() -> None:
    zoomed = drawn_gene(per_group(3), view=(100.0, 300.0))
    assert zoomed["params"][1]["value"] == {"x": [100.0, 300.0]}
    assert "value" not in drawn_gene(per_group(3))["params"][1]


def test_only_the_words_of_what_is_there_stand_in_the_legend() -> None:
    rows = per_group(2).with_columns(
        impact=pl.Series(["synonymous", "loss of function", "synonymous", "loss of function"])
    )
    keys = gene_chart.legend_of(rows, LIGHT)
    assert [key.label for key in keys] == ["loss of function", "synonymous"]


def test_linkage_in_a_stands_above_the_diagonal_and_in_b_below() -> None:
    pairs = pl.DataFrame(
        {
            "row": [0, 1],
            "column": [1, 0],
            "r2": [0.9, 0.1],
            "side": ["A", "B"],
            "pair": ["x and y"] * 2,
            "r2_said": ["0.90", "0.10"],
        }
    )
    chart = linkage_map(pairs, 2, NAMES, LIGHT)
    drawn = chart["datasets"]["pairs"]
    assert drawn.filter(pl.col("side") == "A").select("row", "column").row(0) == (0, 1)
    assert chart["vconcat"][0]["layer"][0]["encoding"]["y"]["scale"]["reverse"]
    assert files.svg(chart, files.Words("The finding", "The caption")).startswith(b"<svg")


def test_a_group_without_a_frequency_says_why_and_gets_no_point() -> None:
    drawn = files.svg(group_frequencies(group_rows(), LIGHT), files.Words("t", "c")).decode()
    assert "not in this call set" in drawn
    assert "withheld by the profile" in drawn


def test_a_figure_of_groups_names_its_axis_and_the_column_beside_it() -> None:
    drawn = files.svg(group_frequencies(group_rows(), LIGHT), files.Words("t", "c")).decode()
    assert ">allele frequency (AF)<" in drawn
    assert ">AC/AN<" in drawn


def test_a_name_with_quotes_is_a_name_and_not_code() -> None:
    drawn = files.svg(group_frequencies(group_rows(), LIGHT), files.Words("t", "c")).decode()
    assert "Quote ' and" in drawn
    assert "</script>" not in drawn


def test_the_picked_allele_is_ringed() -> None:
    plain, ringed = spec(map_chart()), spec(map_chart(picked="chr1-2-A-T"))
    assert len(ringed["layer"]) == len(plain["layer"]) + 1
