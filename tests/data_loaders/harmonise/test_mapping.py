"""Mappings: every mistake is told with its line, the value and the way out."""

from pathlib import Path

import pytest

from data_loaders.harmonise.definitions import Definition
from data_loaders.harmonise.harmonise_rules import RULES
from data_loaders.harmonise.mapping import (
    Columns,
    Mapping,
    People,
    Phenotype,
    Source,
    SourceTable,
    read_mapping,
)
from straits.errors import StudyError
from tests.builders.site_files import read_site

GOOD = """tables:
  laboratory:
    file: lab.csv
    columns: {person: cpr, code: npu, value: svar, unit: enhed, date: dato}
    code_system: npu
    decimal: ","
    date_format: dd-mm-yyyy
  survey:
    file: survey.csv
    columns: {person: cpr, date: dato}
phenotypes:
  hba1c: [{table: laboratory}]
  smoking:
    from: [{table: survey, value: ryger, values: {ja: current}}]
"""
FILES = {"lab.csv": "cpr;npu;svar;enhed;dato\n", "survey.csv": "cpr;dato;ryger;hoejde\n"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("code_system: npu", "code_system: nup", r":5: .*no code system 'nup' .did you mean `npu`"),
        ("dd-mm-yyyy", "dd-mm-yy", r":7: .*expected a date format of yyyy, mm and dd"),
        ('decimal: ","', "decimal: ;", r":6: .*expected the decimal sign"),
        ("file: lab.csv", "file: lap.csv", r":3: .*there is no file .*lap.csv.*lab.csv"),
        ("    code_system: npu\n", "", r":2: .*expected `code_system:` for its codes"),
        ("person: cpr, code", "persn: cpr, code", r":4: .*did you mean `person`"),
        ("{person: cpr, date: dato}", "{date: dato}", r":8: .*either `person:` or `sample:`"),
        ("table: laboratory", "table: labratory", r":12: there is no table 'labratory' .did you"),
        ("hba1c", "hba1", r":12: there is no phenotype 'hba1' .*did you mean `hba1c`"),
        ("{table: laboratory}", "{table: laboratory, unit: wat}", r":12: .*nobody knows the unit"),
        (
            "{table: laboratory}",
            "{table: laboratory, codes: [NPU273]}",
            r":12: expected NPU codes such as NPU27300, got 'NPU273'",
        ),
        (
            "{ja: current}",
            "{ja: curent}",
            r":14: 'ja' cannot mean 'curent' .did you mean `current`",
        ),
        (
            "value: ryger",
            "value: rygr",
            r":8: survey.csv has no column 'rygr' .did you mean `ryger`",
        ),
        ("code: npu,", "code: nup,", r":4: lab.csv has no column 'nup' .did you mean `npu`"),
        (
            "  hba1c: [{table: laboratory}]",
            "  hba1c: {from: [{table: laboratory}], choice: any}",
            r":12: expected a choice of latest, first, median, mean, min, max, only .* 'any'",
        ),
        (
            "  hba1c: [{table: laboratory}]",
            "  hba1c: {from: [{table: laboratory}], range: [200, 15]}",
            r":12: .*expected \[lowest, highest\], got \[200, 15\]",
        ),
        (
            "  hba1c: [{table: laboratory}]",
            "  hba1c: [{table: survey}]",
            r":12: HbA1c is continuous, but no column has its value",
        ),
        (
            "  hba1c: [{table: laboratory}]",
            "  gout: [{table: survey, value: ryger}]",
            r":12: say what the words of 'ryger' mean, such as `values: \{ja: yes, nej: no\}`",
        ),
        (
            "date: dato}\nphenotypes:",
            "date: dato, value: ryger}\nphenotypes:\n  gout: [{table: survey}]",
            r":12: say what the words of 'ryger' mean",
        ),
        (
            "  hba1c: [{table: laboratory}]",
            "  bmi: [{table: survey, formula: open('x'), unit: kg/m2}]",
            r":12: .*expected numbers, columns, \+ - \* / \*\* and brackets",
        ),
        (
            "  hba1c: [{table: laboratory}]",
            "  bmi: [{table: survey, formula: Standing height-0.0 / 100, unit: kg/m2}]",
            r":12: .*cannot be read .*stands in backticks, as in `Standing height-0.0` / 100",
        ),
        (
            "  hba1c: [{table: laboratory}]",
            "  bmi: [{table: survey, formula: ryger / 2, ranges: {rygr: [1, 2]}, unit: kg/m2}]",
            r":12: .*expected under `ranges:` columns of the formula .did you mean `ryger`.*'rygr'",
        ),
        (
            "  hba1c: [{table: laboratory}]",
            "  bmi: [{table: survey, formula: ryger / 2, ranges: {ryger: [2, 1]}, unit: kg/m2}]",
            r":12: .*expected \[lowest, highest\], got \[2, 1\]",
        ),
        ("  survey:\n", "  survey:\n    missing: {rygr: [99]}\n", r":9: .*did you mean `ryger`"),
        (
            "  hba1c: [{table: laboratory}]",
            "  gout: [{table: laboratory}]",
            r":12: the dictionary has no NPU codes for 'gout'; add `codes:`",
        ),
        (
            "  hba1c: [{table: laboratory}]",
            "  gout: [{table: survey, codes: [M10]}]",
            r":12: the table 'survey' has no codes; add `code:` to its `columns:`",
        ),
        ("  survey:\n", "  survey:\n    covers: al\n", r":9: there is no table 'al'"),
        (
            "phenotypes:\n",
            "define: {x: {label: X, kind: continuous}}\nphenotypes:\n",
            r":11: .*expected a `unit`, such as mmol/L, for what is continuous",
        ),
        (
            "phenotypes:\n",
            "define: {x: {label: X, kind: continuous, unit: mmol/l}}\nphenotypes:\n",
            r":11: .*nobody knows the unit 'mmol/l'; write it `mmol/L`",
        ),
        (
            "phenotypes:\n",
            "define: {x: {label: X, kind: binary, codes: {icd9: [250]}}}\nphenotypes:\n",
            r":11: .*there is no code system 'icd9' .did you mean `icd10`",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_way_out(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert GOOD.count(old) >= 1
    with pytest.raises(StudyError, match=r"here\.yaml" + message):
        read_site(tmp_path, GOOD.replace(old, new, 1), FILES)


def test_the_mapping_that_the_mistakes_are_made_in_is_right(tmp_path: Path) -> None:
    assert read_site(tmp_path, GOOD, FILES).phenotypes.is_empty()


@pytest.mark.parametrize("site", ["denmark", "singapore"])
def test_the_demo_s_mappings_can_be_read(tmp_path: Path, site: str) -> None:
    text = Path(f"demo/mappings/{site}.yaml").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.strip().startswith("file: "):
            path = tmp_path / line.split()[1]
            path.parent.mkdir(exist_ok=True)
            path.touch()
    (tmp_path / "mapping.yaml").write_text(text, encoding="utf-8")
    mapping = read_mapping(tmp_path / "mapping.yaml")
    assert {"type_2_diabetes", "hba1c", "bmi", "statin", "smoking"} <= mapping.phenotypes.keys()


def test_every_example_of_the_documentation_can_be_read(tmp_path: Path) -> None:
    text = (Path(__file__).parents[3] / "docs" / "phenotypes.md").read_text(encoding="utf-8")
    examples = [part.split("```")[0] for part in text.split("```yaml\n")[1:]]
    examples = [example for example in examples if example.startswith(("tables:", "# mapping"))]
    assert len(examples) >= 3
    for number, example in enumerate(examples):
        for line in example.replace("{", "\n").replace(",", "\n").splitlines():
            if line.strip().startswith(("file: ", "ancestors: ")):
                path = tmp_path / line.split()[1].strip("}")
                path.parent.mkdir(exist_ok=True)
                path.touch()
        (tmp_path / f"{number}.yaml").write_text(example, encoding="utf-8")
        assert read_mapping(tmp_path / f"{number}.yaml").phenotypes


def test_every_rule_and_key_is_in_the_documentation() -> None:
    text = (Path(__file__).parents[3] / "docs" / "phenotypes.md").read_text(encoding="utf-8")
    models = (Columns, Definition, Mapping, People, Phenotype, Source, SourceTable)
    keys = {
        field.alias or name
        for model in models
        for name, field in model.model_fields.items()
        if name not in ("unit_concept", "operator")  # OMOP's own, filled in
    }
    assert [key for key in sorted(keys) if key not in text] == []
    for name, rule in RULES.items():
        strict = "stops" if rule.is_error else ""
        assert f"| `{name}` | {rule.explanation} | {strict} |" in text
