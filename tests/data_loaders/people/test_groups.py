"""Groups: which there are, in which order, under which parent, and how they are drawn."""

import itertools
import math
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from data_loaders.people import colours
from data_loaders.people.group_definitions import group_tables
from data_loaders.people.sheet import read_samples
from data_loaders.study.study_reading import read_study
from straits import tables
from straits.errors import StudyError
from tests.builders import studies

STUDY = """\
name: A test
build: GRCh38
groupings:
{groupings}
sites:
  - {{id: one, samples: {{file: one.tsv}}, call_sets: [{{files: calls.vcf}}]}}
  - {{id: two, samples: {{file: two.tsv}}, call_sets: [{{files: calls.vcf}}]}}
"""

Tables = Callable[..., tuple[pl.DataFrame, pl.DataFrame]]


@pytest.fixture
def read(tmp_path: Path) -> Tables:
    """Return a function that makes the tables of two sites.

    one, two
        The groups of each person at a site, a person per word: "CHB" or "CHB/EAS", for the columns
        pop and region.
    """
    (tmp_path / "calls.vcf").touch()

    def read(groupings: str, one: str, two: str = "") -> tuple[pl.DataFrame, pl.DataFrame]:
        for site, people in (("one", one), ("two", two or one)):
            rows = [
                f"{site}_{number}\t{groups.replace('/', chr(9))}"
                for number, groups in enumerate(people.split())
            ]
            header = "sample\tpop" + ("\tregion" if "/" in one else "")
            (tmp_path / f"{site}.tsv").write_text("\n".join([header, *rows]) + "\n")
        path = tmp_path / "study.yaml"
        path.write_text(STUDY.format(groupings=groupings))
        study = read_study(path)
        return group_tables(study, {site.id: read_samples(study, site) for site in study.sites})

    return read


def of(groups: pl.DataFrame, grouping: str, column: str) -> dict[str, str]:
    chosen = groups.filter(pl.col("grouping") == grouping).sort("sort_order")
    return dict(chosen.select("group_id", column).iter_rows())


def test_everyone_is_a_group_of_every_study(read):
    groupings, groups = read("  pop: {label: Population, inferred: true}", "A")
    assert groupings.rows() == [
        ("pop", "Population", True, None, 0),
        ("everyone", "Everyone", False, None, 1),
    ]
    assert groups.filter(pl.col("grouping") == "everyone").rows() == [
        ("everyone", "everyone", "Everyone", "#808080", "circle", None, 0)
    ]


def test_the_tables_have_the_types_of_the_release(read):
    groupings, groups = read("  pop: {}", "A B")
    assert groupings.to_arrow().schema.names == tables.TABLES["groupings"].schema.names
    assert groups.schema == pl.Schema(tables.TABLES["groups"].schema)
    assert groupings.schema == pl.Schema(tables.TABLES["groupings"].schema)


def test_a_grouping_without_a_label_is_called_after_its_name(read, tmp_path):
    groupings, _ = read("  ethnic_group: {column: pop}", "A")
    assert groupings["label"][0] == "Ethnic group"


def test_groups_come_with_the_largest_of_all_sites_first(read):
    _, groups = read("  pop: {}", one="B A A C", two="B B D A")
    assert list(of(groups, "pop", "label")) == ["A", "B", "C", "D"]  # 3, 3, 1, 1


def test_a_given_order_stands_and_leaves_out_groups_without_people(read):
    _, groups = read("  pop: {order: [C, X, A, B]}", "A A B C")
    assert of(groups, "pop", "sort_order") == {"C": 0, "A": 1, "B": 2}


def test_groups_follow_their_parents(read):
    _, groups = read("  pop: {parent: region}\n  region: {}", "a/N a/N b/S c/S d/S e/N")
    assert of(groups, "region", "sort_order") == {"N": 0, "S": 1}
    assert of(groups, "pop", "parent_group") == {"a": "N", "e": "N", "b": "S", "c": "S", "d": "S"}


def test_a_group_without_a_parent_comes_last(read):
    groupings = "  pop: {parent: region, parents: {a: N}}\n  region: {}"
    _, groups = read(groupings, "x x x a")
    assert of(groups, "pop", "parent_group") == {"a": "N", "x": None}


def test_colours_go_in_the_order_of_okabe_and_ito(read):
    _, groups = read("  pop: {order: [a, b, c]}", "a b c")
    assert of(groups, "pop", "colour") == {"a": "#0072B2", "b": "#D55E00", "c": "#009E73"}
    assert of(groups, "pop", "shape") == {"a": "circle", "b": "square", "c": "triangle-up"}


def test_a_given_colour_stands_and_is_not_given_to_another(read):
    _, groups = read('  pop: {order: [a, b], colours: {b: "#0072b2"}, shapes: {b: cross}}', "a b")
    assert of(groups, "pop", "colour") == {"a": "#D55E00", "b": "#0072B2"}
    assert of(groups, "pop", "shape") == {"a": "circle", "b": "cross"}


def test_children_have_shades_of_their_parents_colour_and_shapes_of_their_own(read):
    groupings = "  pop: {parent: region}\n  region: {order: [N, S]}"
    _, groups = read(groupings, "a/N b/N c/N d/S")
    drawn, shapes = of(groups, "pop", "colour"), of(groups, "pop", "shape")
    assert len({drawn[child] for child in "abc"}) == 3
    for child in "abc":
        assert hue_apart(drawn[child], "#0072B2") < 25
    assert drawn["d"] == "#D55E00"
    assert shapes == {"a": "circle", "b": "square", "c": "triangle-up", "d": "circle"}


def hue_apart(one: str, other: str) -> float:
    """Return the angle between two hues in degrees."""
    apart = math.degrees(colours.oklch(one)[2] - colours.oklch(other)[2])
    return abs((apart + 180) % 360 - 180)


def test_the_26_populations_are_each_drawn_differently_and_labelled(read):
    known = "ACB ASW BEB CDX CEU CHB CHS CLM ESN FIN GBR GIH GWD IBS ITU JPT KHV LWK MSL MXL PEL"
    known += " PJL PUR STU TSI YRI"
    _, groups = read("  pop: {parent: region}\n  region: {}", known)
    assert len(set(of(groups, "pop", "colour").values())) == 26
    assert of(groups, "pop", "label")["CHB"] == "Han Chinese in Beijing, China"
    assert of(groups, "region", "label")["SAS"] == "South Asian"
    above = of(groups, "pop", "parent_group")
    sizes = {region: list(above.values()).count(region) for region in set(above.values())}
    assert sizes == {"AFR": 7, "AMR": 4, "EAS": 5, "EUR": 5, "SAS": 5}


def test_known_labels_stand_back_where_the_study_gives_one_or_has_another_group(read):
    _, groups = read("  pop: {labels: {CHB: Beijing}}", "CHB GBR")
    assert of(groups, "pop", "label") == {"CHB": "Beijing", "GBR": "GBR"}
    _, groups = read("  pop: {}", "CHB Danish")
    assert of(groups, "pop", "label") == {"CHB": "CHB", "Danish": "Danish"}


def test_32_groups_have_32_colours_that_differ():
    found = list(itertools.islice(colours.unused(set()), 32))
    apart = [math.dist(lab(one), lab(other)) for one, other in itertools.combinations(found, 2)]
    assert min(apart) > 0.07  # a just noticeable difference is about 0.02
    assert next(colours.unused(set(colours.PALETTE))) == colours.PALETTE[0]


def lab(colour: str) -> tuple[float, float, float]:
    lightness, chroma, hue = colours.oklch(colour)
    return lightness, chroma * math.cos(hue), chroma * math.sin(hue)


@pytest.mark.parametrize(
    ("groupings", "people", "message"),
    [
        ("  pop: {}", "NA 0", r"study\.yaml:4: the grouping pop has nobody in a group in the "
         r"sample sheets; expected 1 to 200 groups\. Is its `column:` the right one\?"),
        ("  pop: {}", " ".join(f"id{number}" for number in range(201)), r"study\.yaml:4: the "
         r"grouping pop has 201 different groups"),
        ("  pop: {}", "Malay malay", r"study\.yaml:4: the groups 'Malay' and 'malay' of pop differ "
         r"in capitals only; write them alike in the sample sheets"),
        ("  pop: {}", "Malay M\u0430lay", r"study\.yaml:4: the groups 'Malay' and 'M\u0430lay' of "
         r"pop look alike but have other letters \('Malay', 'M\\u0430lay'\); write them alike in"),
        ("  pop: {}", "\uff2dalay Malay", r"the groups 'Malay' and '\uff2dalay' of pop look alike"),
        ("  pop: {labels: {a: One, b: ONE}}", "a b", r"study\.yaml:4: the groups 'a' and 'b' of "
         r"pop are both called 'ONE'; give each a label of its own"),
        ("  pop: {labels: {a: b}}", "a b", r"the groups 'a' and 'b' of pop are both called 'b'"),
        ("  pop: {}", "漢" * 27, r"study\.yaml:4: the group '漢+' of pop has a name too long for a "
         r"file; use a short code in the sheet and give the name under `labels:`"),
        ("  pop: {parent: region}\n  region: {}", "a/N a/S", r"study\.yaml:4: the group 'a' of pop "
         r"is in N and S of region; a group has one parent\. Correct the sample sheets or "
         r"`parents:`, or take away `parent: region`"),
        ("  pop: {parent: region, parents: {a: S}}\n  region: {}", "a/N", r"study\.yaml:4: the "
         r"group 'a' of pop is in S and N of region"),
    ],
)  # fmt: skip
def test_groups_that_cannot_be_are_told_by_line(read, groupings, people, message):
    with pytest.raises(StudyError, match=message):
        read(groupings, people)


@pytest.mark.parametrize("mark", ["-9.0", "0.0", "0.00"])
def test_a_mark_that_a_program_wrote_as_a_float_is_no_group(tmp_path, mark):
    text = studies.vcf_text(["P1", "P2"], [studies.record("chr1 100 A G", "0/1 0/0")])
    (tmp_path / "calls.vcf").write_text(text)
    study = studies.one_call_set(
        tmp_path, ["calls.vcf"], {"P1": "XX", "P2": "XY"}, groupings={"batch": {}}
    )
    rows = [
        {"sample": "P1", "sex": "XX", "batch": "1.0"},
        {"sample": "P2", "sex": "XY", "batch": mark},
    ]
    studies.write_sheet(tmp_path / "sheet.csv", rows)
    studies.ingest(study, tmp_path / "store")
    groups = studies.table(tmp_path / "store", "groups").filter(grouping="batch")
    assert groups["group_id"].to_list() == ["1.0"]
