"""`python -m straits verify` finds each fault of a release's files, names the file and says why."""

import hashlib
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from straits import journal
from straits.store import open_store
from straits.store.releases import custody
from straits.store.releases.release_files import locate
from straits.tables import manifest
from tests import repeats
from tests.builders import studies, tiny_store
from tests.builders.damage import (
    GENES,
    P,
    Q,
    cut,
    files,
    flip,
    from_another_release,
    longer,
    of,
    swap,
    two_releases,
    unseal,
)
from tests.builders.studies import Record

N_FLIPS = repeats.times(200)
SEED = 11
POS = "aggregates/flat/alleles/pos.npy"


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_releases(tmp_path_factory.mktemp("verified"))


@pytest.fixture
def store(ingested: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ingested, tmp_path / "store", symlinks=True))


def faults(store: Path) -> dict[str, tuple[str, str]]:
    """Return kind and reason of each file at fault in the current release."""
    found = custody.verify(locate(store, None)).faults
    return {fault.file: (fault.kind, fault.why) for fault in found}


def test_a_release_as_it_was_written_has_no_fault(store: Path) -> None:
    done = studies.command("verify", "--store", store)
    assert done.returncode == 0
    assert "(current): whole (" in done.stdout
    assert not faults(store)


@pytest.mark.repeats
def test_each_single_bit_turned_over_anywhere_is_found(store: Path) -> None:
    draw = random.Random(SEED)
    everything = files((store / "current").resolve())
    # One of each kind, however few are drawn of how many files.
    by_name = {path.name: path for path in everything}
    kinds = (manifest.NAME, manifest.SEAL, "data.parquet", "samples.parquet", "pos.npy")
    chosen = [by_name[name] for name in kinds]
    chosen += [draw.choice(everything) for _ in range(N_FLIPS)]
    missed = []
    for path in chosen:
        bit = draw.randrange(8 * path.stat().st_size)
        flip(path, bit)
        if not faults(store):
            missed.append((path, bit))
        flip(path, bit)
    assert not missed
    assert not faults(store)


def test_a_bit_of_the_manifest_is_found_only_by_its_seal(store: Path) -> None:
    path = of(store, "aggregates/manifest.json")
    path.write_text(path.read_text().replace("A test", "B test"))
    assert faults(store)["aggregates/manifest.json"][0] == "manifest"
    manifest.write(path.parent, json.loads(path.read_text()))
    assert not faults(store)


@pytest.mark.parametrize(
    ("damage", "file", "kind", "why"),
    [
        (lambda s: of(s, GENES).unlink(), GENES, "missing", "named in the manifest but is not"),
        (lambda s: of(s, GENES).write_bytes(b""), GENES, "empty", "it has no bytes"),
        (cut, GENES, "cut", "is cut short: "),
        (longer, GENES, "changed", "has changed: it has "),
        (lambda s: flip(of(s, GENES), 80), GENES, "changed", "has changed since it was written"),
        (swap, P, "swapped", f"it holds what belongs in {Q}"),
        (swap, Q, "swapped", f"it holds what belongs in {P}"),
        (lambda s: shutil.copy(of(s, P), of(s, Q)), Q, "swapped", f"belongs in {P}"),
        (from_another_release, P, "foreign", "is of another release: it is aggregates/frequencies"),
        (
            lambda s: shutil.copy(of(s, GENES), of(s, "aggregates/more.parquet")),
            "aggregates/more.parquet",
            "extra",
            "is not named in the manifest",
        ),
        (
            lambda s: shutil.copy(of(s, POS), of(s, "aggregates/flat/alleles/more.npy")),
            "aggregates/flat/alleles/more.npy",
            "extra",
            "is not named in the manifest",
        ),
        (lambda s: of(s, POS).write_bytes(b"PAR1" * 40), POS, "cut", "or is not an array of NumPy"),
        (lambda s: flip(of(s, POS), 8 * 130), POS, "changed", "has changed since it was written"),
        (
            lambda s: of(s, "rows/manifest.json").unlink(),
            "rows/manifest.json",
            "missing",
            "is missing, so nothing in its folder",
        ),
        (
            lambda s: of(s, "rows/manifest.sha256").unlink(),
            "rows/manifest.sha256",
            "missing",
            "manifest.json says that it was written",
        ),
        (
            lambda s: of(s, "aggregates/manifest.json").write_text("{"),
            "aggregates/manifest.json",
            "manifest",
            "cannot be read as the manifest",
        ),
    ],
)
def test_a_fault_is_named_with_its_file(
    store: Path, damage: Callable[[Path], object], file: str, kind: str, why: str
) -> None:
    damage(store)
    assert faults(store)[file][0] == kind
    assert why in faults(store)[file][1]
    done = studies.command("verify", "--store", store)
    assert done.returncode == 1
    (line,) = [line for line in done.stdout.splitlines() if line.startswith(f"  {file} ")]
    assert why in line


def test_all_faults_are_named_and_not_the_first_alone(store: Path) -> None:
    of(store, GENES).unlink()
    flip(of(store, P), 100)
    flip(of(store, "rows/samples.parquet"), 100)
    done = studies.command("verify", "--store", store)
    assert "damaged in 3 files" in done.stdout
    assert set(faults(store)) == {GENES, P, "rows/samples.parquet"}


def test_rows_of_another_release_are_told_apart(store: Path) -> None:
    current = (store / "current").resolve()
    (other,) = (path for path in (store / "releases").iterdir() if path != current)
    shutil.rmtree(current / "rows")
    shutil.copytree(other / "rows", current / "rows")
    found = custody.verify(locate(store, None)).faults
    assert {(fault.file, fault.kind) for fault in found} == {
        ("rows/manifest.json", "foreign"),
        ("rows/manifest.json", "manifest"),
    }


def test_a_number_of_rows_that_is_not_the_files_is_told(store: Path) -> None:
    folder = of(store, "aggregates")
    said = json.loads((folder / manifest.NAME).read_text())
    said["tables"]["alleles"]["rows"] = 4
    manifest.write(folder, said)
    kind, why = faults(store)["aggregates/manifest.json"]
    assert (kind, why) == ("rows", "says 4 rows of table alleles; its files have 3")


def test_rows_may_lie_behind_a_link_of_another_name(store: Path, tmp_path: Path) -> None:
    of(store, "rows").rename(tmp_path / "moved")
    (store / "current").resolve().joinpath("rows").symlink_to(tmp_path / "moved")
    assert not faults(store)
    assert open_store(store).has_rows
    flip(tmp_path / "moved" / "samples.parquet", 100)
    assert faults(store)["rows/samples.parquet"][0] == "changed"


def test_a_copy_without_the_rows_folder_is_whole_and_says_what_was_not_checked(store: Path) -> None:
    shutil.rmtree(of(store, "rows"))
    done = studies.command("verify", "--store", store)
    assert done.returncode == 0
    assert "individual data was not checked" in done.stdout


def test_a_release_of_before_seals_is_checked_but_for_its_manifest(store: Path) -> None:
    unseal(of(store, "rows"))
    of_rows = hashlib.sha256(of(store, "rows/manifest.json").read_bytes()).hexdigest()
    unseal(of(store, "aggregates"), rows_manifest_sha256=of_rows)
    done = studies.command("verify", "--store", store)
    assert done.returncode == 0
    assert done.stdout.count("whether it is as it was written cannot be told") == 2
    assert studies.asked(store, "--region", "chr1:1-300").height > 0
    cut(store)
    assert faults(store)[GENES][0] == "cut"


def test_the_current_release_is_checked_and_every_one_with_all(store: Path) -> None:
    current = (store / "current").resolve()
    (other,) = (path for path in (store / "releases").iterdir() if path != current)
    (other / GENES).unlink()
    assert studies.command("verify", "--store", store).returncode == 0
    assert studies.command("verify", "--store", store, "--release", other.name).returncode == 1
    done = studies.command("verify", "--store", store, "--all")
    assert done.returncode == 1
    assert f"Release {other.name}: damaged in 1 file" in done.stdout
    assert f"Release {current.name} (current): whole" in done.stdout


def test_a_release_that_is_not_there_is_no_damage(store: Path) -> None:
    done = studies.command("verify", "--store", store, "--release", "r9")
    assert done.returncode == 2
    assert "no release 'r9'" in done.stderr


def test_a_folder_that_was_renamed_is_not_the_release_of_that_name(tmp_path: Path) -> None:
    store = tiny_store.two_sites(tmp_path / "store")
    (store / "releases/r1").rename(store / "releases/r2")
    found = custody.verify(locate(store, "r2")).faults
    assert [str(fault) for fault in found] == [
        "aggregates/manifest.json is of release 'r1', not of 'r2'"
    ]


def test_an_ingest_whose_files_come_back_otherwise_publishes_nothing(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (store / "current").resolve()
    there = sorted(path.name for path in (store / "releases").iterdir())
    sync = journal.sync

    def spoil(path: Path) -> None:
        sync(path)
        if path.name == "genes.parquet":
            flip(path, 100)

    monkeypatch.setattr(journal, "sync", spoil)
    (tmp_path / "calls.vcf").write_text(
        studies.vcf_text(["ann"], [Record("chr1", 1, "A", "G", "0/1")])
    )
    study = studies.one_call_set(tmp_path, ["calls.vcf"], {"ann": "XX"})
    done = studies.command("ingest", study, "--store", store)
    assert done.returncode == 2
    assert "cannot be read back: aggregates/genes.parquet" in " ".join(done.stderr.split())
    assert (store / "current").resolve() == before
    assert sorted(path.name for path in (store / "releases").iterdir()) == there
    assert not list(store.glob(".building-*"))


def test_what_is_checked_is_what_is_there(store: Path) -> None:
    # Every file of the release but the manifests and their seals is counted once.
    verified = custody.verify(locate(store, None))
    everything = [
        path
        for path in files((store / "current").resolve())
        if path.name not in (manifest.NAME, manifest.SEAL)
    ]
    assert verified.n_files == len(everything)
    assert verified.n_bytes == sum(path.stat().st_size for path in everything)
    assert all(
        pq.read_metadata(path) if path.suffix == ".parquet" else np.load(path).ndim == 1
        for path in everything
    )
