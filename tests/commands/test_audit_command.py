"""The log is checked, summed and printed by commands."""

import json
from pathlib import Path

import pytest

from straits.__main__ import main
from straits.audit import AuditLog

LINE = {
    "person": "ada", "project": "P1", "purpose": "", "profile": "inside", "release": "r1",
    "question": "cohorts.sizes", "asked": {"cohort_id": "ab"}, "shown": 4, "withheld": 1,
    "cohorts": {"ab": {"kind": "sex", "sexes": ["XX"]}},
}  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Path:
    log = AuditLog(tmp_path / "audit")
    log.append(LINE)
    log.append({**LINE, "person": "eve", "asked": {"text": "=1+1"}, "cohorts": {}})
    log.append({**LINE, "person": "ada", "refused": "The question cannot be answered"})
    return tmp_path


def test_a_whole_log_is_said_to_be_whole_and_its_last_line_can_be_asked_for(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", "verify", "--store", str(store)]) == 0
    told = capsys.readouterr().out
    assert "The log is whole: 4 lines in 1 file." in told
    noted = told.split()[-1]
    assert main(["audit", "verify", "--audit", str(store / "audit"), "--noted", noted]) == 0
    other = noted[:-1] + ("0" if noted[-1] != "0" else "1")
    assert main(["audit", "verify", "--store", str(store), "--noted", other]) == 1
    assert "is not the one that was noted" in capsys.readouterr().out


def test_a_log_that_was_changed_is_told_of_by_the_exit_status(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = store / "audit" / "audit-000001.jsonl"
    path.write_text(path.read_text().replace("eve", "ada"))
    assert main(["audit", "verify", "--store", str(store)]) == 1
    assert "line 3 of audit-000001.jsonl was changed" in capsys.readouterr().out


def test_no_log_is_said_with_the_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", "verify", "--store", str(tmp_path)]) == 2
    assert "serve --audit names" in capsys.readouterr().err


def test_a_report_counts_by_day_and_person(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "report", "--store", str(store), "--format", "json"]) == 0
    ada, eve = json.loads(capsys.readouterr().out)
    assert (ada["person"], ada["n_questions"], ada["n_refused"], ada["n_cohorts"]) == (
        "ada", 2, 1, 1,
    )  # fmt: skip
    assert (ada["n_shown"], ada["n_withheld"], eve["n_cohorts"]) == (8, 2, 0)
    assert main(["audit", "report", "--store", str(store), "--since", "2999-01-01"]) == 0
    assert "ada" not in capsys.readouterr().out


def test_the_last_lines_are_printed_as_they_are(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", "tail", "--store", str(store), "-n", "2"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["person"] for line in lines] == ["eve", "ada"]
    assert [line["n"] for line in lines] == [3, 4]
