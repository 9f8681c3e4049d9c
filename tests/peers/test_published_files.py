"""Files that eleven other packages test themselves with: each is counted as htslib reads it.

No sheet comes with them, so nobody's sex is known. A file may be refused, with a reason that is
listed here; a traceback, another refusal or another count is a fault.
"""

import re
from pathlib import Path

import polars as pl
import pysam
import pytest

from data_loaders.release import ingest
from data_loaders.study.study_reading import read_study
from data_loaders.vcf.bgzf.blocks import ByteSource
from data_loaders.vcf.header_text import header_text
from straits.errors import StraitsError
from tests.builders import studies
from tests.oracles import htslib_calls
from tests.peers import published_files

pytestmark = pytest.mark.long

REFUSALS = (
    "has no samples: its #CHROM line ends",
    "is not a VCF file: expected ##fileformat",
    "has no #CHROM line",
    "expected the columns #CHROM POS ID REF",
    "was not called on GRCh",
    "does not say that it is of GRCh",
    "lies beyond the end of chr",
    "ends without the empty block that closes every bgzip file",
    "none of the .* records has an allele that can be counted",
    "there is a header but no record",
    # A blank before a position; genotypes after a run of blanks.
    "its POS is ' ",
    "has fewer than ten columns between tabs",
    "Reference blocks of a gVCF",
    "has the genotype ' 0/1'",
)
# Alleles that htslib counts otherwise: split records that say which record they were
# (OLD_MULTIALLELIC) are read together, so that who is `./.` in one part because of what another
# part has is called. docs/study.md.
READ_TOGETHER = {
    "gemini-0.30.2/test/test.dashes.vcf": 1,
    "gemini-0.30.2/test/test.mendel.vcf": 1,
    "gemini-0.30.2/test/test.multiple-alts.decomp.snpeff.vcf": 12,
}
# So many files and alleles were compared when this was written.
N_COMPARED, N_ALLELES = 170, 20_000


def _header(path: Path) -> str:
    with ByteSource(path) as source:
        return header_text(source)[0]


def _samples(header: str) -> list[str]:
    lines = [line for line in header.splitlines() if line.startswith("#CHROM")]
    return [name for name in dict.fromkeys(lines[-1].split("\t")[9:]) if name] if lines else []


def _ingested(path: Path, folder: Path) -> tuple[str, pl.DataFrame]:
    """Return the build that a file is of, and its counts; raises the refusal if it is of none."""
    names = _samples(_header(path)) or ["nobody"]
    refusals = []
    for build in ("GRCh38", "GRCh37"):
        study = studies.one_call_set(folder, [str(path)], dict.fromkeys(names, ""), build=build)
        try:
            ingest.ingest(read_study(study), folder / build, 1)
        except StraitsError as refusal:
            refusals.append(refusal)
        else:
            return build, studies.stored(folder / build)
    raise refusals[-1]


def _differences(ours: pl.DataFrame, theirs: htslib_calls.Alleles) -> list[str]:
    counted = {
        (contig, pos, ref, alt): counts
        for contig, pos, ref, alt, *counts in ours.select(
            "contig", "pos", "ref", "alt", "n_called", "ac", "hom_alt", "het", "hemi"
        ).iter_rows()
    }
    told = [
        f"{key}: {counted.get(key)}, and htslib {records}"
        for key, records in theirs.items()
        if counted.get(key) not in [list(each[:5]) for each in htslib_calls.chosen(records)]
    ]
    return told + [f"{key} is not in the file" for key in counted.keys() - theirs.keys()]


def test_every_published_file_is_counted_as_htslib_reads_it(pytestconfig, tmp_path):
    pysam.set_verbosity(0)
    files = published_files.files(pytestconfig.cache.mkdir("published_files"))
    faults: dict[str, object] = {}
    n_compared = n_alleles = 0
    for number, (name, path) in enumerate(files.items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        try:
            build, ours = _ingested(path, folder)
        except StraitsError as refusal:
            if not any(re.search(reason, str(refusal)) for reason in REFUSALS):
                faults[name] = str(refusal)
            continue
        except Exception as error:  # a traceback is what must not happen
            faults[name] = repr(error)
            continue
        try:
            theirs = htslib_calls.allele_counts(path, build)
        except NotImplementedError:  # htslib does not read a plain gzip file of this kind
            continue
        differences = _differences(ours, theirs)
        if len(differences) != READ_TOGETHER.get(name, 0):
            faults[name] = differences[:3]
        n_compared += 1
        n_alleles += len(theirs)
    assert faults == {}, "\n".join(f"{name}: {fault}" for name, fault in faults.items())
    assert n_compared >= N_COMPARED
    assert n_alleles >= N_ALLELES
