"""The studies that are asked: built once in a folder, and kept."""

import shutil
from pathlib import Path

from tests.recording.commands import ran

# Store -> the study of `demo --study` it is of, at a scale that shows something under its profile.
_STUDIES = {
    "demo": ("demo", "small"),
    "inside": ("demo", "default"),
    "1000genomes": ("1000genomes", "default"),
}
NAMES = (*_STUDIES, "aggregates")


def built(work: Path) -> dict[str, Path]:
    """Return the stores in a folder by name, after building those that are not there."""
    stores = {name: work / "stores" / name for name in NAMES}
    for name, (study, scale) in _STUDIES.items():
        if (stores[name] / "current").exists():
            continue
        raw = work / "raw" / name
        _run("demo", str(raw), "--study", study, "--scale", scale)
        file = raw / "study.yaml"
        if name == "inside":
            text = file.read_text(encoding="utf-8")
            assert "\nprofile: open\n" in text
            file.write_text(text.replace("\nprofile: open\n", "\nprofile: inside\n"))
        _run("ingest", str(file), "--store", str(stores[name]), "--jobs", "2")
    if not stores["aggregates"].exists():
        # What a server has that holds no individual data.
        shutil.copytree(stores["demo"], stores["aggregates"], symlinks=True)
        for rows in stores["aggregates"].glob("releases/*/rows"):
            shutil.rmtree(rows)
    return stores


def _run(*arguments: str) -> None:
    code, out, err = ran(*arguments)
    assert code == 0, f"{' '.join(arguments)}\n{out.decode()}\n{err}"
