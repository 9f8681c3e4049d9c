"""`python -m straits frequencies`: columns, order, defaults, formats and refusals."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from straits.__main__ import main
from straits.queries.frequencies.frequency_rows import COLUMNS
from straits.store import Store
from tests.builders import studies, tiny_store
from tests.builders.tiny_store import Block, Calls, CallSet

ROOT = Path(__file__).resolve().parents[2]
ALCOHOL = "chr4-99318162-T-C"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_store.two_sites(tmp_path_factory.mktemp("two_sites"))


def rows_of(capfd: pytest.CaptureFixture[str], store: Path, *options: str) -> list[dict[str, str]]:
    assert main(["frequencies", "--store", str(store), "--format", "csv", *options]) == 0
    return list(csv.DictReader(io.StringIO(capfd.readouterr().out)))


def refusal_of(capfd: pytest.CaptureFixture[str], store: Path, *options: str) -> str:
    assert main(["frequencies", "--store", str(store), *options]) == 2
    said = capfd.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1  # one paragraph
    return said.err


def test_a_row_has_the_columns_in_order_and_an_ac_of_0_is_a_row(store, capfd):
    rows = rows_of(capfd, store, "--variant", ALCOHOL)
    assert list(rows[0]) == [name for name in COLUMNS if name not in ("call_set", "sex")]
    assert [(row["site"], row["group"], row["ac"], row["an"], row["af"]) for row in rows] == [
        ("dk", "Danish", "0", "200", "0.0"),
        ("sg", "Chinese", "80", "120", "0.6666666666666666"),
        ("sg", "Malay", "25", "80", "0.3125"),
    ]
    assert [(row["filter"], row["an_source"]) for row in rows] == [
        ("", "callable"), ("PASS", "observed"), ("PASS", "observed"),
    ]  # fmt: skip


def test_what_is_printed_can_be_written_to_a_file_instead(store, capfd, tmp_path):
    for form in ("csv", "xlsx"):
        asked = ["frequencies", "--store", str(store), "--variants", ALCOHOL, "--format", form]
        path = tmp_path / f"taken.{form}"
        assert main([*asked, "--out", str(path)]) == 0
        said = capfd.readouterr()
        assert said.out == ""
        assert f"Written: {path}" in said.err
        assert [one.name for one in tmp_path.glob("taken*")] == [path.name]
        if form == "csv":
            assert len(list(csv.DictReader(io.StringIO(path.read_text())))) == 3
        else:
            assert path.read_bytes().startswith(b"PK")
        path.unlink()


def test_every_dimension_can_be_asked_for(store, capfd):
    options = ("--variant", ALCOHOL, "--by", "site,call_set,group,sex")
    rows = rows_of(capfd, store, *options)
    assert tuple(rows[0]) == COLUMNS
    assert [(row["group"], row["sex"], row["hom_alt"]) for row in rows] == [
        ("Danish", "XX", "0"), ("Danish", "XY", "0"), ("Chinese", "XX", "15"),
        ("Chinese", "XY", "14"), ("Malay", "XX", "3"), ("Malay", "XY", "4"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["ADH1B", "adh2", "ENSG00000196616"])
def test_a_gene_is_taken_by_symbol_alias_or_id(store, capfd, name):
    rows = rows_of(capfd, store, "--gene", name)
    assert [row["pos"] for row in rows] == ["99318162"] * 3 + ["99318400"] * 3


def test_a_region_includes_both_its_ends(store, capfd):
    rows = rows_of(capfd, store, "--region", "chr4:99,318,162-99,318,399")
    assert {row["variant_id"] for row in rows} == {ALCOHOL}


def test_an_rsid_is_a_variant(store, capfd):
    assert rows_of(capfd, store, "--variant", "rs1229984")[0]["variant_id"] == ALCOHOL


def test_a_list_is_asked_for_at_once_and_says_what_each_of_it_says(store, capfd, monkeypatch):
    asked = []
    query = Store.query
    monkeypatch.setattr(
        Store, "query", lambda self, name, **given: asked.append(name) or query(self, name, **given)
    )
    options = ("--by", "site,call_set,group,sex")
    rows = rows_of(capfd, store, "--variants", "rs1229984,rs4988235", *options)
    # One for each call set.
    assert asked.count("group_counts") == 2
    assert "states_in_range" not in asked
    each = [
        row
        for name in ("rs4988235", "rs1229984")
        for row in rows_of(capfd, store, "--variant", name, *options)
    ]
    assert rows == each
    assert len(each) == 12


def test_a_region_without_alleles_is_a_heading_without_rows(store, capfd):
    assert main(["frequencies", "--store", str(store), "--region", "chr9:1-5"]) == 0
    assert capfd.readouterr().out.split()[:2] == ["contig", "pos"]


def test_af_is_empty_where_nothing_was_called(tmp_path, capfd):
    variant = "chr1-100-A-G"
    blocks = [Block("c", "XX", 3, {"g": "A"}, {variant: Calls(missing=3)})]
    store = tiny_store.of_blocks(tmp_path, blocks)
    (row,) = rows_of(capfd, store, "--variant", variant)
    assert (row["n_called"], row["an"], row["ac"], row["af"]) == ("0", "0", "0", "")


def test_sites_are_pooled_only_when_asked_for(store, capfd):
    options = ("--variant", ALCOHOL, "--grouping", "everyone", "--by", "group")
    assert "in the sites dk, sg" in refusal_of(capfd, store, *options)
    (row,) = rows_of(capfd, store, *options, "--pool-sites")
    assert (row["n_called"], row["ac"], row["an"]) == ("200", "105", "400")


def test_a_group_of_one_site_needs_no_pooling(store, capfd):
    rows = rows_of(capfd, store, "--variant", ALCOHOL, "--by", "group")
    assert [row["group"] for row in rows] == ["Danish", "Chinese", "Malay"]


def test_without_group_everybody_of_a_site_is_one(store, capfd):
    rows = rows_of(capfd, store, "--variant", ALCOHOL, "--by", "site")
    assert [(row["site"], row["ac"], row["an"]) for row in rows] == [
        ("dk", "0", "200"), ("sg", "105", "200"),
    ]  # fmt: skip


def test_call_sets_of_a_site_are_summed_and_their_filters_joined(tmp_path, capfd):
    variants = ["chr1-100-A-G", "chr1-200-A-G", "chr1-300-A-G"]
    calls = {name: Calls(het=1) for name in variants[:2]}
    blocks = [Block(name, "XX", 4, {"g": "A"}, calls) for name in ("sg_wes", "sg_wgs")]
    call_sets = [
        CallSet(
            "sg_wes", "sg", filters={variants[1]: "LowQual"}, absent={variants[2]: "not_callable"}
        ),
        CallSet("sg_wgs", "sg"),
    ]
    store = tiny_store.write(tmp_path, blocks, call_sets, variants)
    rows = rows_of(capfd, store, "--region", "chr1:1-1000")
    assert [(r["filter"], r["ac"], r["an"], r["an_source"]) for r in rows] == [
        ("PASS", "2", "16", "observed"),
        ("LowQual;PASS", "2", "16", "observed"),
        ("PASS", "0", "8", "observed"),  # the exomes do not reach it
    ]


def test_relatives_are_left_out_on_request(tmp_path, capfd):
    variant = "chr1-100-A-G"
    blocks = [
        Block("c", "XX", 3, {"g": "A"}, {variant: Calls(het=1)}),
        Block("c", "XX", 1, {"g": "A"}, {variant: Calls(hom_alt=1)}, is_unrelated=False),
    ]
    store = tiny_store.of_blocks(tmp_path, blocks)
    for sample_set, ac, an in (("all", "3", "8"), ("unrelated", "1", "6")):
        (row,) = rows_of(capfd, store, "--variant", variant, "--sample-set", sample_set)
        assert (row["sample_set"], row["ac"], row["an"]) == (sample_set, ac, an)


def test_what_the_profile_withholds_is_suppressed_and_empty(tmp_path, capfd):
    variant = "chr1-100-A-G"
    blocks = [
        Block("c", "XX", n, {"g": group}, {variant: Calls(het=1)})
        for group, n in (("A", 40), ("B", 12), ("C", 13))
    ]
    store = tiny_store.of_blocks(tmp_path, blocks, profile="inside")
    rows = rows_of(capfd, store, "--variant", variant)
    assert [(r["group"], r["n_called"], r["ac"], r["af"], r["ac_state"]) for r in rows] == [
        ("A", "40", "1", "0.0125", "exact"),
        ("B", "", "", "", "suppressed"),
        ("C", "", "", "", "suppressed"),
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--gene", "BRCA9"), "no gene 'BRCA9': expected a symbol"),
        (("--region", "chr4"), "expected contig:start-end such as"),
        (("--variant", "rs1"), "No allele of this release is known as rs1"),
        (("--variant", "ADH1B"), "'ADH1B' is no variant"),
        (("--variant", "chr4-5-A-G"), "was seen by no call set of this release"),
        (("--gene", "MCM6", "--grouping", "tribe"), "no grouping 'tribe'; it has ethnic_group, "),
        (("--gene", "MCM6", "--by", "site,age"), "told apart by site, .* got 'age'"),
    ],
)
def test_what_cannot_be_resolved_is_refused_with_the_way_out(store, capfd, options, said):
    assert re.search(said, refusal_of(capfd, store, *options))


def test_a_store_that_is_not_there_is_refused(tmp_path, capfd):
    assert "There is no store at" in refusal_of(capfd, tmp_path / "nowhere", "--gene", "MCM6")


def test_the_formats_hold_the_same_rows(store, capfdbinary):
    found = []
    for kind in ("csv", "json", "parquet"):
        options = ["--variant", ALCOHOL, "--format", kind]
        assert main(["frequencies", "--store", str(store), *options]) == 0
        found.append(capfdbinary.readouterr().out)
    table, rows, parquet = found
    assert pl.read_csv(table)["ac"].to_list() == [row["ac"] for row in json.loads(rows)]
    assert pl.read_parquet(io.BytesIO(parquet))["ac"].to_list() == [0, 80, 25]


def test_a_table_shows_a_dot_for_what_is_not_there(store, capfd):
    assert main(["frequencies", "--store", str(store), "--variant", ALCOHOL]) == 0
    heading, danish, *_ = capfd.readouterr().out.splitlines()
    assert heading.split()[:6] == ["contig", "pos", "ref", "alt", "variant_id", "filter"]
    assert danish.split()[:6] == ["chr4", "99318162", "T", "C", ALCOHOL, "."]


def test_a_reader_who_has_seen_enough_is_no_error(store):
    command = [sys.executable, "-m", "straits", "frequencies", "--store", str(store)]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*command, "--gene", "MCM6"], stdout=writing, stderr=subprocess.PIPE, cwd=ROOT, check=False
    )
    os.close(writing)
    assert done.returncode == 0
    assert done.stderr == b"These are synthetic people: nobody here is real.\n"


def test_a_region_without_alleles_is_said_beside_an_empty_table(store, capfd):
    assert main(["frequencies", "--store", str(store), "--region", "chr1:1-9"]) == 0
    assert "No call set of this release has an allele in chr1:1-9." in capfd.readouterr().err


def test_the_unrelated_of_a_study_that_does_not_know_relatives_are_everyone_and_it_is_said(
    tmp_path, capfd
):
    text = studies.vcf_text(["P1", "P2"], [studies.record("chr1 100 A G", "0/1 0/0")])
    (tmp_path / "calls.vcf").write_text(text)
    study = studies.one_call_set(tmp_path, ["calls.vcf"], {"P1": "XX", "P2": "XY"})
    studies.ingest(study, tmp_path / "store")
    asked = ["frequencies", "--store", str(tmp_path / "store"), "--variant", "chr1-100-A-G"]
    assert main([*asked, "--sample-set", "unrelated", "--format", "csv"]) == 0
    said = capfd.readouterr()
    assert "everyone is counted" in said.err
    assert ",4,1,0.25," in said.out
    assert main([*asked, "--format", "csv"]) == 0
    assert capfd.readouterr().err == ""
