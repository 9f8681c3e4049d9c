"""The same calls in every kind of file, with every kind of name, give the same counts."""

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pysam.bcftools
import pytest

from tests.builders import studies
from tests.builders.studies import Record

PEOPLE = {"P1": "XX", "P2": "XY", "P3": "XX"}
RECORDS = [
    Record("chr1", 100, "A", "G", "0/1 1/1 ./."),
    Record("chr1", 200, "CAA", "CA,C", "0/1 1/2 0|2"),
    Record("chr2", 50, "T", "C", "0|1 0/0 1|1", filter="LowQual"),
    Record("chrX", 3000100, "G", "T", "0/1 1 1/1"),
]
COUNTS = {
    "chr1-100-A-G": (2, 4, 3, 1, 1, 0),
    "chr1-200-CA-C": (3, 6, 2, 0, 2, 0),
    "chr1-200-CAA-C": (3, 6, 2, 0, 2, 0),
    "chr2-50-T-C": (3, 6, 3, 1, 1, 0),
    "chrX-3000100-G-T": (3, 5, 4, 1, 1, 1),
}


def _plain(folder: Path, text: str) -> str:
    (folder / "calls.vcf").write_text(text, newline="")
    return "calls.vcf"


def _crlf(folder: Path, text: str) -> str:
    return _plain(folder, text.replace("\n", "\r\n"))


def _cut_newline(folder: Path, text: str) -> str:
    return _plain(folder, text.removesuffix("\n"))


def _crlf_cut(folder: Path, text: str) -> str:
    return _plain(folder, text.replace("\n", "\r\n").removesuffix("\r\n"))


def _blank_line(folder: Path, text: str) -> str:
    return _plain(folder, text + "\n")


def _unsorted(folder: Path, text: str) -> str:
    lines = text.splitlines(keepends=True)
    header, body = lines[: -len(RECORDS)], lines[-len(RECORDS) :]
    return _plain(folder, "".join([*header, *reversed(body)]))


def _without_contigs(folder: Path, text: str) -> str:
    lines = text.splitlines(keepends=True)
    return _plain(folder, "".join(line for line in lines if not line.startswith("##contig")))


def _bgzip(folder: Path, text: str) -> str:
    _plain(folder, text)
    pysam.tabix_compress(str(folder / "calls.vcf"), str(folder / "calls.vcf.gz"), force=True)
    return "calls.vcf.gz"


def _indexed(folder: Path, text: str) -> str:
    name = _bgzip(folder, text)
    pysam.tabix_index(str(folder / name), preset="vcf", force=True)
    return name


def _csi(folder: Path, text: str) -> str:
    name = _bgzip(folder, text)
    pysam.tabix_index(str(folder / name), preset="vcf", force=True, csi=True)
    return name


def _bgzip_cut(folder: Path, text: str) -> str:
    return _bgzip(folder, text.removesuffix("\n"))


def _gzip(folder: Path, text: str) -> str:
    (folder / "calls.vcf.gz").write_bytes(gzip.compress(text.encode()))
    return "calls.vcf.gz"


def _gzip_members(folder: Path, text: str) -> str:
    """Several gzip members after one another, cut within a line."""
    at = len(text) - 30
    parts = [text[:at], text[at:]]
    data = b"".join(gzip.compress(part.encode()) for part in parts)
    (folder / "calls.vcf.gz").write_bytes(data)
    return "calls.vcf.gz"


def _bgzf_concatenated(folder: Path, text: str) -> str:
    """Two bgzip files put together as cat does: an end-of-file block lies in the middle."""
    whole = b""
    for part in (text[: len(text) - 30], text[len(text) - 30 :]):
        whole += (folder / _bgzip(folder, part)).read_bytes()
    (folder / "calls.vcf.gz").write_bytes(whole)
    return "calls.vcf.gz"


def _gzip_without_its_suffix(folder: Path, text: str) -> str:
    shutil.move(folder / _bgzip(folder, text), folder / "calls.vcf")
    return "calls.vcf"


def _bcf(folder: Path, text: str, kind: str = "-Ob") -> str:
    pysam.bcftools.view(
        kind,
        "-o",
        str(folder / "calls.bcf"),
        str(folder / _plain(folder, text)),
        catch_stdout=False,
    )
    return "calls.bcf"


def _bcf_uncompressed(folder: Path, text: str) -> str:
    return _bcf(folder, text, "-Ou")


def _bcf_indexed(folder: Path, text: str) -> str:
    name = _bcf(folder, text)
    pysam.tabix_index(str(folder / name), preset="bcf", force=True)
    return name


CONTAINERS = [
    _plain, _crlf, _cut_newline, _crlf_cut, _blank_line, _unsorted, _without_contigs,
    _bgzip, _indexed, _csi, _bgzip_cut,
    _gzip, _gzip_members, _bgzf_concatenated, _gzip_without_its_suffix, _bcf, _bcf_uncompressed,
    _bcf_indexed,
]  # fmt: skip


def _counts(folder: Path, files: list[str], jobs: int = 1) -> dict[str, tuple[int, ...]]:
    study = studies.one_call_set(folder, files, PEOPLE)
    studies.ingest(study, folder / "store", jobs=jobs)
    return studies.counts_of(studies.stored(folder / "store"))


@pytest.mark.parametrize("write", CONTAINERS, ids=lambda write: write.__name__.strip("_"))
def test_every_container_gives_the_same_counts(
    tmp_path: Path, write: Callable[[Path, str], str]
) -> None:
    name = write(tmp_path, studies.vcf_text(list(PEOPLE), RECORDS))
    assert _counts(tmp_path, [name]) == COUNTS


@pytest.mark.parametrize("is_declared", [True, False])
@pytest.mark.parametrize("contig", ["1", "chr1", "CHR1", "Chr1"])
def test_names_of_an_autosome(tmp_path, contig, is_declared):
    text = studies.vcf_text(list(PEOPLE), [Record(contig, 100, "A", "G", "0/1 0/0 1/1")])
    declared = f"##contig=<ID={contig}>\n"
    (tmp_path / "calls.vcf").write_text(text if is_declared else text.replace(declared, ""))
    assert _counts(tmp_path, ["calls.vcf"]) == {"chr1-100-A-G": (3, 6, 3, 1, 1, 0)}


@pytest.mark.parametrize(
    "contig", ["M", "MT", "chrM", "chrMT", "chrmt", "Mt", "rCRS", "NC_012920.1", "26", "mtDNA"]
)
def test_names_of_the_mitochondrion(tmp_path, contig):
    record = Record(contig, 100, "A", "G", "0 1 1/1")
    (tmp_path / "calls.vcf").write_text(studies.vcf_text(list(PEOPLE), [record]))
    assert _counts(tmp_path, ["calls.vcf"]) == {"chrM-100-A-G": (3, 3, 2, 0, 0, 0)}


def test_the_mitochondrion_of_hg19_is_another_sequence(tmp_path):
    records = [Record("chr1", 100, "A", "G", "0/1 0/0 1/1"), Record("chrM", 9, "A", "G", "0 1 1")]
    text = studies.vcf_text(list(PEOPLE), records).replace("=chrM>", "=chrM,length=16571>")
    (tmp_path / "calls.vcf").write_text(text)
    assert set(_counts(tmp_path, ["calls.vcf"])) == {"chr1-100-A-G"}


@pytest.mark.parametrize("contig", ["NC_000001.11", "01", "chr01"])
def test_other_names_of_an_autosome_that_the_header_declares(tmp_path, contig):
    text = studies.vcf_text(list(PEOPLE), [Record(contig, 100, "A", "G", "0/1 0/0 1/1")])
    (tmp_path / "calls.vcf").write_text(text)
    assert _counts(tmp_path, ["calls.vcf"]) == {"chr1-100-A-G": (3, 6, 3, 1, 1, 0)}


@pytest.mark.parametrize(
    "contig", ["X", "chrX", "23", "chr23", "x", "NC_000023.11", "25", "XY", "chrXY", "PAR1"]
)
def test_names_of_x(tmp_path, contig):
    record = Record(contig, 3000100, "A", "G", "0/1 1 0/0")
    (tmp_path / "calls.vcf").write_text(studies.vcf_text(list(PEOPLE), [record]))
    assert _counts(tmp_path, ["calls.vcf"]) == {"chrX-3000100-A-G": (3, 5, 2, 0, 1, 1)}


def test_contigs_outside_the_primary_assembly_are_counted_as_dropped(tmp_path):
    records = [
        Record("chr1", 100, "A", "G", "0/1 0/0 1/1"),
        Record("chrUn_KI270302v1", 100, "A", "G", "0/1 0/0 1/1"),
        Record("HLA-A*01:01:01:01", 100, "A", "G", "0/1 0/0 1/1"),
    ]
    (tmp_path / "calls.vcf").write_text(studies.vcf_text(list(PEOPLE), records))
    assert _counts(tmp_path, ["calls.vcf"]) == {"chr1-100-A-G": (3, 6, 3, 1, 1, 0)}
    dropped = studies.table(tmp_path / "store", "drop_counts")
    assert dropped.filter(pl.col("kind") == "record")["n_dropped"].sum() == 2


def test_counts_in_info_are_never_trusted(tmp_path):
    lies = "AC=99;AN=100;AF=0.99"
    records = [Record("chr1", 100, "A", "G", "0/1 0/0 1/1", info=lies)]
    (tmp_path / "calls.vcf").write_text(studies.vcf_text(list(PEOPLE), records))
    assert _counts(tmp_path, ["calls.vcf"]) == {"chr1-100-A-G": (3, 6, 3, 1, 1, 0)}


@pytest.mark.parametrize(
    ("fields", "calls"),
    [
        ("GT:DP", "0/1:9 1/1:8 ./.:."),
        ("DP:GT", "9:0/1 8:1/1 .:./."),
        ("AD:GT:DP", "1,1:0/1:9 0,2:1/1:8 .:./.:."),
        # Fields at the end may be left out.
        ("GT:AD:DP:GQ", "0/1 1/1:0,2 ./.:.:."),
    ],
)
def test_gt_is_found_among_other_fields(tmp_path, fields, calls):
    record = Record("chr1", 100, "A", "G", calls, format=fields)
    (tmp_path / "calls.vcf").write_text(studies.vcf_text(list(PEOPLE), [record]))
    assert _counts(tmp_path, ["calls.vcf"]) == {"chr1-100-A-G": (2, 4, 3, 1, 1, 0)}


@pytest.mark.parametrize("jobs", [1, 2])
def test_files_split_by_contig_are_one_call_set(tmp_path, jobs):
    for contig in ("chr1", "chr2", "chrX"):
        of_contig = [record for record in RECORDS if record.contig == contig]
        (tmp_path / f"{contig}.vcf").write_text(studies.vcf_text(list(PEOPLE), of_contig))
    assert _counts(tmp_path, ["chr*.vcf"], jobs) == COUNTS
    assert studies.table(tmp_path / "store", "call_sets")["n_samples"].to_list() == [3]


def test_files_of_one_contig_in_pieces_are_one_call_set(tmp_path):
    for name, records in {"late.vcf": RECORDS[1:2], "early.vcf": RECORDS[:1]}.items():
        (tmp_path / name).write_text(studies.vcf_text(list(PEOPLE), records))
    expected = {key: row for key, row in COUNTS.items() if key.startswith("chr1-")}
    assert _counts(tmp_path, ["late.vcf", "early.vcf"]) == expected


def test_samples_in_another_order_are_not_mixed_up(tmp_path):
    """The columns of the second file are P3, P1, P2: either it is refused or read by name."""
    first = [Record("chrX", 3000100, "A", "G", "0/0 1 0/0")]
    second = [Record("chrX", 3000200, "A", "G", "0/0 0/0 1")]
    (tmp_path / "a.vcf").write_text(studies.vcf_text(["P1", "P2", "P3"], first))
    (tmp_path / "b.vcf").write_text(studies.vcf_text(["P3", "P1", "P2"], second))
    study = studies.one_call_set(tmp_path, ["a.vcf", "b.vcf"], PEOPLE)
    done = studies.command("ingest", study, "--store", tmp_path / "store")
    if done.returncode == 0:
        assert studies.counts_of(studies.stored(tmp_path / "store")) == {
            "chrX-3000100-A-G": (3, 5, 1, 0, 0, 1),
            "chrX-3000200-A-G": (3, 5, 1, 0, 0, 1),
        }
    else:
        assert done.returncode == 2
        assert "b.vcf" in done.stderr


def test_only_samples_in_both_the_file_and_the_sheet_are_counted(tmp_path):
    records = [Record("chr1", 100, "A", "G", "0/1 1/1 1/1")]
    (tmp_path / "calls.vcf").write_text(studies.vcf_text(["P1", "stranger", "P2"], records))
    assert _counts(tmp_path, ["calls.vcf"]) == {"chr1-100-A-G": (2, 4, 3, 1, 1, 0)}
    aside = studies.table(tmp_path / "store", "set_aside_samples")
    assert set(aside["sample_id"]) == {"stranger", "P3"}
    assert aside["reason"].n_unique() == 2


def test_a_list_of_samples_leaves_out_the_others(tmp_path):
    (tmp_path / "keep.txt").write_text("P1\nP3\n")
    text = studies.vcf_text(list(PEOPLE), [Record("chr1", 100, "A", "G", "0/1 1/1 0/0")])
    (tmp_path / "calls.vcf").write_text(text)
    study = studies.one_call_set(tmp_path, ["calls.vcf"], PEOPLE, keep="keep.txt")
    studies.ingest(study, tmp_path / "store")
    counts = studies.counts_of(studies.stored(tmp_path / "store"))
    assert counts == {"chr1-100-A-G": (2, 4, 1, 0, 1, 0)}


@pytest.mark.parametrize(
    ("calls", "fields", "is_phased"),
    [
        ("0|1 1|1 0|0", "GT", True),
        # The order of two equal alleles means nothing.
        ("0|1 1/1 0/0", "GT", True),
        ("0|1 0/1 0|0", "GT", False),
        ("0|1:5 1|1:5 0|0:5", "GT:PS", False),
    ],
)
def test_a_record_is_phased_when_every_heterozygote_is(tmp_path, calls, fields, is_phased):
    record = Record("chr1", 100, "A", "G", calls, format=fields)
    (tmp_path / "calls.vcf").write_text(studies.vcf_text(list(PEOPLE), [record]))
    studies.ingest(studies.one_call_set(tmp_path, ["calls.vcf"], PEOPLE), tmp_path / "store")
    genotypes = studies.table(tmp_path / "store", "genotypes", call_set_id=studies.CALL_SET)
    assert genotypes["is_phased"].to_list() == [is_phased]
