"""Three awkward public files: many alternate alleles, the mitochondrion, and half-calls."""

import gzip
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from straits import genome
from tests.builders import studies
from tests.builders.studies import COUNTS, KEY
from tests.conftest import Tool
from tests.oracles import bcftools as bcftools_oracle
from tests.oracles import completed_calls, ploidy, trimming
from tests.oracles import plink2 as plink2_oracle

# Who is who in the trio: its calls on Y have depth in the first two only, and none of the second's
# calls on X outside the pseudo-autosomal regions is heterozygous.
TRIO = {"ADM1059A1": "XY", "ADM1059A2": "XY", "ADM1059A3": "XX"}
# 56 half-calls; of the calls of records that vt split, 55 are completed by the others.
N_COMPLETED, N_HALF_CALLS = 55, 19


def _samples(vcf: Path) -> list[str]:
    opened = gzip.open(vcf, "rt") if vcf.suffix == ".gz" else vcf.open()
    with opened as lines:
        header = next(line for line in lines if line.startswith("#CHROM"))
    return header.rstrip("\n").split("\t")[9:]


def _ingested(folder: Path, vcf: Path, sexes: dict[str, str], **keys: object) -> Path:
    studies.ingest(studies.one_call_set(folder, [str(vcf)], sexes, **keys), folder / "store")
    return folder / "store"


def _assert_same(ours: pl.DataFrame, theirs: pl.DataFrame) -> None:
    """Compare counts; theirs may name contigs as the file does."""
    names = {str(name): genome.normalise_contig(str(name)) for name in set(theirs["contig"])}
    theirs = theirs.with_columns(pl.col("contig").cast(pl.String).replace_strict(names))
    ours, theirs = (frame.select(*KEY, *COUNTS).sort(KEY) for frame in (ours, theirs))
    assert_frame_equal(ours, theirs, check_dtypes=False)


def _everyone(people: dict[str, str]) -> dict[str, str]:
    return dict.fromkeys(people, "everyone")


# hail_sample2.vcf: 100 people, 356 of 735 records with several alternates, 14 % missing.


@pytest.fixture(scope="module")
def hail_vcf(shared_data: Path) -> Path:
    return shared_data / "small" / "hail_sample2.vcf"


@pytest.fixture(scope="module")
def hail_people(hail_vcf: Path) -> dict[str, str]:
    return dict.fromkeys(_samples(hail_vcf), "")


@pytest.fixture(scope="module")
def hail_store(
    hail_vcf: Path, hail_people: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    return _ingested(tmp_path_factory.mktemp("hail"), hail_vcf, hail_people, build="GRCh37")


@pytest.fixture
def hail_theirs(
    hail_vcf: Path, hail_people: dict[str, str], bcftools: Tool, tmp_path: Path
) -> pl.DataFrame:
    named = hail_vcf.read_text().replace("#CHROM", "##contig=<ID=22>\n#CHROM", 1)
    (tmp_path / "named.vcf").write_text(named)
    parts = bcftools_oracle.split(tmp_path / "named.vcf", tmp_path / "split.bcf")
    return trimming.trimmed(
        bcftools_oracle.group_counts(parts, _everyone(hail_people), tmp_path)
    ).filter(pl.col("alt") != "*")


def test_hail_counts_equal_bcftools(hail_store, hail_theirs):
    assert hail_theirs.height == 1172
    _assert_same(studies.stored(hail_store), hail_theirs)


def test_hail_counts_through_the_command_line_equal_bcftools(hail_store, hail_theirs):
    part = hail_theirs.filter(pl.col("pos").is_between(17_380_000, 17_425_000))
    region = ("--region", "22:17380000-17425000", "--sample-set", "all")
    ours = studies.asked(hail_store, *region, "--grouping", "everyone", "--by", "group")
    _assert_same(ours, part)


def test_hail_alleles_are_written_as_short_as_they_can_be(hail_store):
    ours = studies.stored(hail_store)
    assert_frame_equal(trimming.trimmed(ours), ours)


def test_hail_filters_that_were_not_applied_are_not_pass(hail_store):
    states = studies.table(hail_store, "allele_states", call_set_id=studies.CALL_SET)
    assert "PASS" not in set(states["filter"])


# 1,074 people, haploid; 386 calls 0/1 and two 0/2 are heteroplasmic.


@pytest.fixture(scope="module")
def mt_vcf(shared_data: Path) -> Path:
    return shared_data / "small" / "ALL.chrMT.phase1.vcf.gz"


@pytest.fixture(scope="module")
def mt_people(mt_vcf: Path) -> dict[str, str]:
    return dict.fromkeys(_samples(mt_vcf), "")


@pytest.fixture(scope="module")
def mt_store(
    mt_vcf: Path,
    mt_people: dict[str, str],
    shared_data: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    reference = str(shared_data / "small" / "rCRS.fasta")
    return _ingested(tmp_path_factory.mktemp("mt"), mt_vcf, mt_people, reference=reference)


@pytest.fixture
def mt_theirs(
    mt_vcf: Path, mt_people: dict[str, str], shared_data: Path, bcftools: Tool, tmp_path: Path
) -> pl.DataFrame:
    """The deletion 302 A>AC is written twice; the record with more calls stays."""
    sequence = (shared_data / "small" / "rCRS.fasta").read_text().replace(">rCRS", ">MT", 1)
    (tmp_path / "MT.fasta").write_text(sequence)
    haploid = ploidy.rewrite(mt_vcf, tmp_path / "haploid.vcf", lambda *_: 1)
    parts = bcftools_oracle.split(haploid, tmp_path / "mt.bcf", tmp_path / "MT.fasta")
    counts = bcftools_oracle.group_counts(parts, _everyone(mt_people), tmp_path)
    return (
        counts.with_columns(hemi=pl.lit(0))
        .sort("n_called", descending=True, maintain_order=True)
        .unique(KEY, keep="first", maintain_order=True)
    )


def test_mt_counts_equal_bcftools(mt_store, mt_theirs):
    assert mt_theirs.height == 2951
    _assert_same(studies.stored(mt_store), mt_theirs)


def test_mt_heteroplasmic_calls_are_counted_apart(mt_store):
    dropped = studies.table(mt_store, "drop_counts").filter(pl.col("kind") == "call")
    counts = dict(dropped.select("reason", "n_dropped").iter_rows())
    assert counts == {"heteroplasmic": 388}


def test_mt_duplicate_is_listed(mt_store):
    dropped = studies.table(mt_store, "dropped_records")
    assert dropped.filter(pl.col("reason").str.contains("duplicate")).height == 1


def test_mt_is_told_to_be_left_aligned(mt_store):
    assert studies.table(mt_store, "call_sets")["is_left_aligned"].to_list() == [True]


# A trio: 680 records of several callers on 25 contigs, of which vt split 68; 56 half-calls, ten
# values of FILTER.


@pytest.fixture(scope="module")
def trio_vcf(shared_data: Path) -> Path:
    return shared_data / "small" / "scout_trio_csq_ann.vcf.gz"


@pytest.fixture(scope="module")
def trio_completed(trio_vcf: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trio with the calls of records that were split completed."""
    path = tmp_path_factory.mktemp("completed") / "trio.vcf"
    assert completed_calls.completed(trio_vcf, path, _copies_in_grch37) == N_COMPLETED
    return path


@pytest.fixture(scope="module")
def trio_store(trio_vcf: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _ingested(tmp_path_factory.mktemp("trio"), trio_vcf, TRIO, build="GRCh37")


def test_trio_counts_equal_bcftools(trio_completed, trio_store, bcftools, tmp_path):
    whole = bcftools_oracle.without_half_calls(trio_completed, tmp_path / "whole.bcf")
    text = tmp_path / "whole.vcf"
    text.write_bytes(bcftools_oracle.run("view", whole))
    fitting = ploidy.rewrite(text, tmp_path / "fitting.vcf", _copies_in_grch37)
    parts = bcftools_oracle.split(fitting, tmp_path / "parts.bcf")
    theirs = bcftools_oracle.group_counts(parts, _everyone(TRIO), tmp_path)
    # bcftools takes any lone allele for hemizygous; on MT nobody is.
    theirs = theirs.with_columns(hemi=pl.when(pl.col("contig") == "MT").then(0).otherwise("hemi"))
    _assert_same(studies.stored(trio_store), trimming.trimmed(theirs))


def test_trio_counts_equal_plink2(trio_completed, trio_store, plink2, bcftools, tmp_path):
    """Plink2 applies sex and region, and sets half-calls missing, by itself."""
    parts = bcftools_oracle.split(trio_completed, tmp_path / "parts.bcf")
    text = tmp_path / "parts.vcf"
    text.write_bytes(bcftools_oracle.run("view", parts))
    theirs = plink2_oracle.group_counts(text, _everyone(TRIO), TRIO, tmp_path, build="b37")
    theirs = theirs.with_columns(hemi=pl.when(pl.col("contig") == "chrM").then(0).otherwise("hemi"))
    _assert_same(studies.stored(trio_store), trimming.trimmed(theirs))


def test_trio_half_calls_are_counted_and_those_that_others_complete_are_told(trio_store):
    told = studies.table(trio_store, "drop_counts").select("reason", "n_dropped")
    numbers = dict(told.iter_rows())
    assert numbers["half_call"] == N_HALF_CALLS
    assert numbers["joined_half_call"] == N_COMPLETED


def _copies_in_grch37(contig: str, pos: int, sample: str) -> int:
    """Ploidy of a person of the trio, from the table of pseudo-autosomal regions in the issue."""
    is_man = TRIO[sample] == "XY"
    if contig == "MT":
        return 1
    if contig == "X" and not (60_001 <= pos <= 2_699_520 or 154_931_044 <= pos <= 155_260_560):
        return 1 if is_man else 2
    if contig == "Y" and not (10_001 <= pos <= 2_649_520 or 59_034_050 <= pos <= 59_363_566):
        return 1 if is_man else 0
    return 2
