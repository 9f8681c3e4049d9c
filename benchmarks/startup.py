"""What starting costs: the first time, when kernels are compiled, and every other time."""

import shutil
import tempfile
from pathlib import Path

from benchmarks import bench_studies
from benchmarks.ingest_speed import PlinkIngest, StraitsIngest, first_lines
from benchmarks.outcomes import Bar, Outcome, Side, in_turn
from benchmarks.panels import panel
from benchmarks.settings import Settings

# Seconds that compiling may add to the first start.
_MOST_FIRST = 5.0


def startup(settings: Settings) -> list[Outcome]:
    """Ingest fifty lines: with compiled kernels, beside plink2; and without any kept."""
    data = first_lines(panel(settings), settings.folder("few"), 50)
    straits, peer = StraitsIngest(data), PlinkIngest(data)
    straits()
    seconds = in_turn({"Straits": straits, "plink2": peer}, max(3, settings.scale.rounds))
    warm = Side("Straits", seconds["Straits"], straits.peak_bytes)
    first = Side("Straits, first start", _first(data.folder))
    return [
        Outcome(
            "start-up",
            "ingest of 50 lines: what does not grow with the data",
            data.name,
            warm,
            Side("plink2", seconds["plink2"], peer.peak_bytes),
            Bar(),
            note="Python, its libraries, gene models and kernels loaded from disk.",
        ),
        Outcome(
            "start-up-first",
            "the same with no kernel compiled yet",
            data.name,
            first,
            None,
            Bar(seconds=_MOST_FIRST + warm.median),
            note=f"The bar: at most {_MOST_FIRST:.0f} s above a later start.",
        ),
    ]


def _first(folder: Path) -> tuple[float, ...]:
    """Return the seconds of an ingest that finds no compiled kernel, once."""
    study, store = folder / "study.yaml", folder / "store_first"
    shutil.rmtree(store, ignore_errors=True)
    with tempfile.TemporaryDirectory() as empty:
        return (bench_studies.ingest(study, store, {"NUMBA_CACHE_DIR": empty}).seconds,)
