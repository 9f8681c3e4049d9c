"""A panel as a store and as a .pgen, and a random cohort of its people, ready to be asked."""

from functools import cached_property
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks import answers, bench_studies, plink
from benchmarks.bench_studies import Panel
from benchmarks.cohort_question import CohortQuestion
from benchmarks.ingest_speed import StraitsIngest
from benchmarks.plink import Pgen
from benchmarks.processes import Ran
from benchmarks.settings import PEERS_PYTHON, PYTHON
from benchmarks.workers import Worker

_made: dict[Path, "Asked"] = {}


def asked_of(data: Panel) -> "Asked":
    """Return a panel ready to be asked; its store is made anew once in a run of the benchmarks."""
    if data.folder not in _made:
        _made[data.folder] = Asked(data)
    return _made[data.folder]


class Asked:
    """A panel in both forms.

    samples
        The cohort, by name.
    """

    def __init__(self, data: Panel) -> None:
        """Make the store, and the .pgen unless it is there; choose the cohort."""
        self.data = data
        ingest = StraitsIngest(data)
        ingest()
        self.store = ingest.store
        self.pgen = _pgen(data)
        question = CohortQuestion(self.store)
        place = {sample: number for number, sample in enumerate(question.sample_ids)}
        people = bench_studies.cohort(len(data.people))
        names = list(data.people)
        self.samples = [names[number] for number in people]
        # The same people by their places in the VCF, which plink2 keeps, and in the store.
        of_store = np.sort(np.array([place[sample] for sample in self.samples], np.uint32))
        self.people_of_vcf = _saved(data.folder / "cohort_vcf.npy", people)
        self.people_of_store = _saved(data.folder / "cohort_store.npy", of_store)

    def request(self, region: tuple[str, int, int] | None = None) -> dict[str, object]:
        """Return what Straits is asked: the cohort over a region, that of the panel if none."""
        contig, start, end = region or self.data.region
        return {"contig": contig, "start": start, "end": end, "people": self.people_of_store}

    def straits(self) -> Worker:
        """Start a warm Straits."""
        return Worker([PYTHON, "-m", "benchmarks.straits_worker", self.store])

    def pgenlib(self) -> Worker:
        """Start a warm pgenlib."""
        script = Path(__file__).parent / "peers" / "pgenlib_worker.py"
        return Worker([PEERS_PYTHON, script, self.pgen.file, str(len(self.data.people))])

    def named_as_in_file(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return alleles by the names of the VCF, where the store has trimmed or moved them."""
        names = answers.stored_variants(self.store).select(answers.KEY)
        own = answers.own_names(self.store).select(pl.col(answers.KEY).name.prefix("own_"))
        own = own.hstack(names)
        keys = [f"own_{name}" for name in answers.KEY]
        return own.join(frame, left_on=keys, right_on=answers.KEY, how="inner")

    @cached_property
    def lines(self) -> pl.DataFrame:
        """The alleles of the .pgen: contig, pos, ref and alt of each line of the VCF."""
        found = pl.read_csv(
            self.pgen.prefix.with_suffix(".pvar"),
            separator="\t",
            comment_prefix="##",
            columns=["#CHROM", "POS", "REF", "ALT"],
            schema_overrides={"#CHROM": pl.String},
        )
        return plink.named(found)

    def lines_of_region(self) -> tuple[int, int]:
        """Return the first and the last line of the VCF, from 0, that the region holds."""
        contig, start, end = self.data.region
        is_within = (pl.col("contig") == contig) & pl.col("pos").is_between(start, end)
        within = self.lines.select(is_within).to_series().arg_true()
        return int(within[0]), int(within[-1])


def _pgen(data: Panel) -> Pgen:
    prefix = data.folder / "kept"
    if prefix.with_suffix(".pgen").exists():
        return Pgen(prefix, Ran(0.0, 0))
    return plink.make_pgen(data, prefix)


def _saved(path: Path, places: NDArray[np.uint32]) -> str:
    np.save(path, places)
    return str(path)
