"""Whose genotypes on X do not fit the sex that the sheet gives them."""

from pathlib import Path

import polars as pl
import pytest

from tests.builders import studies
from tests.builders.studies import Record

N_PLACES = 80
# What a place on X outside the pseudo-autosomal regions says of a woman, and of a man.
WOMAN = ["0/1", "1/1", "0/1", "0/0"]
MAN = {
    "haploid": ["1", "0", "0", "0"],
    "diploid": ["1/1", "1/1", "0/0", "1/1"],
}


def conflicts(folder: Path, calls: dict[str, list[str]], sexes: dict[str, str]) -> set[str]:
    """Return who is reported; the calls of each person are repeated from place to place."""
    records = [
        Record(
            "chrX", 3_000_000 + at, "A", "G", " ".join(of[at % len(of)] for of in calls.values())
        )
        for at in range(N_PLACES)
    ]
    (folder / "calls.vcf").write_text(studies.vcf_text(list(calls), records))
    study = studies.one_call_set(folder, ["calls.vcf"], sexes)
    studies.ingest(study, folder / "store")
    noted = studies.table(folder / "store", "drop_counts").filter("is_noted")
    reported = studies.table(folder / "store", "set_aside_samples").filter(
        pl.col("reason") == "sex_conflict"
    )
    assert noted.filter(pl.col("reason") == "sex_conflict")["n_dropped"].sum() == reported.height
    return set(reported["sample_id"])


@pytest.mark.parametrize("written", MAN)
def test_a_man_said_to_be_a_woman_and_the_reverse_are_reported(tmp_path, written):
    calls = {"w": WOMAN, "m": MAN[written], "wrong_w": WOMAN, "wrong_m": MAN[written]}
    sexes = {"w": "XX", "m": "XY", "wrong_w": "XY", "wrong_m": "XX"}
    assert conflicts(tmp_path, calls, sexes) == {"wrong_w", "wrong_m"}


def test_a_man_is_one_by_calls_of_one_allele_though_none_is_alternate(tmp_path):
    """As in a stretch of X where few people differ from the reference."""
    calls = {"m": ["0"], "wrong_m": ["0"], "w": ["0/0"]}
    assert conflicts(tmp_path, calls, {"m": "XY", "wrong_m": "XX", "w": "XX"}) == {"wrong_m"}


def test_some_calls_of_one_allele_make_no_man(tmp_path):
    """A tenth of the calls of a woman are written with one allele, and one of a man with two."""
    calls = {"w": [*WOMAN, *WOMAN, "0", "."], "m": [*["0"] * 10, "0/1", *["1"] * 29]}
    assert conflicts(tmp_path, calls, {"w": "XX", "m": "XY"}) == set()


def test_of_somebody_without_calls_or_of_unknown_sex_nothing_is_said(tmp_path):
    calls = {"gone": ["."], "unknown": ["1"], "few": [*["0"], *["./."] * 9], "w": WOMAN}
    sexes = {"gone": "XX", "unknown": "", "few": "XX", "w": "XX"}
    assert conflicts(tmp_path, calls, sexes) == set()


def test_hg02300_is_the_one_whose_x_does_not_fit_in_1000_genomes(shared_data, tmp_path):
    """Written with two alleles and heterozygous in G6PD, said to be XY by the sheet."""
    folder = shared_data / "kg30x_pharmacogenes"
    samples = {"file": str(folder / "20130606_g1k.ped")}
    call_sets = [{"files": str(folder / "G6PD.vcf.gz")}]
    site = {"id": "kg", "samples": samples, "call_sets": call_sets}
    study = {"name": "a", "build": "GRCh38", "profile": "open", "sites": [site]}
    studies.ingest(studies.write_study(tmp_path, study), tmp_path / "store")
    checks = studies.table(tmp_path / "store", "sample_metrics").join(
        studies.table(tmp_path / "store", "samples"), on=["call_set_id", "sample_index"]
    )
    odd = checks.filter(pl.col("sex_check") == "conflict")
    assert odd["sample_id"].to_list() == ["HG02300"]
    # Calls of one allele tell of every man, though many have no alternate allele here.
    men = checks.filter(pl.col("sex") == "XY", pl.col("sample_id") != "HG02300")
    assert men["sex_check"].unique().to_list() == ["fits"]
