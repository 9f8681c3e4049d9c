"""What becomes of every row of a site's files, right or wrong."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from straits.errors import InputError
from tests import repeats
from tests.builders.site_files import (
    DENMARK,
    DIAGNOSES,
    LABORATORY,
    broken,
    denmark,
    read_site,
    values,
)


@pytest.mark.parametrize(
    ("row", "rule", "value"),
    [
        ("A;NPU27300;980;mmol/mol;01-02-2015", "within_range", "980"),
        ("A;NPU27300;48;mmHg;01-02-2015", "unit_of_the_quantity", "mmHg"),
        ("A;NPU27300;48;wat;01-02-2015", "known_unit", "wat"),
        ("A;NPU27300;48;;01-02-2015", "has_unit", "48"),
        ("A;NPU27300;hæmolyseret;mmol/mol;01-02-2015", "is_a_number", "hæmolyseret"),
        ("A;NPU27300;48.5;mmol/mol;01-02-2015", "is_a_number", "48.5"),  # a point, not a comma
        ("A;NPU27300;<20;mmol/mol;01-02-2015", "not_a_limit", "<20"),
        ("A;NPU27300;;mmol/mol;01-02-2015", "has_value", "NPU27300"),
        ("A;NPU27300;48;mmol/mol;2015-02-01", "readable_date", "2015-02-01"),
        ("A;NPU27300;48;mmol/mol;01-02-1931", "born_by_then", "01-02-1931"),
        ("A;NPU2730;48;mmol/mol;01-02-2015", "code_of_the_system", "NPU2730"),
        ("A;;48;mmol/mol;01-02-2015", "has_code", "48"),
        ("Z;NPU27300;48;mmol/mol;01-02-2015", "person_in_study", "Z"),
        ("A;NPU27300;40;mmol/mol;01-02-2016", "not_repeated", "40"),
    ],
)
def test_a_row_that_breaks_a_rule_is_set_aside_with_the_rule(
    tmp_path: Path, row: str, rule: str, value: str
) -> None:
    good = "A;NPU27300;40;mmol/mol;01-02-2016\n"
    found = denmark(tmp_path, "A;DE119;01-02-2015\n", good + row + "\n")
    assert broken(found) == [(3, rule, value)]
    counted = found.set_aside_counts.filter(pl.col("rule") == rule)
    assert counted.select("source_table", "n_rows").row(0) == ("laboratory", 1)
    assert values(found, "hba1c") == {"A": 40.0}


def test_a_strict_run_stops_with_examples_of_every_rule(tmp_path: Path) -> None:
    laboratory = "A;NPU27300;980;mmol/mol;01-02-2015\nZ;NPU27300;48;mmol/mol;01-02-2015\n"
    with pytest.raises(InputError, match=r"hba1c: the value is out of the range.*lab.csv:2 '980'"):
        denmark(tmp_path, "A;DE119;01-02-2015\n", laboratory, strict=True)
    with pytest.raises(InputError, match="nobody in the study in 1 rows, such as lab.csv:3 'Z'"):
        denmark(tmp_path, "A;DE119;01-02-2015\n", laboratory, strict=True)


def test_a_strict_run_passes_over_what_every_file_has(tmp_path: Path) -> None:
    twice = "A;NPU27300;48;mmol/mol;01-02-2015\n" * 2 + "B;NPU27300;;mmol/mol;01-02-2015\n"
    found = denmark(tmp_path, "A;DE119;01-02-2015\n", twice, strict=True)
    assert [rule for _, rule, _ in broken(found)] == ["not_repeated", "has_value"]


def test_a_mapping_that_matches_nothing_is_told_and_stops_a_strict_run(tmp_path: Path) -> None:
    found = denmark(tmp_path, "A;DJ069;01-02-2015\n", "A;NPU27300;48;mmol/mol;01-02-2015\n")
    counted = found.set_aside_counts.select("phenotype_id", "rule", "n_rows")
    assert counted.rows() == [("type_2_diabetes", "matches_something", 0)]
    with pytest.raises(InputError, match="type_2_diabetes: the mapping of the phenotype matches"):
        denmark(tmp_path, "A;DJ069;01-02-2015\n", "A;NPU27300;48;mmol/mol;01-02-2015\n", True)


def test_codes_that_no_phenotype_asks_for_are_listed(tmp_path: Path) -> None:
    found = denmark(tmp_path, "A;DE119;01-02-2015\nA;DJ069;01-02-2015\nB;DJ069;02-02-2015\n")
    assert found.unasked_codes.rows() == [("here", "diagnoses", "DJ069", 2, 2)]


def test_of_people_outside_the_study_only_a_few_rows_are_kept(tmp_path: Path) -> None:
    strangers = "".join(f"X{number};DE119;01-02-2015\n" for number in range(50))
    found = denmark(tmp_path, strangers)
    assert found.set_aside_rows.height == 20
    counted = found.set_aside_counts.filter(pl.col("rule") == "person_in_study")
    assert counted.select("n_rows", "n_people").row(0) == (50, 0)


def test_a_short_row_is_named_by_its_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"diagnoser.csv:3: expected 3 columns .* got 2"):
        denmark(tmp_path, "A;DE119;01-02-2015\nA;DE119\n")


def test_lines_are_those_of_the_file_when_cells_span_several(tmp_path: Path) -> None:
    rows = 'A;"DJ069\n";01-02-2015\nB;DZZ99X;01-02-2015\n'
    found = denmark(tmp_path, rows)
    assert [line for line, rule, _ in broken(found) if rule == "code_of_the_system"] == [4]


CELL = st.sampled_from(
    ["A", "B", "Z", "", "DE119", "DJ069", "DZZ99X", "NPU27300", "48", "980", "<1"]
)
DAY = st.sampled_from(["01-02-2015", "02-02-2015", "31-02-2015", ""])


@settings(
    max_examples=repeats.times(40), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(CELL, CELL, CELL, CELL, DAY), max_size=12))
def test_every_row_is_accounted_for_whatever_the_file_holds(
    tmp_path: Path, rows: list[tuple[str, str, str, str, str]]
) -> None:
    text = "".join(f"{';'.join(row)}\n" for row in rows if any(row))
    found = denmark(tmp_path, laboratory=text)
    parts = [name for name in found.phenotype_sources.columns if name.startswith("n_rows_")]
    sums = found.phenotype_sources.select(
        "n_rows", total=pl.sum_horizontal(parts), least=pl.min_horizontal(parts)
    )
    assert (sums["n_rows"] == sums["total"]).all()
    assert (sums["least"] >= 0).all()
    assert found.phenotype_sources["n_rows"].sum() == text.count("\n")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_line_ends_and_byte_order_marks_of_any_system_are_read(
    tmp_path: Path, start: str, end: str
) -> None:
    rows = ["A;NPU27300;48;mmol/mol;01-02-2015", "A;NPU27300;980;mmol/mol;01-02-2016"]
    text = start + end.join([LABORATORY.strip(), *rows]) + end
    (tmp_path / "diagnoser.csv").write_text(DIAGNOSES)
    (tmp_path / "lab.csv").write_bytes(text.encode())
    found = read_site(tmp_path, DENMARK, {})
    assert values(found, "hba1c") == {"A": 48.0}
    assert broken(found) == [(3, "within_range", "980")]


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "diagnoser.csv").write_text(DIAGNOSES)
    text = LABORATORY + "A;NPU27300;hæm;%;01-02-2015\n"
    (tmp_path / "lab.csv").write_bytes(text.encode("latin-1"))
    with pytest.raises(InputError, match=r"lab.csv: is not UTF-8 text; save it as CSV in UTF-8"):
        read_site(tmp_path, DENMARK, {})
