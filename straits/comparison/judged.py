"""Counts of A and B by chunks, and why an allele is left out, if so."""

from bisect import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from straits.genotypes.compiled import measuring

# Alleles that are read, judged and measured at once.
CHUNK = 65_536
# Alleles of which the largest value is kept.
BLOCK = 2_048

# Why an allele is left out, the first that holds, as sql/macros/comparison/judged_alleles.sql says.
REASONS = (
    "compared", "withheld", "no_an", "unaligned_indel", "filter_failed", "type", "consequence",
    "clinvar", "seen_in_neither", "outside_af",
)  # fmt: skip
COMPARED, WITHHELD, NO_AN = 0, 1, 2
SEEN_IN_NEITHER, OUTSIDE_AF = 8, 9

# Of the alleles from a start up to a stop, shape (stop - start,).
Flags = NDArray[np.bool_]
Codes = NDArray[np.uint8]
Numbers = NDArray[np.int32]
Floats = NDArray[np.float64]


class Chunk(NamedTuple):
    """Alleles from a start up to a stop, which is not among them."""

    start: int
    stop: int


def chunks_of(ranges: Sequence[tuple[int, int]]) -> list[Chunk]:
    """Return the alleles of ranges, in order, cut where CHUNK divides their index."""
    return [
        Chunk(max(start, first), min(start + CHUNK, last + 1))
        for first, last in ranges
        for start in range(first - first % CHUNK, last + 1, CHUNK)
    ]


@dataclass(frozen=True)
class CallSetCounts:
    """What one call set counted in one group, in order of the alleles.

    ac, an
        Shape (n,), of unsigned or signed whole numbers of any width.
    spans
        The allele_index with which alleles without a gap begin, and its place in ac and an, in
        order. No range of a comparison reaches from one into another.
    withheld
        Tells of alleles from a start up to a stop which of them the profile withholds; None, also
        of what it tells, where it withholds nothing.
    is_range
        Tells likewise of which alleles AC is told as a range alone, which compares with nothing,
        whatever other call sets have; None for none.
    """

    ac: NDArray[Any]
    an: NDArray[Any]
    spans: Sequence[tuple[int, int]] = ((0, 0),)
    withheld: Callable[[int, int], Flags | None] | None = None
    is_range: Callable[[int, int], Flags] | None = None

    def part(self, start: int, stop: int) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return ac and an of alleles from a start up to a stop."""
        first, place = self.spans[bisect(self.spans, start, key=itemgetter(0)) - 1]
        span = slice(start - first + place, stop - first + place)
        return self.ac[span], self.an[span]


@dataclass(frozen=True)
class Comparison:
    """What is compared: the counts of A and of B, the alleles looked at, and the filters.

    a, b
        Of each call set that is pooled.
    ranges
        First and last allele_index, both included, in order, none touching another.
    left_out
        Tells of alleles from a start up to a stop for which of REASONS, from "unaligned_indel" to
        "clinvar", each is left out, by its place there; 0 for none. None where nothing is so.
    least_an
        Fewest alleles called in each of A and B.
    af_min, af_max
        Bounds on the AF of A and B taken together, both included.
    """

    a: Sequence[CallSetCounts]
    b: Sequence[CallSetCounts]
    ranges: Sequence[tuple[int, int]]
    left_out: Callable[[int, int], Codes] | None = None
    least_an: int = 1
    af_min: float = 0.0
    af_max: float = 1.0

    @property
    def n_alleles(self) -> int:
        """How many alleles are looked at."""
        return sum(last - first + 1 for first, last in self.ranges)

    @property
    def chunks(self) -> list[Chunk]:
        """The alleles looked at, in order, cut where CHUNK divides their index."""
        return chunks_of(self.ranges)

    def reader(self) -> "Reader":
        """Return what reads the chunks, for one thread."""
        return Reader(self)


class Judged(NamedTuple):
    """The counts of a chunk, and why each allele is left out.

    start
        The allele_index of the first.
    ac_a, an_a, ac_b, an_b
        Over all call sets, 0 of what is withheld, shape (n,).
    reason
        Place in REASONS, shape (n,).
    """

    start: int
    ac_a: Numbers
    an_a: Numbers
    ac_b: Numbers
    an_b: Numbers
    reason: Codes

    @property
    def counts(self) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """ac_a, an_a, ac_b and an_b."""
        return self.ac_a, self.an_a, self.ac_b, self.an_b

    def rows(self, kept: NDArray[np.intp]) -> "Judged":
        """Return some of the alleles, as if they began at 0."""
        ac_a, an_a, ac_b, an_b = (numbers[kept] for numbers in self.counts)
        return Judged(0, ac_a, an_a, ac_b, an_b, self.reason[kept])


class Reader:
    """Reads the chunks of a comparison, one after the other, into memory of its own.

    A chunk's arrays hold until the next is read; each thread has a reader.
    """

    def __init__(self, comparison: Comparison) -> None:
        """Read nothing yet."""
        self._of = comparison
        self._counts = np.empty((4, CHUNK), np.int32)
        self._reason = np.empty(CHUNK, np.uint8)
        self._none = np.zeros(CHUNK, np.uint8)

    def read(self, chunk: Chunk) -> Judged:
        """Return the counts of a chunk of at most CHUNK alleles, judged."""
        n = chunk.stop - chunk.start
        ac_a, an_a, ac_b, an_b = (counts[:n] for counts in self._counts)
        withheld = [
            pool(self._of.a, chunk, ac_a, an_a), pool(self._of.b, chunk, ac_b, an_b)
        ]  # fmt: skip
        is_withheld = self._none[:n]
        for flags in withheld:
            if flags is not None:
                is_withheld = is_withheld | flags
        left_out = self._none[:n]
        if self._of.left_out is not None:
            left_out = self._of.left_out(*chunk)
        reason = self._reason[:n]
        af_min, af_max = self._of.af_min, self._of.af_max
        is_bounded = af_min > 0 or af_max < 1
        _judge(
            ac_a, an_a, ac_b, an_b, is_withheld, left_out, max(self._of.least_an, 1), is_bounded,
            af_min, af_max, reason,
        )  # fmt: skip
        return Judged(chunk.start, ac_a, an_a, ac_b, an_b, reason)


def pool(
    call_sets: Sequence[CallSetCounts], chunk: Chunk, ac: Numbers, an: Numbers
) -> Codes | None:
    """Add the counts of call sets up; return where nothing is left of what is withheld.

    What is withheld of one is left out of the sum, so that no cell follows from it by subtraction.
    """
    is_part_withheld = is_range = None
    for place, counted in enumerate(call_sets):
        parts = counted.part(*chunk)
        for summed, part in zip((ac, an), parts, strict=True):
            if place == 0:
                np.copyto(summed, part, casting="unsafe")
            else:
                np.add(summed, part, out=summed, casting="unsafe")
        if counted.is_range is not None:
            here = counted.is_range(*chunk)
            is_range = here if is_range is None else is_range | here
        if counted.withheld is None:
            continue
        flags = counted.withheld(*chunk)
        if flags is not None and flags.any():
            for summed, part in zip((ac, an), parts, strict=True):
                summed[flags] -= part[flags].astype(np.int32)
            is_part_withheld = flags if is_part_withheld is None else is_part_withheld | flags
    is_withheld = None
    if is_part_withheld is not None:
        is_withheld = np.asarray(is_part_withheld & (an == 0)).view(np.uint8)
    if is_range is not None:
        ac[is_range] = an[is_range] = 0
    return is_withheld


@measuring
def _judge(
    ac_a, an_a, ac_b, an_b, is_withheld, left_out, least_an, is_bounded, af_min, af_max, reason
):
    for i in range(reason.size):
        code = left_out[i]
        is_seen = ac_a[i] + ac_b[i] != 0
        code = code if code != 0 or is_seen else np.uint8(SEEN_IN_NEITHER)
        code = code if min(an_a[i], an_b[i]) >= least_an else np.uint8(NO_AN)
        reason[i] = code if is_withheld[i] == 0 else np.uint8(WITHHELD)
    if is_bounded:
        for i in range(reason.size):
            if reason[i] == COMPARED:
                af = (ac_a[i] + ac_b[i]) / (an_a[i] + an_b[i])
                if af < af_min or af > af_max:
                    reason[i] = OUTSIDE_AF
