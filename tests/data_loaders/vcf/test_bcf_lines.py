"""The lines of a BCF are those of its VCF, without what is not read; htslib may end, we do not."""

from pathlib import Path

import numpy as np
import pysam.bcftools
import pytest

from data_loaders.vcf.bcf import bcf_lines
from data_loaders.vcf.bcf.bcf_lines import BinaryLines
from data_loaders.vcf.bgzf.blocks import line_blocks
from data_loaders.vcf.header_text import read_header
from straits.errors import InputError
from tests.builders import studies
from tests.builders.refusals import PEOPLE
from tests.builders.studies import Record

RECORDS = [
    Record("chr1", 100200, "C", "T,CA", "0/1:7 0/2:300 0|0:9", format="GT:DP"),
    Record("chrX", 5_000_000, "A", "G", "0:7 .:8 1|0:9", format="GT:DP"),
]


def binary(folder: Path) -> Path:
    plain, path = folder / "plain.vcf", folder / "calls.bcf"
    plain.write_text(studies.vcf_text(list(PEOPLE), RECORDS))
    pysam.bcftools.view("-o", str(path), "-Ob", str(plain), catch_stdout=False)
    return path


def records(path: Path, with_depths: bool = False) -> list[list[str]]:
    """Return the columns of the lines that are records."""
    with BinaryLines(read_header(path), (), with_depths) as lines:
        blocks = line_blocks(lines, np.empty(0, np.uint8))
        text = b"".join(block[:n_bytes].tobytes() for block, n_bytes in blocks).decode()
    return [line.split("\t") for line in text.splitlines() if line[0] != "#"]


def test_a_line_has_the_places_and_the_calls_of_its_record(tmp_path: Path) -> None:
    first, second = records(binary(tmp_path))
    assert first[:5] == ["chr1", "100200", ".", "C", "T,CA"]
    assert first[8:] == ["GT", "0/1", "0/2", "0|0"]
    assert second[:2] == ["chrX", "5000000"]
    assert second[8:] == ["GT", "0", ".", "1|0"]


def test_depths_are_written_where_a_rule_asks_for_them(tmp_path: Path) -> None:
    first, _ = records(binary(tmp_path), with_depths=True)
    assert first[8:] == ["GT:DP", "0/1:7", "0/2:300", "0|0:9"]


@pytest.mark.parametrize("end", ["import os; os.abort()", "raise SystemExit(3)"])
def test_htslib_may_end_and_the_file_is_refused_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    path = binary(tmp_path)
    monkeypatch.setattr(bcf_lines, "_PROGRAM", end)
    with pytest.raises(InputError, match=r"calls\.bcf is damaged or cut short: .* ended with"):
        records(path)


def test_who_stops_reading_leaves_no_process_behind(tmp_path: Path) -> None:
    with BinaryLines(read_header(binary(tmp_path)), (), False) as lines:
        process = lines.process
        assert process.poll() is None
    assert process.poll() is not None
