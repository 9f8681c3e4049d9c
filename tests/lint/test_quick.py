"""What is marked as quick needs no study, no page and no other program."""

import pytest

from tests.lint import quick


@pytest.mark.parametrize(
    "name",
    [
        "tests.builders.studies",
        "tests.builders.demo_studies",
        "tests.builders.screens",
        "tests.builders.refusals",
        "tests.e2e.conftest",
    ],
)
def test_what_reads_a_study_opens_a_page_or_starts_a_program_is_slow(name: str) -> None:
    assert quick.is_slow(name)


@pytest.mark.parametrize(
    "name", ["tests.builders.tiny_store", "tests.lint.source", "tests.lint.quick", "polars"]
)
def test_what_writes_a_tiny_store_or_reads_code_is_not(name: str) -> None:
    assert not quick.is_slow(name)


def test_this_test_is_quick(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("quick")


def test_a_test_with_a_peer_is_not_quick(bcftools, request: pytest.FixtureRequest) -> None:
    assert not request.node.get_closest_marker("quick")
