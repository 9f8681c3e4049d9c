"""Dots of records that were split, completed line by line: slow, and written apart from the loader.

An alternate of another record is no copy of this one's, so the dot that stands for it is written 0.
"""

import gzip
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

_MARK = re.compile(r"(?:^|;)OLD_MULTIALLELIC=([^;]+)")


def completed(source: Path, target: Path, copies: Callable[[str, int, str], int]) -> int:
    """Write a VCF with its split records completed; returns how many calls were.

    Records are of one where they name it. GT comes first in FORMAT.

    copies
        By contig, position and sample. One copy is not of two alleles: such a call is missing.
    """
    with gzip.open(source, "rt") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines]
    samples = next(row for row in rows if row[0] == "#CHROM")
    parts = defaultdict(list)
    for row in rows:
        if len(row) > 9 and (mark := _MARK.search(row[7])):
            parts[row[0], mark[1]].append(row)
    n_completed = 0
    for records in parts.values():
        for column in range(9, len(records[0])):
            calls = [re.split("([/|])", row[column].split(":")[0]) for row in records]
            before = [list(call) for call in calls]
            for place in range(0, max(map(len, calls)), 2):
                carriers = [call for call in before if call[place : place + 1] == ["1"]]
                for call in calls:
                    if len(carriers) == 1 and call[place : place + 1] == ["."]:
                        call[place] = "other"
            for row, call, old in zip(records, calls, before, strict=True):
                if call != old:
                    n_completed += 1
                    is_haploid = copies(row[0], int(row[1]), samples[column]) == 1
                    is_mixed = is_haploid and len(set(call[::2])) > 1
                    call[::2] = [
                        "." if is_mixed else text.replace("other", "0") for text in call[::2]
                    ]
                    row[column] = ":".join(["".join(call), *row[column].split(":")[1:]])
    target.write_text("".join("\t".join(row) + "\n" for row in rows))
    return n_completed
