"""A BCF with any one byte wrong is read or refused; it never takes the program down with it.

The blocks are whole and their checksums right: only what a record says of itself is wrong, as a
faulty writer would leave it. Reading happens in a process of its own, whose exit code tells.
"""

import gzip
import subprocess
import sys
from pathlib import Path

import pysam.bcftools
import pytest

from tests.builders import studies
from tests.builders.refusals import PEOPLE, study_of
from tests.builders.studies import Record

RECORDS = [Record("chr1", 100200, "C", "T,CA", "0/1:7 0/2:300 0|0:9", format="GT:DP")]
ROOT = Path(__file__).parents[3]


def read_changed(folder: Path, places: range, value: int) -> None:
    """Ingest the file once for each place, with that one byte changed."""
    data = (folder / "whole.bytes").read_bytes()
    for at in places:
        changed = data[:at] + bytes([value]) + data[at + 1 :]
        with pysam.BGZFile(str(folder / "changed.bcf"), "wb") as written:
            written.write(changed)
        study = study_of(folder, (folder / "changed.bcf").read_bytes(), "calls.bcf")
        done = studies.command("ingest", study, "--store", folder / "store")
        assert done.returncode in (0, 2), (at, done.stderr)


@pytest.mark.parametrize(
    ("value", "step"),
    [(0xFF, 16), *(pytest.param(value, 1, marks=pytest.mark.long) for value in (0xFF, 0xF1))],
)
def test_no_byte_of_a_record_can_end_the_program(tmp_path, value, step):
    # All bits, and the head of a long vector.
    (tmp_path / "plain.vcf").write_text(studies.vcf_text(list(PEOPLE), RECORDS))
    whole = tmp_path / "whole.bcf"
    pysam.bcftools.view("-o", str(whole), "-Ob", str(tmp_path / "plain.vcf"), catch_stdout=False)
    data = gzip.decompress(whole.read_bytes())
    first = 9 + int.from_bytes(data[5:9], "little")
    places = range(first, len(data), step)
    assert 50 < len(places) * step < 120
    (tmp_path / "whole.bytes").write_bytes(data)
    program = (
        "import sys; from pathlib import Path; "
        "from tests.data_loaders.vcf import test_damaged_bcf as test; "
        f"test.read_changed(Path(sys.argv[1]), {places!r}, {value})"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    child = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert child.returncode == 0, child.stderr
