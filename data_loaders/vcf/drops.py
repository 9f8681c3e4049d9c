"""What reading a file left out: counted by reason, with examples."""

from collections import Counter
from dataclasses import dataclass, field

from data_loaders.vcf.calls.call_codes import REASONS

# Of each reason this many examples are kept; the counts are always whole.
MOST_EXAMPLES = 10_000


@dataclass
class Drops:
    """Counts and examples of what was left out.

    counts
        By (kind, reason); kind is record, allele or call.
    examples
        (file number, contig, pos, ref, alt, reason, detail), at most MOST_EXAMPLES a reason.
    """

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: list[tuple[int, str, int, str, str, str, str]] = field(default_factory=list)
    _kept: Counter[str] = field(default_factory=Counter)

    def add(  # noqa: PLR0913 - an example has this many parts
        self, kind: str, reason: str, file: int, contig: str, pos: int, ref: str, alt: str,
        detail: str = "",
    ) -> None:  # fmt: skip
        """Count one record or allele that was left out, and keep it as an example."""
        self.counts[kind, reason] += 1
        self._keep((file, contig, pos, ref, alt, reason, detail))

    def count_calls(self, reasons: "list[int]") -> None:
        """Add the calls of a block that became missing, by calls.REASONS."""
        for reason, number in zip(REASONS, reasons, strict=True):
            if number:
                self.counts["call", reason] += int(number)

    def merge(self, other: "Drops") -> None:
        """Add what another part of the file left out."""
        self.counts.update(other.counts)
        for example in other.examples:
            self._keep(example)

    def _keep(self, example: tuple[int, str, int, str, str, str, str]) -> None:
        if self._kept[example[5]] < MOST_EXAMPLES:
            self._kept[example[5]] += 1
            self.examples.append(example)
