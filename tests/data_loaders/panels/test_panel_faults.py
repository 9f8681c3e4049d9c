"""Panels whose counts cannot be what they say: refused for the reason, or left out and counted."""

from pathlib import Path

import pytest

from tests.builders import studies
from tests.builders.refusals import said

FIELDS = {
    "AC": '##INFO=<ID=AC,Number=A,Type=Integer,Description="x">',
    "AN": '##INFO=<ID=AN,Number=1,Type=Integer,Description="x">',
    "AF": '##INFO=<ID=AF,Number=A,Type=Float,Description="x">',
}
COLUMNS = "\t".join("#CHROM POS ID REF ALT QUAL FILTER INFO".split())


def _study(folder: Path, fields: list[str], *lines: str, **keys: object) -> Path:
    records = ["\t".join(line.split()) for line in lines]
    header = ["##fileformat=VCFv4.2", *(FIELDS[name] for name in fields), COLUMNS]
    (folder / "panel.vcf").write_text("\n".join([*header, *records]) + "\n")
    calls = studies.vcf_text(["S1"], [studies.record("chr1 100 A G", "0/1")])
    (folder / "calls.vcf").write_text(calls)
    panels = [{"id": "p", "files": "panel.vcf"} | keys]
    return studies.one_call_set(folder, ["calls.vcf"], {"S1": "XX"}, panels=panels)


def _counts(folder: Path, study: Path) -> tuple[int, int]:
    studies.ingest(study, folder / "store")
    of_panel = {"call_set_id": "p", "grouping": "p", "group_id": "p"}
    rows = studies.table(folder / "store", "frequencies", **of_panel)
    return rows.select("ac", "an").row(0)


def _dropped(folder: Path) -> list[tuple[str, int]]:
    drops = studies.table(folder / "store", "drop_counts")
    return drops.filter(call_set_id="p").select("reason", "n_dropped").rows()


@pytest.mark.parametrize(
    "lines",
    [
        ("1 100 . A G . LowQ AC=3;AN=100", "1 100 . A G . PASS AC=5;AN=80"),
        ("1 100 . A G . PASS AC=5;AN=80", "1 100 . A G . LowQ AC=3;AN=100"),
        ("1 100 . A G . PASS AC=3;AN=10", "1 100 . A G . PASS AC=5;AN=80"),
        ("1 100 . A G . . AC=3;AN=10", "1 99 . TA TG . . AC=5;AN=80"),
    ],
)
def test_of_two_records_of_an_allele_the_one_that_passed_counts_then_the_most_called(
    tmp_path: Path, lines: tuple[str, ...]
) -> None:
    assert _counts(tmp_path, _study(tmp_path, ["AC", "AN"], *lines)) == (5, 80)
    assert _dropped(tmp_path) == [("duplicate_in_panel", 1)]


def test_counts_of_another_number_than_of_alternates_are_nobody_s(tmp_path: Path) -> None:
    lines = ("1 100 . A G,C . PASS AC=3;AN=10", "1 100 . A G . LowQ AC=1;AN=4")
    assert _counts(tmp_path, _study(tmp_path, ["AC", "AN"], *lines)) == (1, 4)
    assert _dropped(tmp_path) == [("without_panel_counts", 1)]


def test_counts_of_each_alternate_and_one_an_are_read(tmp_path: Path) -> None:
    study = _study(tmp_path, ["AC", "AN"], "1 100 . A C,G . PASS AC=3,4;AN=10")
    assert _counts(tmp_path, study) == (4, 10)
    assert _dropped(tmp_path) == []


@pytest.mark.parametrize(
    ("fields", "line", "reason"),
    [
        (["AC", "AN"], "1 100 . A G . PASS AC=30;AN=10", "an AC of 30 in 'p' where AN is 10"),
        (["AC"], "1 100 . A G . PASS AC=3", "has no field AN_{group}; the file has AC"),
        (["AF", "AN"], "1 100 . A G . PASS AF=0.3;AN=10", "has no field AC_{group}"),
        (["AC", "AN"], "1 100 . A G . PASS AC=3", "none of the 1 alleles of the panel 'p' has a"),
        (["AC", "AN"], "1 100 . A G . PASS AC=0;AN=0", "an AN above 0 in any group (p)"),
        (["AC", "AN"], "1 900 . A G . PASS AC=3;AN=10", "is an allele of the study"),
    ],
)
def test_a_panel_without_counts_is_refused_for_what_it_lacks(
    tmp_path: Path, fields: list[str], line: str, reason: str
) -> None:
    study = _study(tmp_path, fields, line)
    done = studies.command("ingest", study, "--store", tmp_path / "store")
    assert done.returncode == 2
    assert reason in said(done.stderr)


def test_check_tries_the_fields_of_panels(tmp_path: Path) -> None:
    study = _study(tmp_path, ["AC"], "1 100 . A G . PASS AC=3")
    done = studies.command("check", study)
    assert done.returncode == 1
    assert "has no field AN_{group}" in said(done.stdout)
