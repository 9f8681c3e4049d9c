"""A small store of two releases, and what can befall its files."""

import json
import shutil
from pathlib import Path

from straits.tables import manifest
from tests.builders import studies
from tests.builders.studies import Record

# Two groups in which the calls differ, so that no two files of counts are alike.
RECORDS = [
    Record("chr1", 100, "A", "G", "0/1 1/1 0/0 0/0"),
    Record("chr1", 200, "C", "T", "0/0 0/1 0/1 1/1"),
    Record("chrX", 3_000_000, "G", "GA", "0/1 1 0/0 0"),
]


P, Q = (
    f"aggregates/frequencies/call_set_id=wgs/grouping=population/group_id={group}/data.parquet"
    for group in "PQ"
)
GENES = "aggregates/genes.parquet"


def two_releases(folder: Path) -> Path:
    """Return a store with two releases of a study of four people that differ in one call."""
    first = [Record("chr1", 100, "A", "G", "0/0 1/1 0/0 0/0"), *RECORDS[1:]]
    for records in (first, RECORDS):
        people = {"ann": "XX", "bob": "XY", "cy": "XX", "dan": "XY"}
        (folder / "calls.vcf").write_text(studies.vcf_text(list(people), records))
        study = studies.one_call_set(folder, ["calls.vcf"], people, groupings={"population": {}})
        rows = [
            {"sample": who, "sex": sex, "population": "P" if who < "c" else "Q"}
            for who, sex in people.items()
        ]
        studies.write_sheet(folder / "sheet.csv", rows)
        studies.ingest(study, folder / "store")
    return folder / "store"


def of(store: Path, place: str) -> Path:
    """Return a file of the current release."""
    return store / "current" / place


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def flip(path: Path, bit: int) -> None:
    """Turn one bit of a file over, in place."""
    content = bytearray(path.read_bytes())
    content[bit // 8] ^= 1 << bit % 8
    path.write_bytes(content)


def swap(store: Path) -> None:
    first, second = of(store, P), of(store, Q)
    kept = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(kept)


def from_another_release(store: Path) -> None:
    current = (store / "current").resolve()
    (other,) = (path for path in (store / "releases").iterdir() if path != current)
    shutil.copy(other / P, of(store, P))


def cut(store: Path) -> None:
    path = of(store, GENES)
    path.write_bytes(path.read_bytes()[:-7])


def longer(store: Path) -> None:
    path = of(store, GENES)
    path.write_bytes(path.read_bytes() + b"PAR1")


def unseal(folder: Path, **changes: str) -> None:
    """Write a manifest as it was before it had sizes, and a seal."""
    said = json.loads((folder / manifest.NAME).read_text()) | changes
    del said["sealed_by"]
    for table in said["tables"].values():
        del table["bytes"]
    (folder / manifest.NAME).write_text(json.dumps(said))
    (folder / manifest.SEAL).unlink()
