"""A locus read along its transcript: which base is where, and what protein comes of it."""

from dataclasses import dataclass
from functools import cached_property

from demo.loci import Locus

_COMPLEMENT = str.maketrans("ACGT", "TGCA")
_BASES = "TCAG"
_LETTERS = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"
CODONS = dict(
    zip((a + b + c for a in _BASES for b in _BASES for c in _BASES), _LETTERS, strict=True)
)


def complement(bases: str) -> str:
    """Return the bases of the other strand, in its own direction."""
    return bases.translate(_COMPLEMENT)[::-1]


def translate(bases: str) -> str:
    """Return the amino acids up to and with the first stop ("*"), or as far as codons are whole.

    >>> translate("ATGGCCTAAGG"), translate("ATGGC")
    ('MA*', 'M')
    """
    protein = ""
    for start in range(0, len(bases) - 2, 3):
        protein += CODONS[bases[start : start + 3]]
        if protein.endswith("*"):
            break
    return protein


@dataclass(frozen=True)
class Transcript:
    """The canonical transcript of a locus; an `index` counts from 0 along its strand.

    bases
        Of the whole locus on the strand of the transcript, introns included.
    """

    locus: Locus
    bases: str

    @classmethod
    def of(cls, locus: Locus, reference: str) -> "Transcript":
        """Return the transcript of a locus whose reference has these bases on the + strand."""
        return cls(locus, reference if locus.strand == "+" else complement(reference))

    def index(self, pos: int) -> int:
        """Return the index of a position."""
        return pos - self.locus.start if self.locus.strand == "+" else self.locus.end - pos

    def position(self, index: int) -> int:
        """Return the position of an index."""
        return self.locus.start + index if self.locus.strand == "+" else self.locus.end - index

    @cached_property
    def exons(self) -> list[tuple[int, int]]:
        """First and last index of each exon, in the order of the transcript."""
        exons = self.locus.exons.tolist()
        spans = [sorted((self.index(start), self.index(end))) for start, end in exons]
        return sorted((low, high) for low, high in spans)

    @cached_property
    def spliced(self) -> list[int]:
        """The indices of the exons' bases, one after the other."""
        return [at for low, high in self.exons for at in range(low, high + 1)]

    @cached_property
    def place(self) -> dict[int, int]:
        """Where each exonic index is in the spliced transcript."""
        return {at: place for place, at in enumerate(self.spliced)}

    @cached_property
    def coding(self) -> tuple[int, int]:
        """First and last place of the coding sequence in the spliced transcript, stop included."""
        low, high = sorted(self.place[self.index(pos)] for pos in self.locus.cds)
        return low, high

    def exon_number(self, index: int) -> int | None:
        """Return the number of the exon that an index is in, from 1; None between exons."""
        for number, (low, high) in enumerate(self.exons, start=1):
            if low <= index <= high:
                return number
        return None

    def is_coding(self, low: int, high: int) -> bool:
        """Tell whether all indices from low to high are coding bases of one exon."""
        places = (self.place.get(low), self.place.get(high))
        if places[0] is None or places[1] is None or self.exon_number(low) is None:
            return False
        first, last = self.coding
        same = self.exon_number(low) == self.exon_number(high)
        return same and first <= places[0] and places[1] <= last

    def coordinate(self, index: int) -> str | None:
        """Return an index as HGVS counts coding sequence; None outside the transcript."""
        place = self.place.get(index)
        if place is not None:
            first, last = self.coding
            if place < first:
                return f"-{first - place}"
            return f"{place - first + 1}" if place <= last else f"*{place - last}"
        for (_, before), (after, _) in zip(self.exons, self.exons[1:], strict=False):
            if before < index < after:
                # The middle base of an intron of odd length counts from the exon before it.
                if index - before <= after - index:
                    return f"{self.coordinate(before)}+{index - before}"
                return f"{self.coordinate(after)}-{after - index}"
        return None

    def coding_bases(self, bases: str) -> str:
        """Return what is read from the start codon on, to the end of the transcript."""
        return "".join(bases[at] for at in self.spliced[self.coding[0] :])
