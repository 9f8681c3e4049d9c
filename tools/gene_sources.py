"""What npm `ideogram` and the MANE summary say of genes, as objects; see build_genes."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from straits import genome

# RefSeq's accessions of the primary assembly: NC_000001 to NC_000022, X as 23, Y as 24, MT.
_REFSEQ_CONTIGS = {f"NC_{number:06d}": genome.CONTIGS[number - 1] for number in range(1, 25)} | {
    "NC_012920": "chrM"
}
_UTR = frozenset("02")


@dataclass
class Structure:
    """One transcript of the structure cache: closed intervals, relative to its own start."""

    name: str
    offset: int
    strand: str
    is_coding: bool
    exons: list[tuple[int, int]] = field(default_factory=list)
    untranslated: list[tuple[int, int]] = field(default_factory=list)

    @property
    def length(self) -> int:
        """Last base less first base, as the cache counts."""
        return max(end for _, end in self.exons)

    def coding_span(self) -> tuple[int, int] | None:
        """Return the first and last coding base, the stop codon included, if there are any."""
        bases = [base for start, end in self.exons for base in self._coding_ends(start, end)]
        return (min(bases), max(bases)) if bases else None

    def _coding_ends(self, start: int, end: int) -> Iterator[int]:
        for low, high in self.untranslated:
            if low <= start <= high:
                start = high + 1
        for low, high in self.untranslated:
            if low <= end <= high:
                end = low - 1
        if start <= end:
            yield from (start, end)


@dataclass(frozen=True)
class Mane:
    """One row of the MANE summary."""

    gene_id: str
    gene_symbol: str
    name: str
    refseq_id: str
    transcript_id: str
    is_select: bool
    contig: str
    start: int
    end: int
    strand: str


def read_structures(path: Path) -> dict[str, list[Structure]]:
    """Return the transcripts of every symbol, the canonical one first as the cache has them."""
    structures: dict[str, list[Structure]] = {}
    for name, offset, biotype, strand, *parts in read_lines(path):
        # biotype keys: 0 protein_coding, 1 nonsense_mediated_decay, 2 non_stop_decay, 3 LoF
        structure = Structure(name, int(offset), strand, biotype in "03")
        for part in parts:
            kind, start, length = part.split(";")
            interval = (int(start), int(start) + int(length))
            (structure.untranslated if kind in _UTR else structure.exons).append(interval)
        structures.setdefault(name.rsplit("-", 1)[0], []).append(structure)
    return structures


def read_mane(path: Path) -> dict[str, list[Mane]]:
    """Return the MANE rows on the primary assembly by gene id, MANE Select first."""
    rows: dict[str, list[Mane]] = {}
    for row in read_lines(path):
        contig = _REFSEQ_CONTIGS.get(row[10].split(".")[0])
        if contig is None:  # an alternate locus or a patch
            continue
        gene_id = row[1].split(".")[0]
        mane = Mane(
            gene_id, row[3], row[4], row[5], row[7], row[9] == "MANE Select",
            contig, int(row[11]), int(row[12]), row[13],
        )  # fmt: skip
        rows.setdefault(gene_id, []).append(mane)
    return {gene_id: sorted(of, key=lambda m: not m.is_select) for gene_id, of in rows.items()}


def read_lines(path: Path) -> Iterator[list[str]]:
    """Yield the fields of each line of a compressed table, its header left out."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                yield line.rstrip("\n").split("\t")
