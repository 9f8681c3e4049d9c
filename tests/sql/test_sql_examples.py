"""Every macro, view and query of sql/ has examples in tests/sql, and does what they say."""

import pytest

from straits.store.query.sql_files import COMPARISON
from tests.sql.sql_examples import (
    A_AND_B,
    EXAMPLES,
    SUBJECTS,
    Example,
    answer,
    examples,
    is_in_order,
)

CASES = examples()


@pytest.mark.parametrize("example", CASES, ids=str)
def test_example(example: Example) -> None:
    found, expected = answer(example), example.said["expect"]
    if isinstance(expected, list) and "select" not in example.said and not is_in_order(example):
        found, expected = sorted(found, key=str), sorted(expected, key=str)
    assert found == expected


def test_every_macro_view_and_query_has_an_example() -> None:
    have = {(example.layer, example.name) for example in CASES}
    missing = [f"tests/sql/{layer}/{name}.yml" for layer, name in SUBJECTS.keys() - have]
    assert sorted(missing) == []


def test_every_example_is_of_a_file_that_exists() -> None:
    named = {(path.relative_to(EXAMPLES).parts[0], path.stem) for path in EXAMPLES.rglob("*.yml")}
    assert sorted(named - SUBJECTS.keys()) == []


def test_every_column_that_a_query_declares_is_expected_in_an_example() -> None:
    expected: dict[str, set[str]] = {}
    for example in CASES:
        if example.layer == "queries":
            rows = example.said["expect"]
            expected.setdefault(example.name, set()).update(*rows)
    unseen = [
        f"{name}: {column.name}"
        for (layer, name), file in SUBJECTS.items()
        for column in file.columns
        if layer == "queries" and column.name not in expected.get(name, ())
    ]
    assert unseen == []


def test_a_comparison_of_the_examples_has_every_field_of_one() -> None:
    assert list(A_AND_B) == list(COMPARISON)


@pytest.mark.parametrize(
    ("layer", "name", "said", "reason"),
    [
        ("views", "allele_genes", {"given": {"staging.typo": []}}, "not to 'staging.typo'"),
        ("views", "allele_genes", {"given": {"staging.genes": [{"ac": 1}]}}, "no column 'ac'"),
        ("queries", "alleles_by_rsid", {"parameters": {"gene": "x"}}, "takes ['rsid']"),
    ],
    ids=["table", "column", "parameter"],
)
def test_a_slip_in_an_example_is_told(layer: str, name: str, said: dict, reason: str) -> None:
    with pytest.raises(AssertionError) as told:
        answer(Example(layer, name, {"it": "", "expect": [], **said}))
    assert reason in str(told.value)


def test_the_rows_of_one_example_are_gone_before_the_next() -> None:
    given = {"staging.allele_counts": [{"contig": "chr1", "variant_type": "snv", "n_alleles": 1}]}
    counted = {"contig": "chr1", "variant_type": "snv", "n_variants": 1}
    with_rows = Example("queries", "variant_counts", {"given": given, "expect": [counted]})
    without = Example("queries", "variant_counts", {"expect": []})
    assert answer(with_rows) == [counted]
    assert answer(without) == []
