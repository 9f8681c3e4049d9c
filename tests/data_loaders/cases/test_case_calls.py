"""Genotype files that quietly changed who was counted: each with its right value."""

from pathlib import Path

import pytest

from tests.builders import studies
from tests.data_loaders.cases import case_studies

CYP2C19_2 = "chr10-94781859-G-A"


def counts(store: Path, grouping: str = "everyone", call_set: str = "s") -> dict[str, tuple]:
    """Return ac and an by group at the alleles of a store, by variant_id."""
    rows = studies.stored(store, call_set, grouping)
    return {
        ("-".join(map(str, row[:4])), row[4]): (row[7], row[6])
        for row in rows.select(*studies.KEY, *studies.COUNTS).iter_rows()
    }


@pytest.mark.parametrize("file", ["calls.bcf", "calls.vcf"])
def test_a_rule_acts_alike_on_vcf_and_bcf(shared_data, tmp_path, file):
    """GQ is a Float: 5.5, 30.5, 3.2 and 99.9; two are 20 or more."""
    study = case_studies.changed(
        shared_data, "64-bcf-float-gq-keep", tmp_path,
        study_yaml=lambda text: text.replace("calls.bcf", file),
    )  # fmt: skip
    studies.ingest(study, tmp_path / "store")
    expected = {(CYP2C19_2, "Malay"): (1, 2), (CYP2C19_2, "Chinese"): (0, 2)}
    assert counts(tmp_path / "store", "ethnic_group") == expected


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        # 19.9 and 3.2e-05 are below 20; 20.0 (0/1) and 1.6e+02 (1/1) are not.
        ("10-gq-float", (3, 4)),
        # 9.5e-05 and 4.99 are below 5; 5 (0/1) and 1e2 (1/1) are not.
        ("10b-gq-sci-small", (3, 4)),
    ],
)
def test_decimal_values_of_a_call_are_read_as_numbers(shared_data, tmp_path, case, expected):
    store = case_studies.ingested(shared_data, case, tmp_path)
    assert counts(store) == {(CYP2C19_2, "everyone"): expected}
