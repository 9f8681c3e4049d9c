"""A file of genotypes that is damaged or makes no sense is refused, naming record and sample."""

import re
from collections.abc import Callable
from pathlib import Path

import pysam.bcftools
import pytest

from tests.builders import studies
from tests.builders.refusals import GOOD, HEADER, PEOPLE, RECORDS, assert_refused, said, study_of
from tests.builders.studies import Record

# The second record: its line in the file, or its place.
_LINE = HEADER.count("\n") + 2
SECOND = rf"record 2\b|line {_LINE}\b|:{_LINE}\b|100,?200"

Bad = tuple[str, Callable[[Path], Path], tuple[str, ...]]


def _second(**changes: str) -> str:
    """Return the good file with another second record."""
    fields = {**RECORDS[1].__dict__, **changes}
    return studies.vcf_text(list(PEOPLE), [RECORDS[0], Record(**fields), RECORDS[2]])


def _long(n: int = 20_000) -> str:
    """Return a file of many blocks."""
    records = [Record("chr1", 1000 + at, "A", "G", f"0/{at % 2} 0/0 1/1") for at in range(n)]
    return studies.vcf_text(list(PEOPLE), records)


def _bgzipped(folder: Path, text: str) -> bytes:
    (folder / "plain.vcf").write_text(text)
    pysam.tabix_compress(str(folder / "plain.vcf"), str(folder / "whole.vcf.gz"), force=True)
    return (folder / "whole.vcf.gz").read_bytes()


def _cut_bgzip(folder: Path) -> Path:
    data = _bgzipped(folder, _long())
    return study_of(folder, data[: len(data) // 2], "calls.vcf.gz")


def _damaged_bgzip(folder: Path) -> Path:
    data = bytearray(_bgzipped(folder, _long()))
    middle = len(data) // 2
    data[middle : middle + 40] = bytes(255 - byte for byte in data[middle : middle + 40])
    return study_of(folder, bytes(data), "calls.vcf.gz")


def _cut_bcf(folder: Path) -> Path:
    (folder / "plain.vcf").write_text(_long())
    whole = folder / "whole.bcf"
    pysam.bcftools.view("-Ob", "-o", str(whole), str(folder / "plain.vcf"), catch_stdout=False)
    data = whole.read_bytes()
    return study_of(folder, data[: len(data) // 2], "calls.bcf")


def _no_gt(folder: Path) -> Path:
    records = [Record("chr1", 100100, "A", "G", "9 8 7", format="DP")]
    return study_of(folder, studies.vcf_text(list(PEOPLE), records))


def _no_samples(folder: Path) -> Path:
    lines = [line.split("\t")[:8] for line in GOOD.splitlines() if not line.startswith("##")]
    return study_of(folder, "##fileformat=VCFv4.2\n" + "".join("\t".join(x) + "\n" for x in lines))


def _header_of(build_length: int) -> str:
    return GOOD.replace("##contig=<ID=chr1>", f"##contig=<ID=chr1,length={build_length}>")


def _gvcf(folder: Path) -> Path:
    records = [
        Record("chr1", 100100, "A", "<NON_REF>", "0/0 0/0 0/0", info="END=100199"),
        Record("chr1", 100200, "C", "T,<NON_REF>", "0/1 0/0 0/0"),
    ]
    return study_of(folder, studies.vcf_text(list(PEOPLE), records))


# What is wrong; how to make it; what the message must say.
BAD: list[Bad] = [
    ("an empty file", lambda at: study_of(at, ""), ("calls.vcf", "empty")),
    ("an empty gzip file", lambda at: study_of(at, b"", "calls.vcf.gz"), ("calls.vcf.gz", "empty")),
    ("no VCF at all", lambda at: study_of(at, "name,age\nAnn,5\n"), ("calls.vcf", "VCF|header")),
    ("noise", lambda at: study_of(at, bytes(range(256)) * 40), ("calls.vcf",)),
    ("noise that says it is compressed",
     lambda at: study_of(at, bytes(range(255, -1, -1)) * 40, "calls.vcf.gz"), ("calls.vcf.gz",)),
    ("a gzip header and noise",
     lambda at: study_of(at, b"\x1f\x8b\x08\x04" + bytes(range(256)) * 40, "calls.vcf.gz"),
     ("calls.vcf.gz",)),
    ("a header alone", lambda at: study_of(at, HEADER), ("calls.vcf", "record")),
    ("no header line", lambda at: study_of(at, GOOD.replace("#CHROM", "##CHROM")),
     ("calls.vcf", "#CHROM|header")),
    ("no samples", _no_samples, ("calls.vcf", "sample|genotype")),
    ("no genotypes", _no_gt, ("calls.vcf", "GT|genotype")),
    ("a sample twice", lambda at: study_of(at, GOOD.replace("\tP3\n", "\tP1\n")),
     ("calls.vcf", "P1")),
    ("a bgzip file cut short", _cut_bgzip, ("calls.vcf.gz", "cut|truncated|end|damaged")),
    ("a damaged block", _damaged_bgzip, ("calls.vcf.gz", "damaged|corrupt|checksum|block")),
    ("a BCF cut short", _cut_bcf, ("calls.bcf", "cut|truncated|end|damaged")),
    ("a line cut short", lambda at: study_of(at, _second(calls="0/1 0/0")),
     ("calls.vcf", SECOND, r"\b12\b|\b11\b|\b3\b|\b2\b|P3|column")),
    ("a line that lost a column before FORMAT",
     lambda at: study_of(at, GOOD.replace("\tPASS", "", 2)), ("calls.vcf", "column")),
    ("a line too long", lambda at: study_of(at, _second(calls="0/1 0/0 0/0 0/0")),
     ("calls.vcf", SECOND)),
    ("the last line cut short", lambda at: study_of(at, GOOD[: GOOD.index("100300") + 10]),
     ("calls.vcf", "line|record 3|100,?300")),
    ("an allele that the record has not", lambda at: study_of(at, _second(calls="0/0 0/2 0/0")),
     ("calls.vcf", SECOND, "P2")),
    ("a large allele number", lambda at: study_of(at, _second(calls="0/0 0/0 1/4294967297")),
     ("calls.vcf", SECOND, "P3")),
    ("a genotype of letters", lambda at: study_of(at, _second(calls="0/0 A/G 0/0")),
     ("calls.vcf", SECOND, "P2")),
    ("a genotype without its end", lambda at: study_of(at, _second(calls="0/0 0/ 0/0")),
     ("calls.vcf", SECOND, "P2")),
    ("an empty genotype",
     lambda at: study_of(at, GOOD.replace("0/1\t0/0\t0/0", "0/1\t\t0/0")),
     ("calls.vcf", SECOND, "P2")),
    ("a negative allele", lambda at: study_of(at, _second(calls="0/0 0/-1 0/0")),
     ("calls.vcf", SECOND, "P2")),
    ("a position of letters", lambda at: study_of(at, GOOD.replace("\t100200\t", "\tabc\t")),
     ("calls.vcf", f"abc|{SECOND}")),
    ("a negative position", lambda at: study_of(at, GOOD.replace("\t100200\t", "\t-5\t")),
     ("calls.vcf", f"-5|{SECOND}")),
    ("a position beyond the contig", lambda at: study_of(at, _second(pos=248_956_423)),  # type: ignore[arg-type]
     ("calls.vcf", "248,?956,?423", "build: GRCh37")),
    ("a position beyond the contig of any build", lambda at: study_of(at, _second(pos=300_000_000)),  # type: ignore[arg-type]
     ("calls.vcf", "300,?000,?000", "No build .* correct the record")),
    ("a header of another build", lambda at: study_of(at, _header_of(249_250_621)),
     ("calls.vcf", "GRCh37", "GRCh38")),
    ("a header of an accession of another build",
     lambda at: study_of(at, GOOD.replace("chr1", "NC_000001.10")),
     ("calls.vcf", r"NC_000001\.10", "GRCh37", "GRCh38")),
    ("a header that names the reference of another build",
     lambda at: study_of(at, GOOD.replace("##FILTER", "##reference=file:///hs37d5.fa\n##FILTER")),
     ("calls.vcf", r"hs37d5\.fa", "GRCh37", "reheader")),
    ("a file of another compressor", lambda at: study_of(at, b"BZh91AY&SY" * 9, "calls.vcf.bz2"),
     ("calls.vcf.bz2", "bzip2", "bgzip")),
    ("a header of no build", lambda at: study_of(at, _header_of(5_000_000)),
     ("calls.vcf", "5,?000,?000", "chr1")),
]  # fmt: skip


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one release."""
    folder = tmp_path_factory.mktemp("before")
    studies.ingest(study_of(folder), folder / "store")
    return folder / "store"


@pytest.mark.parametrize(("about", "make", "words"), BAD, ids=[row[0] for row in BAD])
def test_a_file_that_makes_no_sense_is_refused_with_a_reason(before, tmp_path, about, make, words):
    assert_refused(make(tmp_path), before, words)


def test_a_first_ingest_that_fails_leaves_no_store_behind(tmp_path):
    done = studies.command("ingest", study_of(tmp_path, HEADER), "--store", tmp_path / "store")
    assert done.returncode == 2
    assert not (tmp_path / "store").exists()


def test_a_folder_that_was_there_stays_when_a_first_ingest_fails(tmp_path):
    (tmp_path / "store").mkdir()
    done = studies.command("ingest", study_of(tmp_path, HEADER), "--store", tmp_path / "store")
    assert done.returncode == 2
    assert (tmp_path / "store").exists()


def test_the_name_of_the_old_build_does_not_count_where_lengths_are_of_the_new(tmp_path):
    text = _header_of(248_956_422).replace("##FILTER", "##reference=hg19.fa\n##FILTER")
    studies.ingest(study_of(tmp_path, text), tmp_path / "store")
    assert studies.table(tmp_path / "store", "alleles").height == 3


def test_a_header_alone_among_files_with_records_is_fine(tmp_path):
    (tmp_path / "calls.vcf").write_text(GOOD)
    (tmp_path / "chrY.vcf").write_text(HEADER)
    study = studies.one_call_set(tmp_path, ["calls.vcf", "chrY.vcf"], PEOPLE)
    studies.ingest(study, tmp_path / "store")
    assert studies.table(tmp_path / "store", "alleles").height == 3


def test_reference_blocks_are_never_taken_for_nothing(tmp_path):
    """A gVCF's blocks are callable regions, or the file is refused with a word about them."""
    done = studies.command("ingest", _gvcf(tmp_path), "--store", tmp_path / "store")
    if done.returncode == 0:
        assert studies.table(tmp_path / "store", "callable_regions").height > 0
    else:
        assert done.returncode == 2
        assert re.search("(?i)gvcf|block|NON_REF", said(done.stderr))


def test_records_without_an_alternate_are_never_taken_for_nothing(tmp_path):
    """An all-sites record says that the place was looked at."""
    text = _second(alt=".", calls="0/0 0/0 0/0")
    done = studies.command("ingest", study_of(tmp_path, text), "--store", tmp_path / "store")
    if done.returncode == 0:
        is_known = studies.table(tmp_path / "store", "callable_regions").height > 0
        dropped = studies.table(tmp_path / "store", "drop_counts")
        assert is_known or "record" in set(dropped["kind"])
    else:
        assert done.returncode == 2
        assert re.search("(?i)all-sites|no alternate|ALT", said(done.stderr))


@pytest.mark.parametrize("alleles", [("C", "R"), ("N,A", "T"), (".", "T"), ("Z1", "T"), ("C", "J")])
def test_an_allele_that_is_no_dna_is_left_out_and_told(tmp_path, alleles):
    ref, alt = alleles
    studies.ingest(study_of(tmp_path, _second(ref=ref, alt=alt)), tmp_path / "store")
    kept = studies.table(tmp_path / "store", "alleles")
    assert kept["pos"].to_list() == [100100, 100300]
    dropped = studies.table(tmp_path / "store", "dropped_records")
    assert dropped["pos"].to_list() == [100200]
