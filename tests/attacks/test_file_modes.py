"""Another account of the machine reads neither people nor counts, nor what readers saved."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from straits import cohorts
from straits.store.cohorts.saved_cohorts import SavedCohorts
from tests.builders import refusals, studies

NOBODY = 65534


@pytest.fixture(scope="module")
def store() -> Iterator[Path]:
    """Return a store that every account can reach, with a state folder inside its own."""
    with tempfile.TemporaryDirectory(prefix="straits-modes-") as folder:
        place = Path(folder)
        place.chmod(0o755)
        before = os.umask(0o022)
        try:
            studies.ingest(refusals.study_of(place), place / "store")
            saved = SavedCohorts(place / "state")
            saved.save(cohorts.parse("sex is XX"), "Ours", "", "Demo", "r1", None)
        finally:
            os.umask(before)
        yield place / "store"


def readable_by_another(folder: Path) -> list[str]:
    """Return the files below a folder that an account without any rights of its own can read."""
    done = subprocess.run(
        ["/bin/sh", "-c", 'find "$0" -type f -readable 2>/dev/null; exit 0', str(folder)],
        user=NOBODY, group=NOBODY, extra_groups=[], capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.split()


@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser becomes another account")
def test_another_account_reads_no_file_of_a_release_and_of_what_was_saved(store: Path) -> None:
    place = store.parent
    assert readable_by_another(store / "releases") == []
    assert readable_by_another(place / "state") == []
    # The control: as an ingest once left it.
    study = place / "sheet.csv"
    assert readable_by_another(place) == [] or str(study) in readable_by_another(place)
    opened = place / "opened"
    subprocess.run(["cp", "-r", str(store / "releases"), str(opened)], check=True)
    subprocess.run(["chmod", "-R", "a+rX", str(opened)], check=True)
    assert len(readable_by_another(opened)) > 20


def test_only_the_owner_has_rights_to_people_and_nobody_outside_the_group_to_counts(
    store: Path,
) -> None:
    release = (store / "current").resolve()
    for name, of_folder, of_file in (("rows", 0o700, 0o600), ("aggregates", 0o750, 0o640)):
        paths = [release / name, *(release / name).rglob("*")]
        modes = {(path.is_dir(), path.stat().st_mode & 0o777) for path in paths}
        assert modes == {(True, of_folder), (False, of_file)}
    assert (store / "published.json").stat().st_mode & 0o777 == 0o640


def test_only_the_owner_reads_what_was_saved(store: Path) -> None:
    state = store.parent / "state"
    assert state.stat().st_mode & 0o777 == 0o700
    assert (state / "cohorts.sqlite").stat().st_mode & 0o777 == 0o600
    (state / "cohorts.sqlite").chmod(0o644)  # as an earlier version made it
    SavedCohorts(state).save(cohorts.parse("sex is XY"), "Theirs", "", "Demo", "r1", None)
    assert (state / "cohorts.sqlite").stat().st_mode & 0o777 == 0o600
