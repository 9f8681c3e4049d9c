"""What leaves a store is written down before, with who asked, and never with a word of anybody."""

import dataclasses
import json
import threading
from pathlib import Path
from typing import Any

import pytest

from straits import audit, cohorts
from straits.errors import AuditError, QueryError
from straits.store import Store, Who, asked_by
from straits.store.audited import answer_log
from straits.store.audited.answer_log import VARIABLE, AnswerLog
from straits.store.releases.release_files import find_release
from straits.ui.web.stoppable import Stoppable
from tests.builders import phenotype_study
from tests.store.public_walk import CELL, WOMEN

ADA = Who("ada@example.org", "P1", "DUO:0000042")


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "log"))
    return tmp_path / "log"


def opened(profile: str = "inside") -> Store:
    release = find_release(phenotype_study.store(profile), None)
    return Store(release, listener=AnswerLog(release.aggregates.parents[2]))


def written(log: Path) -> list[dict[str, Any]]:
    return list(audit.entries(log))


def test_a_line_says_who_asked_what_and_how_much_left(log: Path) -> None:
    store = opened()
    with asked_by(ADA):
        store.cohorts.overlap(WOMEN, cohorts.parse("age below 40"))
    (line,) = written(log)
    assert {name: line[name] for name in ("person", "project", "purpose", "profile")} == {
        "person": "ada@example.org", "project": "P1", "purpose": "DUO:0000042",
        "profile": "inside",
    }  # fmt: skip
    assert (line["release"], line["question"]) == (store.release_id, "cohorts.overlap")
    # In Denmark 15 women are 35 years old.
    assert (line["shown"], line["withheld"]) == (2, 3)
    women = cohorts.cohort_id(WOMEN)
    assert line["asked"]["a"] == women
    assert line["cohorts"][women] == json.loads(cohorts.to_json(WOMEN))


def test_a_question_that_names_a_cohort_says_what_the_cohort_is(log: Path) -> None:
    store = opened()
    grouping = store.cohorts.grouping(WOMEN)
    store.query("phenotype_counts", phenotype_id="gout", grouping=grouping, sample_set="unrelated")
    line = written(log)[-1]
    assert line["asked"] == {
        "phenotype_id": "gout", "grouping": grouping, "sample_set": "unrelated",
    }  # fmt: skip
    assert list(line["cohorts"]) == [cohorts.cohort_id(WOMEN)]


def test_a_refusal_is_written_down_and_tells_no_word_of_it(log: Path) -> None:
    store = opened()
    with pytest.raises(QueryError, match="members of a cohort cannot be listed"):
        store.cohorts.members(WOMEN)
    with pytest.raises(QueryError, match="no group"):
        store.cohorts.enter(cohorts.parse("ethnic_group is SECRETNAME"))
    refused = written(log)
    assert [line["refused"] for line in refused] == ["The question cannot be answered"] * 2
    assert "SECRETNAME" not in (log / "audit-000001.jsonl").read_text()


CANARIES = [
    "Danish001", "NA12878", "Maja Hansen", "0102031234", "d1e2f3a4b5c6d7e8", "=cmd|' /C calc'!A0",
    "39.4 mmol/mol", "line\nbreak", "Æsa", "cohort:d1e2f3a4b5c6d7e8",
]  # fmt: skip


@pytest.mark.parametrize("typed", CANARIES)
def test_words_that_somebody_typed_are_kept_as_a_hash_alone(log: Path, typed: str) -> None:
    store = opened()
    asked: dict[str, Any] = {
        "gene_search": {"text": typed, "n_wanted": 5},
        "genes_like": {"text": typed, "n_wanted": 5},
        "gene_by_id": {"gene_id": typed},
        "alleles_by_rsid": {"rsid": typed},
        "group_sizes": {},
        "phenotype_counts": {
            "phenotype_id": "gout", "grouping": typed, "sample_set": "all",
        },
    }  # fmt: skip
    for question, parameters in asked.items():
        try:
            store.query(question, **parameters)
        except QueryError:
            pass
    for tree in (f'ethnic_group is "{typed}"', f'carries a missense variant in "{typed}"'):
        try:
            store.cohorts.attrition(cohorts.parse(tree))
        except QueryError:
            pass
    text = "".join(path.read_text() for path in sorted(log.glob("*.jsonl")))
    assert len(written(log)) >= len(asked)
    assert typed not in text
    assert json.dumps(typed)[1:-1] not in text
    assert "#" in text


def test_a_log_of_the_words_as_they_are_would_be_found_by_that_scan() -> None:
    """The control: what a parameter holds, written as it is."""
    assert all(json.dumps(typed)[1:-1] in json.dumps({"text": typed}) for typed in CANARIES)


def test_no_log_no_answer(log: Path) -> None:
    log.write_text("a file, not a folder")
    store = opened()
    for ask in (
        lambda: store.query("group_sizes"),
        lambda: store.cohorts.enter(WOMEN),
        lambda: store.carriers([CELL], [0]),
        lambda: store.alleles.names([0]),
    ):
        with pytest.raises(AuditError, match="So nothing is told"):
            ask()
    log.unlink()
    # Once it can be written, what is asked is answered.
    assert store.query("group_sizes").height > 0


def test_the_same_answer_to_the_same_person_is_written_once_within_the_hour(log: Path) -> None:
    store = opened()
    for _ in range(5):
        store.query("group_sizes")
    with asked_by(ADA):
        store.query("group_sizes")
    with asked_by(dataclasses.replace(ADA, project="P2")):
        store.query("group_sizes")
    assert [(line["person"], line["project"]) for line in written(log)] == [
        ("local", ""), ("ada@example.org", "P1"), ("ada@example.org", "P2"),
    ]  # fmt: skip


def test_what_was_made_for_another_reader_is_written_down_of_whoever_is_shown_it(
    log: Path,
) -> None:
    store = opened()

    def made() -> str:
        # What is made of something that is made is told of as well.
        inner = store.derived.answer("inner", lambda: str(store.query("group_sizes").height))
        return inner + str(store.cohorts.overlap(WOMEN, cohorts.parse("age below 40")).n_a)

    bob = Who("bob@example.org")
    for reader in (ADA, bob, ADA, bob):
        with asked_by(reader):
            store.derived.answer("outer", made)
    with asked_by(Who("eve@example.org")):
        store.derived.answer("inner", lambda: "")

    def lines_of(person: str) -> list[tuple[object, ...]]:
        told = ("question", "asked", "shown", "withheld")
        return [tuple(line[n] for n in told) for line in written(log) if line["person"] == person]

    assert [line[0] for line in lines_of(ADA.person)] == ["group_sizes", "cohorts.overlap"]
    assert lines_of("bob@example.org") == lines_of(ADA.person)
    assert lines_of("eve@example.org") == lines_of(ADA.person)[:1]


def test_no_log_no_answer_that_was_made_for_another_reader(log: Path) -> None:
    store = opened()
    assert store.derived.answer("made", lambda: store.query("group_sizes").height) > 0
    answer_log._logs.clear()
    for path in log.iterdir():
        path.unlink()
    log.rmdir()
    log.write_text("a file, not a folder")
    with asked_by(ADA), pytest.raises(AuditError, match="So nothing is told"):
        store.derived.answer("made", lambda: 0)


def test_a_profile_with_a_minimum_is_always_logged_and_an_open_one_where_a_folder_is_named(
    log: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened("open").query("group_sizes")
    assert len(written(log)) == 1
    monkeypatch.delenv(VARIABLE)
    release = find_release(phenotype_study.store("open"), None)
    Store(release, listener=AnswerLog(tmp_path)).query("group_sizes")
    assert not (tmp_path / "audit").exists()
    release = find_release(phenotype_study.store("inside"), None)
    Store(release, listener=AnswerLog(tmp_path)).query("group_sizes")
    assert len(written(tmp_path / "audit")) == 1


def test_who_asks_goes_along_to_the_thread_that_a_question_is_put_on(log: Path) -> None:
    store = opened()
    with asked_by(ADA):
        question = Stoppable(store)
    thread = threading.Thread(
        target=question.put, args=[lambda: store.query("group_sizes")], daemon=True
    )
    thread.start()
    thread.join()
    assert [line["person"] for line in written(log)] == [ADA.person]
