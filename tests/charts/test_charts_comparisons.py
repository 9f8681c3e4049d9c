"""The charts of many groups: what each mark stands for, and that every one can leave as a file."""

import re
from itertools import pairwise

import polars as pl
import pytest
import vl_convert

from straits.charts import files
from straits.charts.comparison import genome_track, volcano
from straits.charts.groups import country_map, fst_matrix, heat_map
from straits.charts.groups import shared_alleles as shared
from straits.charts.look import DARK, LIGHT, Look

MARKS = (("#0072B2", "circle"), ("#D55E00", "square"))
POINTS = pl.DataFrame(
    {
        "variant_id": ["chr1-1-A-G", "chr1-9-C-T", "chr2-5-G-A"],
        "name": ["rs1", "rs2", "rs3"],
        "gene": ["ONE", "ONE", "TWO"],
        "place": [1, 9, 105],
        "log_p": [3.0, 8.0, 2.0],
        "fst": [0.1, 0.3, None],
        "difference": [0.1, -0.3, 0.0],
        "counts_a": ["1/10"] * 3,
        "counts_b": ["2/10"] * 3,
        "p": [1e-3, 1e-8, 1e-2],
        "q": [3e-3, 3e-8, None],
    }
)
CONTIGS = pl.DataFrame(
    {"contig": ["chr1", "chr2"], "start": [0, 100], "end": [100, 200], "is_odd": [False, True]}
)


@pytest.mark.parametrize("look", [LIGHT, DARK])
@pytest.mark.parametrize("measure", ["log_p", "fst"])
def test_a_genome_track_names_each_gene_once_at_its_peak(look: Look, measure: str) -> None:
    peaks = POINTS.with_columns(n_variants=pl.lit(1))
    drawn = genome_track.genome_track(peaks, POINTS, CONTIGS, measure, MARKS, look)
    spec = drawn.to_dict()
    named = [
        rows
        for rows in spec["datasets"].values()
        if rows and {row.get("gene") for row in rows} == {"ONE", "TWO"} and len(rows) == 2
    ]
    assert [row["variant_id"] for row in named[0]][0] == "chr1-9-C-T"
    assert files.svg(drawn, files.Words("title", "caption")).startswith(b"<svg")


def test_names_of_peaks_have_room_from_the_width_on_that_they_are_seen_at() -> None:
    # Twenty genes, side by side and as high as each other.
    points = pl.concat([POINTS[:1]] * 20).with_columns(
        gene=pl.Series([f"GENE{number:02}" for number in range(20)]),
        variant_id=pl.Series([f"chr1-{number}-A-G" for number in range(20)]),
        place=pl.Series(range(5, 205, 10)),
    )
    spec = genome_track.genome_track(
        points.with_columns(n_variants=pl.lit(1)), points, CONTIGS, "log_p", MARKS, LIGHT
    ).to_dict()
    rows = [row for rows in spec["datasets"].values() for row in rows if row.get("from_width")]
    names = {row["name"]: row for row in rows if "name" in row}
    seen = []
    for width in (280, 400, 800):
        shown = [row["place"] for row in names.values() if row["from_width"] <= width]
        seen.append(len(shown))
        # Of 200 bases, six letters of 6 pixels each.
        apart = [after - before for before, after in pairwise(sorted(shown))]
        assert min(apart) * width / 200 >= 6 * 6
    assert 3 <= seen[0] < seen[1] < seen[2] <= 12


def test_the_name_of_a_peak_stays_within_the_chart_and_says_how_many_genes_more_are_there() -> None:
    points = POINTS.with_columns(gene=pl.Series(["UGT1A1, UGT1A3, UGT1A4", "TWO", "ONE"]))
    ends = CONTIGS.with_columns(start=pl.Series([1, 9]), end=pl.Series([9, 106]))
    spec = genome_track.genome_track(
        points.with_columns(n_variants=pl.lit(1)), points, ends, "log_p", MARKS, LIGHT
    ).to_dict()
    named = {
        row["name"]: row["align"]
        for rows in spec["datasets"].values()
        for row in rows
        if "align" in row
    }
    assert named == {"UGT1A1 +2": "left", "TWO": "center", "ONE": "right"}


def test_the_highest_of_a_stretch_is_drawn_with_the_number_it_stands_for() -> None:
    peaks = POINTS.select("place", "log_p", "fst").with_columns(n_variants=pl.Series([7, 8, 9]))
    spec = genome_track.genome_track(peaks, POINTS, CONTIGS, "fst", MARKS, LIGHT).to_dict()
    drawn = [
        {(row["place"], row["fst"], row["n_variants"]) for row in rows}
        for rows in spec["datasets"].values()
        if rows and "n_variants" in rows[0]
    ]
    # The third varies in neither group, so it has no Fst.
    assert drawn == [{(1, 0.1, 7), (9, 0.3, 8)}]
    assert "highest of variants" in str(spec)


def test_a_volcano_draws_the_line_only_where_something_is_above_it() -> None:
    cells = pl.DataFrame(
        {
            "difference_low": [-0.4, 0.0], "difference_high": [-0.2, 0.2],
            "minus_log10_p_low": [8.0, 2.0], "minus_log10_p_high": [9.0, 3.0],
            "n_variants": [1, 2],
        }
    )  # fmt: skip
    with_line, without = (
        volcano.volcano(cells, POINTS, ("A", "B"), MARKS, LIGHT, line, "q = 0.05").to_json()
        for line in (2.5, None)
    )
    assert "q = 0.05" in with_line
    assert "q = 0.05" not in without


def test_the_absences_of_a_heat_map_have_marks_and_no_colour() -> None:
    cells = pl.DataFrame(
        {
            "variant_id": ["v"] * 4,
            "name": ["rs1"] * 4,
            "group_label": ["a", "b", "c", "d"],
            "af": [0.5, None, None, None],
            "counts": ["5/10", "", "", ""],
            "absence": ["observed", "not_callable", "not_in_call_set", "withheld"],
        }
    )
    layers = heat_map.heat_map(cells, LIGHT).to_dict()["layer"]
    assert [layer["mark"]["type"] for layer in layers] == ["rect", "text", *["point"] * 3]


def test_the_tree_joins_the_closest_two_first() -> None:
    lines = fst_matrix.tree_lines([(0, 1, 0.1), (2, 3, 0.4)], [2, 0, 1])
    assert lines["x2"].max() == 0.4
    # The branch of 0 and 1 sits between their rows, 1.5 and 2.5.
    assert lines.filter(pl.col("x") == 0.1)["y"].to_list() == [1.5, 2.0]


def test_a_number_of_shared_alleles_stands_at_the_end_of_the_bar_that_it_measures() -> None:
    rows = pl.DataFrame({"members": [[0], [0, 1]], "n_raw": [9, 4], "n_projected": [5.5, 4.2]})
    groups = [("Danish", "#0072B2"), ("Malay", "#009E73")]
    for has_projection, measured in ((True, {"n_raw", "n_projected"}), (False, {"n_raw"})):
        drawn = shared.shared_alleles(rows, groups, LIGHT, has_projection).to_dict()
        layers = [layer for layer in drawn["layer"] if "text" in layer["encoding"]]
        ends = [
            (part["encoding"]["text"]["field"], part["encoding"]["x"]["field"]) for part in layers
        ]
        assert {written for written, _ in ends} == measured
        # Where the number of the paler bar has no room behind the other one it is not drawn.
        paler = [layer for layer in layers if "opacity" in layer["encoding"]]
        assert len(paler) == int(has_projection)
        assert all("width" in layer["encoding"]["opacity"]["condition"]["test"] for layer in paler)
        assert all(written == place for written, place in ends)


def test_countries_that_the_demo_and_public_cohorts_name_are_on_the_map() -> None:
    assert country_map.places()["SG"][0] == "Singapore"
    assert {"DK", "SE", "GB", "CN", "IN", "MY", "NG", "US", "NA"} <= set(country_map.places())


def test_a_country_without_a_place_is_left_out_of_the_map() -> None:
    groups = pl.DataFrame(
        {
            "country": ["SG", "XX"],
            "label": ["Malay", "Martian"],
            "colour": ["#009E73", "#000000"],
            "af": [0.25, 0.5],
            "counts": ["1/4", "1/2"],
        }
    )
    drawn = country_map.country_map(groups, DARK)
    assert drawn["datasets"]["pies"]["label"].to_list() == ["Malay"]
    assert files.svg(drawn, files.Words("title", "caption")).startswith(b"<svg")


def test_pies_stand_side_by_side_at_their_country_with_names_on_two_lines() -> None:
    names = ["European", "East Asian", "South Asian", "African"]
    groups = pl.DataFrame({"country": "SG", "label": names, "colour": "#009E73", "af": 0.25})
    drawn = country_map.country_map(groups.with_columns(counts=pl.lit("1/4")), LIGHT)
    pies = drawn["datasets"]["pies"]
    # A pie is 24 pixels wide.
    assert (pies["dx"].sort().diff().drop_nulls() >= 24).all()
    assert pies["dx"].abs().max() <= 50
    lines = pies["name_dy"].to_list()
    assert all(first != second for first, second in zip(lines, lines[1:], strict=False))


def test_the_only_pie_of_a_country_stands_on_it() -> None:
    groups = pl.DataFrame(
        {"country": ["SG"], "label": ["Malay"], "colour": ["#009E73"], "af": [0.75]}
    )
    drawn = country_map.country_map(groups.with_columns(counts=pl.lit("3/4")), LIGHT)
    pie = drawn["datasets"]["pies"].row(0, named=True)
    assert pie["dx"] == 0
    # Three quarters of a turn clockwise from the top end on the left.
    assert pie["part"] == "M0.0000,0.0000L0.0000,-1.0000A1,1,0,1,1,-1.0000,0.0000Z"


@pytest.mark.parametrize(("n_groups", "angle"), [(4, 0), (12, -35)])
def test_long_names_of_many_groups_do_not_run_into_each_other(n_groups: int, angle: int) -> None:
    cells = pl.DataFrame(
        {
            "variant_id": "v", "name": "rs1", "af": 0.5, "counts": "1/2", "absence": "observed",
            "group_label": [f"People of place {number:02}" for number in range(n_groups)],
        }
    )  # fmt: skip
    spec = heat_map.heat_map(cells, LIGHT).to_dict()
    assert spec["layer"][0]["encoding"]["x"]["axis"]["labelAngle"] == angle


@pytest.mark.parametrize("n_groups", [2, 6, 12])
def test_the_matrix_and_the_tree_of_any_groups_take_the_width_there_is(n_groups: int) -> None:
    pairs = pl.DataFrame(
        [
            {"row": row, "column": column, "fst": None if row == column else 0.1}
            for row in range(n_groups)
            for column in range(n_groups)
        ]
    )
    merges = [(0.0, 1.0, 0.1)]
    lines = fst_matrix.tree_lines(merges, list(range(2)))
    labels = [f"People of place {number}" for number in range(n_groups)]
    spec = fst_matrix.fst_matrix(pairs, labels, lines, LIGHT).to_dict()
    assert spec["autosize"] == {"type": "fit-x", "contains": "padding"}
    for panel in spec["vconcat"]:
        parts = [panel, *panel.get("layer", [])]
        axes = [part["encoding"][name] for part in parts for name in "xy" if "encoding" in part]
        assert not any("range" in axis.get("scale", {}) for axis in axes)
        assert not any("width" in part for part in parts)
        assert panel["height"] <= 400


def test_an_svg_has_room_on_its_sides_for_letters_that_stand_in() -> None:
    def width(svg: str) -> float:
        found = re.search(r'width="([\d.]+)"', svg)
        assert found
        return float(found[1])

    rows = pl.DataFrame({"members": [[0]], "n_raw": [9], "n_projected": [5.5]})
    words = files.Words("t", "c")
    chart = shared.shared_alleles(rows, [("Danish", "#0072B2")], LIGHT, has_projection=True)
    plain = vl_convert.vegalite_to_svg(files.dressed(chart, words))
    # The longest label is 210 pixels wide, and Arial is a fifth wider.
    assert width(files.svg(chart, words).decode()) - width(plain) >= 2 * 210 / 5
