"""How large a run is, and where it keeps what."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
PYTHON = Path(sys.executable)  # of Straits
PEERS_PYTHON = ROOT / "benchmarks" / ".env" / "bin" / "python"
THREADS = 2


class BenchmarkError(Exception):
    """What keeps a line from being measured, for the person who started it."""


@dataclass(frozen=True)
class Scale:
    """How much data a run works on.

    plink_seconds
        The panel is repeated until plink2 takes at least this long for it.
    sims
        People and length in bases of each simulated data set.
    n_ranked, n_national
        Alleles of the generated stores whose differences are ranked, and of which all that pages
        ask is asked.
    rounds
        How often each pair is run, in turn; questions of milliseconds twenty times as often.
    """

    name: str
    plink_seconds: float
    sims: dict[str, tuple[int, int]]
    n_ranked: int
    n_national: int
    rounds: int


SCALES = {
    scale.name: scale
    for scale in (
        Scale(
            "small",
            0,
            {"text": (500, 500_000), "mid": (10_000, 20_000), "large": (50_000, 5_000)},
            200_000,
            200_000,
            1,
        ),
        Scale(
            "default",
            20,
            {"text": (2_500, 5_000_000), "mid": (100_000, 40_000), "large": (500_000, 10_000)},
            10_000_000,
            30_000_000,
            3,
        ),
        Scale(
            "full",
            20,
            {"text": (2_500, 50_000_000), "mid": (100_000, 400_000), "large": (500_000, 100_000)},
            10_000_000,
            100_000_000,
            5,
        ),
    )
}


@dataclass(frozen=True)
class Settings:
    """One run: its scale, and the folder for its data, which is kept and used again."""

    scale: Scale
    data: Path

    def folder(self, name: str) -> Path:
        """Return a folder within the data of this scale; it is there."""
        folder = self.data / self.scale.name / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def shared_data() -> Path | None:
    """Return the folder of real public data, STRAITS_SHARED_DATA or one beside the project."""
    named = os.environ.get("STRAITS_SHARED_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    return folder if (folder / "kg30x_pharmacogenes").is_dir() else None
