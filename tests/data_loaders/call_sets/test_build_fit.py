"""A file without contig lines is told by where well-known alleles lie in it."""

from pathlib import Path

import pytest

from tests.builders import studies
from tests.builders.refusals import PEOPLE, assert_refused
from tests.builders.studies import Record

# Places of CYP2C19*2, VKORC1 -1639 and SLCO1B1*5 (dbSNP).
GRCH38 = ["10 94781859 G A rs4244285", "16 31096368 C T rs9923231", "12 21178615 T C rs4149056"]
GRCH37 = ["10 96541616 G A rs4244285", "16 31107689 C T rs9923231", "12 21331549 T C rs4149056"]


def written(folder: Path, lines: list[str], build: str, has_ids: bool = True) -> Path:
    """Write a study whose header says nothing; ids stand in their column or do not."""
    records = [Record(*place, "0/1 0/0 1/1") for *place, _ in map(_parts, lines)]
    text = studies.vcf_text(list(PEOPLE), records)
    for contig, pos, *_, rsid in map(_parts, lines):
        if has_ids:
            text = text.replace(f"{contig}\t{pos}\t.", f"{contig}\t{pos}\t{rsid}")
    (folder / "calls.vcf").write_text(text)
    return studies.one_call_set(folder, ["calls.vcf"], PEOPLE, build=build)


def _parts(line: str) -> tuple[str, int, str, str, str]:
    contig, pos, ref, alt, rsid = line.split()
    return contig, int(pos), ref, alt, rsid


@pytest.mark.parametrize(
    ("lines", "build", "has_ids"),
    [
        (GRCH37, "GRCh38", True),
        (GRCH37[:1], "GRCh38", True),
        (GRCH38, "GRCh37", True),
        (GRCH37, "GRCh38", False),
        (GRCH38, "GRCh37", False),
        # One happens to be where this build has it.
        ([*GRCH37[:2], GRCH38[2]], "GRCh38", True),
    ],
)
def test_alleles_where_the_other_build_has_them_are_refused(tmp_path, lines, build, has_ids):
    other = "GRCh37" if build == "GRCh38" else "GRCh38"
    words = (rf"calls\.vcf was not called on {build}", f"where {other} has", f"build: {other}")
    assert_refused(written(tmp_path, lines, build, has_ids), tmp_path / "store", words)


@pytest.mark.parametrize(
    ("lines", "build", "has_ids", "n_told"),
    [
        (GRCH38, "GRCh38", True, 0),
        (GRCH37, "GRCh37", False, 0),
        (["10 96541616 G T rs1"], "GRCh38", True, 0),  # another allele
        (["10 5000 G A rs4244285"], "GRCh38", True, 0),  # where no build has it
        (GRCH37[:2], "GRCh38", False, 2),  # too few to be sure
        ([*GRCH37[:1], *GRCH38[1:]], "GRCh38", False, 0),
    ],
)
def test_others_are_read_and_doubts_are_told(tmp_path, lines, build, has_ids, n_told):
    studies.ingest(written(tmp_path, lines, build, has_ids), tmp_path / "store")
    told = studies.table(tmp_path / "store", "drop_counts").filter(reason="fits_another_build")
    assert told["n_dropped"].sum() == n_told
