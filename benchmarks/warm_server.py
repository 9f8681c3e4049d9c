"""An ad-hoc cohort asked of a warm Straits, beside plink2 that starts for each question."""

import time
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from benchmarks import answers, plink
from benchmarks.asked import Asked, asked_of
from benchmarks.outcomes import Bar, Outcome, Side, in_turn
from benchmarks.panels import panel
from benchmarks.settings import Settings
from benchmarks.simulated import simulated
from benchmarks.workers import Worker


def cohort_process(settings: Settings) -> list[Outcome]:
    """Compare a question to a warm server with plink2 as a process, at three sizes."""
    sizes = {
        "cohort-process": panel(settings),
        "cohort-process-mid": simulated(settings, "mid"),
        "cohort-process-large": simulated(settings, "large"),
    }
    return [
        _beside_plink(line, asked_of(data), data.region, settings, Bar(ratio=0.2))
        for line, data in sizes.items()
    ]


def everything(settings: Settings) -> list[Outcome]:
    """Count all variants of the panel for the cohort, beside plink2 as a process."""
    asked = asked_of(panel(settings))
    return [_beside_plink("everything", asked, None, settings, Bar())]


def _beside_plink(
    line: str, asked: Asked, region: tuple[str, int, int] | None, settings: Settings, bar: Bar
) -> Outcome:
    with asked.straits() as straits:
        ours = _Server(asked, straits, [region] if region else _whole(asked))
        theirs = _Plink(asked, region)
        sides = {"Straits": ours, "plink2": theirs}
        in_turn(sides, 1)
        n_equal = _check(asked, ours.answer, theirs.answer)
        seconds = in_turn(sides, max(5, settings.scale.rounds))
        where = "one gene" if region else "all variants"
        return Outcome(
            line,
            f"the same cohort over {where}, asked of a warm server, beside a process",
            asked.data.size(n_equal),
            Side("Straits", seconds["Straits"], straits.peak_bytes),
            Side("plink2", seconds["plink2"], theirs.peak_bytes),
            bar,
            equal=f"AC and AN of {n_equal:,} alleles",
            note="Straits: from writing the question into a pipe to having the frame read back.",
        )


class _Server:
    """The question through a pipe, contig by contig."""

    def __init__(
        self, asked: Asked, worker: Worker, regions: Sequence[tuple[str, int, int]]
    ) -> None:
        self._asked, self._worker, self._regions = asked, worker, regions
        self.answer = pl.DataFrame()

    def __call__(self) -> float:
        start = time.perf_counter()
        frames = [
            pl.read_ipc(self._worker.fetch(**self._asked.request(region)))
            for region in self._regions
        ]
        self.answer = pl.concat(frames)
        return time.perf_counter() - start


class _Plink:
    """The question as a process."""

    def __init__(self, asked: Asked, region: tuple[str, int, int] | None) -> None:
        self._asked, self._region = asked, region
        self._out = asked.data.folder / "cohort"
        self.answer = Path(f"{self._out}.acount")
        self.peak_bytes = 0

    def __call__(self) -> float:
        asked = self._asked
        ran = plink.count_cohort(asked.pgen, asked.samples, self._region, self._out)
        self.peak_bytes = max(self.peak_bytes, ran.peak_bytes)
        return ran.seconds


def _whole(asked: Asked) -> list[tuple[str, int, int]]:
    contigs = answers.stored_variants(asked.store)["contig"].unique(maintain_order=True)
    return [(contig, 1, 1 << 30) for contig in contigs]


def _check(asked: Asked, ours: pl.DataFrame, theirs: Path) -> int:
    """Compare autosomes; on X, plink2 counts a man's heterozygous call as a half."""
    on_autosomes = pl.col("contig") != "chrX"
    frame = asked.named_as_in_file(ours).filter(on_autosomes)
    peer = plink.read_counts(theirs).filter(on_autosomes)
    return answers.check(frame, peer, ["ac", "an"], "plink2", answers.KEY)
