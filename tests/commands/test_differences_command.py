"""`python -m straits differences`: rows, header, formats, lists, files and refusals."""

import gzip
import io
import json
import re
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from straits.__main__ import main
from straits.errors import QueryError
from straits.queries.comparison import table_stretches
from straits.queries.comparison.table_stretches import COLUMNS
from tests.builders import tiny_store

LACTASE, ALCOHOL, SHARED = "chr2-135851076-G-A", "chr4-99318162-T-C", "chr4-99318400-A-AT"
SIDES = ("--a", "Danish", "--b", "Chinese")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_store.two_sites(tmp_path_factory.mktemp("two_sites"))


def written(capfdbinary: pytest.CaptureFixture[bytes], store: Path, *options: str) -> bytes:
    assert main(["differences", "--store", str(store), *SIDES, *options]) == 0
    return capfdbinary.readouterr().out


def rows_of(capfdbinary: pytest.CaptureFixture[bytes], store: Path, *options: str) -> pl.DataFrame:
    text = written(capfdbinary, store, "--format", "csv", *options)
    return pl.read_csv(text, comment_prefix="#")


def header_of(text: bytes) -> dict[str, str]:
    lines = [line for line in text.decode().splitlines() if line.startswith("# ")]
    return dict(line.removeprefix("# ").split(": ", 1) for line in lines)


def refusal_of(capfdbinary: pytest.CaptureFixture[bytes], store: Path, *options: str) -> str:
    sides = () if "--a" in options else SIDES
    assert main(["differences", "--store", str(store), *sides, *options]) == 2
    said = capfdbinary.readouterr()
    assert said.out == b""
    return said.err.decode()


def test_rows_are_all_that_are_compared_in_genome_order(store, capfdbinary):
    rows = rows_of(capfdbinary, store)
    assert tuple(rows.columns) == COLUMNS
    counts = rows.select("variant_id", "ac_a", "an_a", "ac_b", "an_b").rows()
    assert counts == [(LACTASE, 150, 200, 0, 120), (ALCOHOL, 0, 200, 80, 120)]


def test_an_order_may_be_asked_for(store, capfdbinary):
    any_filter = ("--any-filter", "--order")
    by_ratio = rows_of(capfdbinary, store, *any_filter, "ratio")["variant_id"].to_list()
    assert by_ratio == [LACTASE, ALCOHOL, SHARED]
    by_place = rows_of(capfdbinary, store, *any_filter, "genome")["variant_id"].to_list()
    assert by_place == [LACTASE, ALCOHOL, SHARED]
    reverse = ("--a", "Chinese", "--b", "Danish")
    assert main(["differences", "--store", str(store), *reverse, "--format", "json"]) == 0
    first = json.loads(capfdbinary.readouterr().out)["rows"][0]
    assert (first["ac_a"], first["difference"]) == (0, -0.75)


def test_all_formats_hold_the_same_rows_and_header(store, capfdbinary):
    csv = written(capfdbinary, store, "--format", "csv")
    parquet = written(capfdbinary, store, "--format", "parquet")
    found = json.loads(written(capfdbinary, store, "--format", "json"))
    rows = pl.read_parquet(io.BytesIO(parquet))
    assert_frame_equal(
        pl.read_csv(csv, comment_prefix="#", schema=rows.schema), rows, check_exact=True
    )
    assert found["rows"] == rows.to_dicts()
    about = pl.read_parquet_metadata(io.BytesIO(parquet))
    about.pop("ARROW:schema", None)
    assert header_of(csv) == found["comparison"] == about
    assert about["rows"] == "2"
    assert about["a_id"] == "group:ethnic_group/Danish@dk_wgs"


def test_a_table_has_the_header_above_it(store, capfdbinary):
    text = written(capfdbinary, store)
    lines = [line for line in text.decode().splitlines() if not line.startswith("#")]
    assert lines[0].split()[:5] == ["contig", "pos", "ref", "alt", "variant_id"]
    assert LACTASE in lines[1]
    assert header_of(text)["release"] == "r1"


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (("--gene", "adh2"), [ALCOHOL, SHARED]),
        (("--genes", "MCM6,ADH1B"), [LACTASE, ALCOHOL, SHARED]),
        (("--region", "chr4:99318162-99318399"), [ALCOHOL]),
        (("--variants", f"rs4988235,{SHARED}"), [LACTASE, SHARED]),
        (("--variants", "chr4:1-100000000", "--gene", "MCM6", "--af-min", "0"), []),
        (("--type", "insertion"), [SHARED]),
        (("--af-min", "0.25"), [LACTASE, ALCOHOL]),
        (("--af-max", "0.1"), [SHARED]),
        (("--min-an", "121"), []),
        (("--consequence", "lof"), []),
        (("--clinvar", "none"), [LACTASE, ALCOHOL, SHARED]),
    ],
)
def test_filters_are_those_of_the_page(store, capfdbinary, options, names):
    options = (*options, "--any-filter")
    if names:
        assert rows_of(capfdbinary, store, *options)["variant_id"].to_list() == names
    else:
        assert "can be compared" in refusal_of(capfdbinary, store, *options)


FILES = {
    "list.txt": f"rs4988235\n{SHARED}\nrs1\n".encode(),
    "list.vcf": b"##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\n2\t135851076\t.\tG\tA\n"
    b"4\t99318400\t.\tA\tAT\n4\t5\t.\tA\tG\n",
    "list.vcf.gz": gzip.compress(b"2\t135851076\t.\tG\tA,<DEL>\n4\t99318400\trs9\tA\tAT\n"),
    "list.bed": b"chr2\t135851075\t135851076\nchr4\t99318399\t99318400\nchr9\t0\t5\n",
}


@pytest.mark.parametrize("name", FILES)
def test_variants_of_a_file_are_looked_at_and_what_is_not_here_is_told(
    store, capfdbinary, tmp_path, name
):
    path = tmp_path / name
    path.write_bytes(FILES[name])
    options = ["--variants", str(path), "--any-filter", "--format", "csv"]
    assert main(["differences", "--store", str(store), *SIDES, *options]) == 0
    said = capfdbinary.readouterr()
    rows = pl.read_csv(said.out, comment_prefix="#")
    assert rows["variant_id"].to_list() == [LACTASE, SHARED]
    expected = "No rsID, allele or region, 1:" if name.endswith("gz") else "Not in this release, 1:"
    assert expected in said.err.decode()
    assert header_of(said.out)["variants"] == "2 of a list"


def test_frequencies_of_a_list_are_those_of_its_variants(store, capfdbinary):
    options = ["--variants", f"rs4988235,{SHARED},rs1", "--format", "csv"]
    assert main(["frequencies", "--store", str(store), *options]) == 0
    said = capfdbinary.readouterr()
    rows = pl.read_csv(said.out)
    assert rows["variant_id"].unique(maintain_order=True).to_list() == [LACTASE, SHARED]
    assert "Not in this release, 1: rs1." in said.err.decode()


def test_a_side_may_be_named_in_any_way(store, capfdbinary):
    found = []
    for name in (
        "Danish", "danish@dk_wgs", "ethnic_group/Danish@dk_wgs", "group:ethnic_group/Danish@dk_wgs"
    ):  # fmt: skip
        options = ["--a", name, "--b", "Chinese", "--format", "json"]
        assert main(["differences", "--store", str(store), *options]) == 0
        found.append(json.loads(capfdbinary.readouterr().out)["rows"])
    assert all(rows == found[0] for rows in found)
    assert found[0][0]["ac_a"] == 150


def test_a_cohort_is_not_counted_without_individual_data(store, capfdbinary, tmp_path):
    sentence = tmp_path / "danes.txt"
    sentence.write_text("ethnic_group is Danish")
    for name in ("ethnic_group is Danish", str(sentence)):
        options = ["--a", name, "--b", "Chinese", "--format", "json"]
        assert main(["differences", "--store", str(store), *options]) == 2
        assert b"no individual data" in capfdbinary.readouterr().err


def test_a_file_is_named_after_what_is_in_it_and_is_there_once_it_is_whole(
    store, capfdbinary, tmp_path, monkeypatch
):
    folder = tmp_path / "out"
    folder.mkdir()
    written(capfdbinary, store, "--format", "parquet", "--gene", "ADH1B", "--out", str(folder))
    (file,) = folder.iterdir()
    assert re.fullmatch(
        r"straits_differences_Danish-dk-wgs_Chinese-sg-wgs_all_ENSG\d+_r1\.parquet", file.name
    )
    assert pl.read_parquet(file)["variant_id"].to_list() == [ALCOHOL]

    def fail(*_: object) -> object:
        raise QueryError("stopped")

    monkeypatch.setattr(table_stretches, "allele_differences", fail)
    before = file.read_bytes()
    path = tmp_path / "new.csv"
    assert "stopped" in refusal_of(capfdbinary, store, "--format", "csv", "--out", str(path))
    assert not path.exists()
    assert sorted(tmp_path.glob("*.part")) == []
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--a", "Klingon", "--b", "Danish"), "no group 'Klingon' that is shown: it has "),
        (("--gene", "BRCA9"), "no gene 'BRCA9'"),
        (("--genes", "NOSUCHGENE"), "No name of the list is a gene"),
        (("--region", "somewhere"), "--region takes contig:start-end"),
        (("--variants", "rs1"), "The release has no allele of the list"),
        (("--type", "snp"), "--type takes snv, mnv, insertion, deletion, complex, not 'snp'"),
        (("--consequence", "bad"), "--consequence takes lof"),
        (("--release", "r0"), "r0"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_the_way_out(store, capfdbinary, options, said):
    assert said in refusal_of(capfdbinary, store, *options)
