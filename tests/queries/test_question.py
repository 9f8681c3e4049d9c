"""A question is its SQL file: its docstring is the header, its answer that of the store."""

import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

from straits import queries
from straits.errors import QueryError
from straits.queries.question import Question
from straits.store import open_store
from straits.store.query.sql_files import query_path, read_sql_file
from tests.builders import tiny_store

MODULES = [
    import_module(each.name)
    for each in pkgutil.walk_packages(queries.__path__, f"{queries.__name__}.")
]
QUESTIONS = {
    id(value): value
    for module in MODULES
    for value in vars(module).values()
    if isinstance(value, Question)
}


def lines(question: Question) -> list[str]:
    return [line.strip() for line in (question.__doc__ or "").splitlines()]


def test_the_docstring_of_a_question_is_the_header_of_its_file():
    assert lines(Question("exons")) == [
        "One row per exon of a transcript, numbered along the strand.",
        "",
        "Needs aggregates.",
        "",
        "Parameters:",
        "transcript_id text",
        "",
        "Columns:",
        "transcript_id identity",
        "exon_number identity",
        "start_pos identity",
        "end_pos identity",
    ]


def test_what_the_store_makes_is_not_asked_of_the_caller():
    said = lines(Question("pca_bins", sample_set=lambda store: "all"))
    assert "grouping text" in said
    assert "sample_set text" not in said


def test_a_column_that_is_not_in_the_answer_is_not_told():
    said = lines(Question("group_counts"))
    assert "n_called count_people" in said
    assert not [line for line in said if line.startswith("n_all ")]


def test_every_question_of_queries_tells_the_columns_of_its_file():
    assert len(QUESTIONS) > 20
    for question in QUESTIONS.values():
        file = read_sql_file(query_path(question.name))
        assert lines(question)[0] == file.text.splitlines()[0].removeprefix("-- ")
        shown = {f"{each.name} {each.kind}" for each in file.columns if not each.is_hidden}
        assert shown
        assert shown <= set(lines(question))


def test_a_question_is_answered_as_the_store_answers_its_file(tmp_path: Path):
    store = open_store(tiny_store.two_sites(tmp_path / "store"))
    given = {"call_set_id": "dk_wgs", "grouping": "ethnic_group", "group_ids": ["Danish"]}
    given |= {"first_allele": 0, "last_allele": 1, "range_starts": [], "range_ends": []}
    question = Question("group_counts", sample_set=queries.study.default_sample_set)
    answer, whose = question(store, **given), queries.study.default_sample_set(store)
    assert answer.height == 2
    assert answer.equals(store.query("group_counts", sample_set=whose, **given))
    with pytest.raises(QueryError, match="grouping"):
        question(store, **{name: given[name] for name in given if name != "grouping"})


@pytest.mark.parametrize(
    ("name", "made", "said"),
    [
        ("no_such_query", {}, "no query 'no_such_query'"),
        ("exons", {"sample_set": lambda store: "all"}, "no parameter 'sample_set'"),
    ],
)
def test_a_question_that_its_file_does_not_answer_is_refused_where_it_is_made(name, made, said):
    with pytest.raises(QueryError, match=said):
        Question(name, **made)
