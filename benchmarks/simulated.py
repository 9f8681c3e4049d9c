"""Simulated panels: as many people as a biobank has, and lines with read depths and qualities."""

import random
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.bench_studies import Panel
from benchmarks.settings import PEERS_PYTHON, BenchmarkError, Settings

N_GROUPS = 26
_SEED = 4
# Different texts of one genotype's fields; drawn once, so that writing is quick.
_N_TEXTS = 512
_FIELDS = (
    b'##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Reads of each allele">\n'
    b'##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Reads">\n'
    b'##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Quality">\n'
    b'##FORMAT=<ID=PL,Number=G,Type=Integer,Description="Likelihoods">\n'
)


def simulated(settings: Settings, name: str) -> Panel:
    """Return a simulated panel of the scale: "text", "mid" or "large". Written once."""
    n_people, n_bases = settings.scale.sims[name]
    return simulate(settings, f"simulated_{name}", n_people, n_bases)


def simulate(settings: Settings, name: str, n_people: int, n_bases: int) -> Panel:
    """Return so many people and bases, GT only, phased; sexes and 26 groups by chance."""
    vcf = settings.folder(name) / "panel.vcf.gz"
    if not vcf.exists():
        script = Path(__file__).parent / "peers" / "simulate.py"
        command = [PEERS_PYTHON, script, str(n_people), str(n_bases), str(_SEED)]
        _through_bgzip(command, vcf)
    draw = random.Random(_SEED)
    people = {
        f"S{number}": (draw.choice(("XX", "XY")), f"P{draw.randrange(N_GROUPS)}")
        for number in range(n_people)
    }
    title = f"simulated, {n_bases / 1000:,.0f} kb"
    return Panel(title, vcf, people, ("chr1", 1, 248_956_422))


def with_fields(settings: Settings, panel: Panel, n_lines: int) -> Panel:
    """Return the first lines of a panel with AD, DP, GQ and PL beside GT, as callers write them."""
    vcf = settings.folder(f"{panel.folder.name}_fields") / "panel.vcf.gz"
    if not vcf.exists():
        _write_fields(panel.vcf, vcf, n_lines)
    return Panel(f"{panel.name}, GT:AD:DP:GQ:PL", vcf, panel.people, panel.region)


def _write_fields(source: Path, vcf: Path, n_lines: int) -> None:
    draw = np.random.default_rng(_SEED)
    texts = {
        call: [call + _fields(draw, call) for _ in range(_N_TEXTS)]
        for call in (b"0|0", b"0|1", b"1|0", b"1|1")
    }
    part = vcf.with_suffix(".part")
    reader = subprocess.Popen(["bgzip", "-dc", source], stdout=subprocess.PIPE)
    assert reader.stdout is not None
    with part.open("wb") as out:
        writer = subprocess.Popen(["bgzip", "-c", "-@", "2"], stdin=subprocess.PIPE, stdout=out)
        assert writer.stdin is not None
        for line in reader.stdout:
            if line.startswith(b"#"):
                writer.stdin.write((_FIELDS if line.startswith(b"#CHROM") else b"") + line)
                continue
            *fields, form = line.rstrip(b"\n").split(b"\t", 9)
            calls = form.split(b"\t")
            fields[8] = b"GT:AD:DP:GQ:PL"
            chosen = draw.integers(0, _N_TEXTS, len(calls))
            cells = [texts[call][text] for call, text in zip(calls, chosen, strict=True)]
            writer.stdin.write(b"\t".join(fields + cells) + b"\n")
            n_lines -= 1
            if n_lines == 0:
                break
        reader.kill()
        writer.stdin.close()
        if writer.wait():
            raise BenchmarkError("bgzip failed")
    part.rename(vcf)


def _fields(draw: np.random.Generator, call: bytes) -> bytes:
    """Return what a caller might write behind a genotype: depth about 32, likelihoods that fit."""
    depth = int(draw.poisson(32)) + 1
    n_alt = {b"0|0": 0, b"1|1": depth}.get(call, int(draw.binomial(depth, 0.5)))
    quality = int(np.clip(draw.normal(75, 25), 1, 99))
    likelihoods = {
        b"0|0": (0, quality, quality * 12),
        b"1|1": (quality * 13, quality, 0),
    }.get(call, (quality * 9, 0, quality * 10))
    listed = ",".join(map(str, likelihoods))
    return f":{depth - n_alt},{n_alt}:{depth}:{quality}:{listed}".encode()


def _through_bgzip(command: Sequence[str | Path], vcf: Path) -> None:
    part = vcf.with_suffix(".part")
    with part.open("wb") as out:
        maker = subprocess.Popen(command, stdout=subprocess.PIPE)
        bgzip = subprocess.Popen(["bgzip", "-c", "-@", "2"], stdin=maker.stdout, stdout=out)
        if bgzip.wait() or maker.wait():
            raise BenchmarkError(f"{command[1]} failed")
    part.rename(vcf)
