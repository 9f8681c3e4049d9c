"""The real panel as one VCF of all its genes, once or again and again under shifted positions."""

import csv
import gzip
import re
import subprocess
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from benchmarks.bench_studies import Panel
from benchmarks.processes import run
from benchmarks.settings import PYTHON, ROOT, BenchmarkError, Settings, shared_data

CYP2C19 = ("chr10", 94_762_681, 94_855_547)
_GAP = 1_000  # bases between two genes that were moved together
_CONTIGS = [f"chr{name}" for name in (*range(1, 23), "X", "Y", "M")]

# A line of a VCF as contig, position and the rest, from the tab before ID.
Line = tuple[bytes, int, bytes]


def panel(settings: Settings, repeats: int = 1) -> Panel:
    """Return the panel, each gene so many times, on shifted positions where it is more than one.

    3,202 people of the 1000 Genomes Project at 23 pharmacogenes where the public data are there,
    else the large demo study of the product. Written once, and found the next time.
    """
    folder = settings.folder(f"panel_{repeats}x")
    vcf = folder / "panel.vcf.gz"
    files, people, name = _sources(settings)
    if not vcf.exists():
        _write(vcf, files, repeats)
    samples = _samples(vcf)
    if missing := [sample for sample in samples if sample not in people]:
        raise BenchmarkError(f"{missing[0]} of {vcf} is not in the sample sheet")
    times = f", each gene {repeats} times" if repeats > 1 else ""
    return Panel(name + times, vcf, {sample: people[sample] for sample in samples}, CYP2C19)


def _sources(settings: Settings) -> tuple[list[Path], dict[str, tuple[str, str]], str]:
    shared = shared_data()
    if shared is None:
        return _demo(settings.folder("demo"))
    folder = shared / "kg30x_pharmacogenes"
    with (folder / "20130606_g1k.ped").open() as sheet:
        people = {
            row["Individual ID"]: ({"1": "XY", "2": "XX"}[row["Gender"]], row["Population"])
            for row in csv.DictReader(sheet, delimiter="\t")
        }
    return sorted(folder.glob("*.vcf.gz")), people, "1000 Genomes 30x, 23 genes"


def _demo(folder: Path) -> tuple[list[Path], dict[str, tuple[str, str]], str]:
    if not (folder / "study.yaml").exists():
        run([PYTHON, "-m", "straits", "demo", folder, "--scale", "large"], ROOT)
    with (folder / "singapore" / "participants.csv").open() as sheet:
        people = {
            row["sample_id"]: ({"F": "XX", "M": "XY"}.get(row["sex"], ""), row["ethnic_group"])
            for row in csv.DictReader(sheet)
        }
    return [folder / "singapore" / "genotypes" / "sg_wgs.vcf.gz"], people, "the demo's genomes"


def _samples(vcf: Path) -> list[str]:
    with gzip.open(vcf, "rt") as lines:
        for line in lines:
            if line.startswith("#CHROM"):
                return line.rstrip("\n").split("\t")[9:]
    raise BenchmarkError(f"{vcf} has no line of column names")


def _write(vcf: Path, files: list[Path], repeats: int) -> None:
    """Write all files as one, sorted, with the columns of the first."""
    samples = _samples(files[0])
    genes: dict[str, list[list[Line]]] = {}
    described: dict[tuple[bytes, bytes], bytes] = {}
    for file in files:
        for contig, all_lines in groupby(_lines(file, samples, described), key=itemgetter(0)):
            lines = list(all_lines)
            if kept := lines if shared_data() else list(_comparable(lines)):
                genes.setdefault(contig.decode(), []).append(kept)
    part = vcf.with_suffix(".part")
    with part.open("wb") as out:
        bgzip = subprocess.Popen(["bgzip", "-c", "-@", "2"], stdin=subprocess.PIPE, stdout=out)
        assert bgzip.stdin is not None
        contigs = sorted(genes, key=_CONTIGS.index)
        bgzip.stdin.write(b"##fileformat=VCFv4.2\n")
        bgzip.stdin.writelines(f"##contig=<ID={contig}>\n".encode() for contig in contigs)
        bgzip.stdin.writelines(described.values())
        columns = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT"]
        bgzip.stdin.write("\t".join(columns + samples).encode() + b"\n")
        for contig in contigs:
            for name, pos, rest in shifted(genes[contig], repeats):
                bgzip.stdin.write(b"%s\t%d%s" % (name, pos, rest))
        bgzip.stdin.close()
        if bgzip.wait():
            raise BenchmarkError("bgzip failed")
    part.rename(vcf)


def shifted(genes: Iterable[list[Line]], repeats: int) -> Iterator[Line]:
    """Yield the genes of a contig in order; with repeats, packed together, one copy after another.

    >>> gene = [(b"chr1", 500, b"a"), (b"chr1", 502, b"b")]
    >>> [pos for _, pos, _ in shifted([gene], 2)]
    [3000000, 3000002, 3001002, 3001004]
    """
    in_order = sorted(genes, key=lambda gene: gene[0][1])
    if repeats == 1:
        # Where two genes overlap, their lines still come by position.
        yield from sorted((line for gene in in_order for line in gene), key=lambda line: line[1])
        return
    start = 3_000_000  # beyond the pseudo-autosomal region of X
    for _ in range(repeats):
        for gene in in_order:
            first, last = gene[0][1], gene[-1][1]
            yield from ((name, start + pos - first, rest) for name, pos, rest in gene)
            start += last - first + _GAP


def _comparable(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines of one contig of the demo that all sides count alike.

    The demo has some alleles twice, of which Straits keeps one record and peers both; symbolic
    ones, which Straits leaves out; and on X people whose sex is wrongly noted.
    """
    seen: set[tuple[int, bytes, bytes]] = set()
    for line in lines:
        ref, alts = line[2].split(b"\t", 5)[2:4]
        alleles = {(line[1], ref, alt) for alt in alts.split(b",")}
        is_sequence = b"<" not in alts and b"*" not in alts
        if seen.isdisjoint(alleles) and is_sequence and line[0] != b"chrX":
            yield line
        seen |= alleles


def _lines(
    file: Path, samples: list[str], described: dict[tuple[bytes, bytes], bytes]
) -> Iterator[Line]:
    """Yield the lines of a file, its columns in the order of `samples`; header lines are kept."""
    order: list[int] | None = None
    with gzip.open(file, "rb") as lines:
        for line in lines:
            if line.startswith(b"##"):
                kind = re.match(rb"##(FILTER|INFO|FORMAT|ALT)=<ID=([^,>]+)", line)
                if kind:
                    described.setdefault((kind[1], kind[2]), line)
            elif line.startswith(b"#CHROM"):
                named = line.rstrip(b"\n").decode().split("\t")[9:]
                if sorted(named) != sorted(samples):
                    raise BenchmarkError(f"{file} has other people than the first file")
                if named != samples:
                    at = {sample: column for column, sample in enumerate(named)}
                    order = [at[sample] for sample in samples]
            else:
                contig, pos, rest = line.split(b"\t", 2)
                if order is not None:
                    *fields, calls = rest.rstrip(b"\n").split(b"\t", 7)
                    cells = calls.split(b"\t")
                    rest = b"\t".join([*fields, *(cells[column] for column in order)]) + b"\n"
                named_chr = contig if contig.startswith(b"chr") else b"chr" + contig
                yield named_chr.replace(b"chrMT", b"chrM"), int(pos), b"\t" + rest
