"""From a VCF to something that can be asked: Straits beside plink2, bcftools and afquery."""

import math
import shutil
import statistics
import subprocess
from pathlib import Path

import polars as pl

from benchmarks import answers, bench_studies, plink
from benchmarks.bench_studies import Panel
from benchmarks.outcomes import Bar, Outcome, Side, in_turn
from benchmarks.panels import panel
from benchmarks.processes import Ran, folder_bytes, run
from benchmarks.settings import THREADS, BenchmarkError, Settings

WHAT = "ingest to a queryable store, with frequencies by group"


def ingest(settings: Settings) -> list[Outcome]:
    """Compare with plink2 --make-pgen and --freq by group, on a panel that keeps it busy."""
    data = panel(settings, _repeats(settings))
    straits, peer = StraitsIngest(data), PlinkIngest(data)
    warm_up(settings)
    seconds = in_turn({"Straits": straits, "plink2": peer}, settings.scale.rounds)
    without = less_startup(settings, *(statistics.median(seconds[side]) for side in seconds))
    equal, unequal_on_x = _check(data, straits.store, peer)
    return [
        Outcome(
            "ingest",
            WHAT,
            data.size(equal // max(len(_groups(data)), 1)),
            Side("Straits", seconds["Straits"], straits.peak_bytes, folder_bytes(straits.store)),
            Side("plink2", seconds["plink2"], peer.peak_bytes, peer.disk_bytes),
            Bar(ratio=1.5, aim=1.0),
            equal=f"AC and AN of {equal:,} alleles by group",
            note=f"Both as whole processes, plink2's two after each other. {without} "
            + (
                f"On X, {unequal_on_x} more differ by calls that do not fit the sex."
                * bool(unequal_on_x)
            ),
        )
    ]


def ingest_bcftools(settings: Settings) -> list[Outcome]:
    """Compare with bcftools +fill-tags by group, on the same panel, once: it is slow."""
    data = panel(settings, _repeats(settings))
    straits = StraitsIngest(data)
    warm_up(settings)
    out = data.folder / "filled.bcf"
    groups = bench_studies.write_rows(
        data.folder / "groups.tsv",
        ("#sample", "group"),
        [(sample, group) for sample, (_, group) in data.people.items()],
    )
    command = ["bcftools", "+fill-tags", data.vcf, "-Ob", "-o", out, "--threads", str(THREADS)]
    ran = run([*command, "--", "-S", groups, "-t", "AC,AN"])
    seconds = in_turn({"Straits": straits}, 1)
    equal = _check_bcftools(data, straits.store, out)
    return [
        Outcome(
            "ingest-bcftools",
            WHAT,
            data.size(equal // max(len(_groups(data)), 1)),
            Side("Straits", seconds["Straits"], straits.peak_bytes, folder_bytes(straits.store)),
            Side("bcftools +fill-tags", (ran.seconds,), ran.peak_bytes, folder_bytes(out)),
            Bar(ratio=0.1),
            equal=f"AC and AN of {equal:,} alleles by group",
            note="One round. Alleles on X are left out of the check: bcftools takes no sex.",
        )
    ]


class StraitsIngest:
    """Straits reading one panel, each time into a new store; the last one stays."""

    def __init__(self, data: Panel, **call_set: object) -> None:
        """call_set: more keys of the call set."""
        self._study = bench_studies.write_study(data, **call_set)
        self.store = data.folder / f"store_{self._study.stem}"
        self.peak_bytes = 0

    def __call__(self) -> float:
        """Ingest and return the seconds."""
        shutil.rmtree(self.store, ignore_errors=True)
        ran = bench_studies.ingest(self._study, self.store)
        self.peak_bytes = max(self.peak_bytes, ran.peak_bytes)
        return ran.seconds


class PlinkIngest:
    """plink2 reading one panel and counting by group."""

    def __init__(self, data: Panel, by_group: bool = True) -> None:
        """by_group: whether to count as well, or only to make the .pgen."""
        self._data = data
        self._by_group = by_group
        self.prefix = data.folder / "plink"
        self.peak_bytes = 0

    def __call__(self) -> float:
        """Make the .pgen, count, and return the seconds."""
        pgen = plink.make_pgen(self._data, self.prefix)
        ran: Ran = pgen.ran
        if self._by_group:
            ran += plink.count_by_group(pgen, self.prefix)
        self.peak_bytes = max(self.peak_bytes, ran.peak_bytes)
        return ran.seconds

    @property
    def disk_bytes(self) -> int:
        """What plink2 wrote: .pgen, .pvar, .psam and the counts."""
        made = [".pgen", ".pvar", ".psam", ".acount"]
        return sum(
            folder_bytes(path) for path in self.prefix.parent.glob("plink.*") if path.suffix in made
        )


def less_startup(settings: Settings, straits: float, peer: float, by_group: bool = True) -> str:
    """Return a note: the ratio of two medians of seconds without what does not grow with the data.

    Start-up is the ingest of 50 lines, measured here for both.
    """
    few = first_lines(panel(settings), settings.folder("few"), 50)
    sides = {"Straits": StraitsIngest(few), "plink2": PlinkIngest(few, by_group)}
    seconds = in_turn(sides, max(3, settings.scale.rounds))
    ours, theirs = (statistics.median(seconds[side]) for side in sides)
    ratio = (straits - ours) / (peer - theirs)
    return f"Without start-up ({ours:.2f} s and {theirs:.2f} s) {ratio:.2f}."


def warm_up(settings: Settings) -> None:
    """Ingest a few lines, so that no round pays for compiling; start-up is a line of its own."""
    few = first_lines(panel(settings), settings.folder("few"), 50)
    StraitsIngest(few)()


def first_lines(data: Panel, folder: Path, n_lines: int) -> Panel:
    """Return the first lines of a panel as a panel of its own, in a folder."""
    vcf = folder / "panel.vcf.gz"
    if not vcf.exists():
        asked = f"bgzip -dc '{data.vcf}' | awk '/^#/ || n++ < {n_lines}' | bgzip -c > '{vcf}'"
        subprocess.run(["bash", "-c", asked], check=True)
    return Panel(f"{data.name}, {n_lines} lines", vcf, data.people, data.region)


def _repeats(settings: Settings) -> int:
    """Return how often the panel must be there for plink2 to take as long as the scale asks for."""
    wanted = settings.scale.plink_seconds
    if not wanted:
        return 1
    noted = settings.folder("panel_1x") / "plink_seconds"
    if not noted.exists():
        noted.write_text(str(PlinkIngest(panel(settings))()))
    # A tenth more, since a part of the time does not grow with the panel.
    return math.ceil(1.1 * wanted / float(noted.read_text()))


def _groups(data: Panel) -> list[str]:
    return sorted({group for _, group in data.people.values()})


def _check(data: Panel, store: Path, peer: PlinkIngest) -> tuple[int, int]:
    """Return the alleles found equal, summed over groups, and those on X that differ."""
    variants = answers.stored_variants(store)
    n_equal = n_unequal = 0
    for group in _groups(data):
        ours = variants.hstack(answers.stored_counts(store, group))
        theirs = plink.read_counts(Path(f"{peer.prefix}.{group}.acount"))
        on_autosomes = pl.col("contig") != "chrX"
        n_equal += answers.check(
            ours.filter(on_autosomes), theirs.filter(on_autosomes), ["ac", "an"], "plink2",
            answers.KEY,
        )  # fmt: skip
        on_x = ours.filter(~on_autosomes).join(theirs, on=answers.KEY, suffix="_peer")
        same = (pl.col("ac") == pl.col("ac_peer")) & (pl.col("an") == pl.col("an_peer"))
        n_equal += on_x.filter(same).height
        n_unequal += on_x.filter(~same).height
    if n_unequal > n_equal / 1000:
        raise BenchmarkError(f"{n_unequal} alleles on X differ, more than odd calls can explain")
    return n_equal, n_unequal


def _check_bcftools(data: Panel, store: Path, filled: Path) -> int:
    groups = _groups(data)
    tags = "".join(f"\t%AC_{group}\t%AN_{group}" for group in groups)
    asked = ["bcftools", "query", "-f", f"%CHROM\t%POS\t%REF\t%ALT{tags}\n", filled]
    said = subprocess.run(asked, capture_output=True, check=True).stdout
    names = [f"{count}_{group}" for group in groups for count in ("ac", "an")]
    theirs = pl.read_csv(
        said, separator="\t", has_header=False, new_columns=[*answers.KEY, *names]
    ).filter(pl.col("contig") != "chrX")
    variants = answers.stored_variants(store)
    n_equal = 0
    for group in groups:
        ours = variants.hstack(answers.stored_counts(store, group))
        of_group = theirs.select(*answers.KEY, ac=f"ac_{group}", an=f"an_{group}")
        n_equal += answers.check(
            ours.filter(pl.col("contig") != "chrX"), of_group, ["ac", "an"], "bcftools",
            answers.KEY,
        )  # fmt: skip
    return n_equal
