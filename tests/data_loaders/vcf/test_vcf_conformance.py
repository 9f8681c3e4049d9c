"""The public examples of right and wrong VCF 4.3: each is read, or refused with a reason.

They are test/vcf/4.3 of hts-specs. Most of what is wrong in the failed/ files is in the header,
in INFO or in other fields that counts do not need, so that a file may well be read; what must not
happen is a traceback, or a count that is not the file's.
"""

import re
from pathlib import Path

import pytest

from data_loaders.release import ingest
from data_loaders.study.study_reading import read_study
from straits.errors import StraitsError
from tests.builders import studies

N_PASSED, N_FAILED = 25, 224

# Right, but not what Straits could count; what the message must say.
NOT_TO_BE_COUNTED = {
    "passed_fileformat_header_000.vcf": "sample|genotype",
    "passed_fileformat_header_001.vcf": "record",
    "passed_meta_alt.vcf": "sample|genotype",
    "passed_meta_assembly.vcf": "sample|genotype",
    "passed_meta_contig.vcf": "sample|genotype",
    "passed_meta_format.vcf": "sample|genotype",
    "passed_meta_info.vcf": "sample|genotype",
    "passed_meta_meta.vcf": "sample|genotype",
    "passed_meta_pedigree.vcf": "sample|genotype",
    "passed_meta_pedigreedb.vcf": "sample|genotype",
    "passed_meta_sample.vcf": "sample|genotype",
    # A block of a gVCF, and a record without GT, among others.
    "passed_body_alt.vcf": "gVCF",
    "passed_body_samples.vcf": "GT",
    # One record at position 0, two on contigs of other names.
    "passed_body_pos.vcf": "position 0|contigs",
    # The only contig is named 0.
    "passed_body_info.vcf": "contig|chr1",
    # The only alleles are <INS>.
    "passed_symbolic_duplicates.vcf": "allele|ALT|symbolic",
}


def _examples(shared_data: Path, kind: str) -> list[Path]:
    return sorted((shared_data / "vcf_conformance" / "4.3" / kind).glob("*.vcf"))


def _read(vcf: Path, folder: Path) -> str | None:
    """Ingest one example; return None, or the message with which it was refused."""
    folder.mkdir()
    people = dict.fromkeys(_samples(vcf), "") or {"nobody": ""}
    study = studies.one_call_set(folder, [str(vcf)], people, build="GRCh37")
    try:
        ingest.ingest(read_study(study), folder / "store", 1)
    except StraitsError as error:
        return str(error)
    return None


def _samples(vcf: Path) -> list[str]:
    for line in vcf.read_bytes().decode(errors="replace").splitlines():
        if line.startswith("#CHROM"):
            return [name for name in dict.fromkeys(line.split("\t")[9:]) if name.strip()]
    return []


def test_every_right_example_is_read_or_refused_for_a_stated_reason(shared_data, tmp_path):
    examples = _examples(shared_data, "passed")
    assert len(examples) == N_PASSED
    wrong = {}
    for vcf in examples:
        message = _read(vcf, tmp_path / vcf.stem)
        reason = NOT_TO_BE_COUNTED.get(vcf.name)
        if message is not None and (reason is None or not re.search(reason, message)):
            wrong[vcf.name] = message
    assert wrong == {}


def test_right_examples_without_samples_are_refused(shared_data, tmp_path):
    for vcf in _examples(shared_data, "passed"):
        if not _samples(vcf):
            assert _read(vcf, tmp_path / vcf.stem) is not None, vcf.name


@pytest.mark.long
def test_no_wrong_example_is_more_than_its_reader_can_take(shared_data, tmp_path):
    """Any other error than Straits' own would end this test; each message names the file."""
    examples = _examples(shared_data, "failed")
    assert len(examples) == N_FAILED
    silent = {}
    for vcf in examples:
        message = _read(vcf, tmp_path / vcf.stem)
        if message is not None and vcf.name not in message:
            silent[vcf.name] = message
    assert silent == {}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("failed_body_pos_000.vcf", "POS|position"),
        # 1/C, 0/3 of two alternates, 0.000, and one sample three times
        ("failed_body_sample_000.vcf", "1/C|HG00096"),
        ("failed_body_sample_001.vcf", "0/3|HG00096"),
        ("failed_body_sample_002.vcf", "0.000|HG00096"),
        ("failed_body_sample_011.vcf", "HG00096"),
        ("failed_empty.vcf", "empty|not a VCF"),
        # POSITION for POS, and no samples after FORMAT
        ("failed_header_000.vcf", "POS|header"),
        ("failed_header_001.vcf", "sample"),
    ],
)
def test_wrong_examples_that_no_count_can_come_from_are_refused(shared_data, tmp_path, name, words):
    vcf = shared_data / "vcf_conformance" / "4.3" / "failed" / name
    message = _read(vcf, tmp_path / "study")
    assert message is not None
    assert re.search(words, message), message
