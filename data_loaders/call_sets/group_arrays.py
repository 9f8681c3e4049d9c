"""The counts of a group as arrays over all alleles: of everybody in it, and of the unrelated."""

from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from straits.flat.flat_counts import Cell, CountsWriter


class GroupArrays:
    """Writes the counts of a group a part of the alleles at a time."""

    def __init__(self, aggregates: Path, cell: Cell, n_people: int, n_unrelated: int) -> None:
        """Open the files; those of the unrelated only where somebody is related."""
        self._everybody = CountsWriter(aggregates, cell, n_people)
        self._unrelated = None
        if n_unrelated < n_people:
            of_unrelated = cell._replace(sample_set="unrelated")
            self._unrelated = CountsWriter(aggregates, of_unrelated, n_unrelated)

    def write(self, everybody: NDArray[Any], unrelated: NDArray[Any]) -> None:
        """Append n_called, ac and an of the next alleles, each of shape (3, n)."""
        self._everybody.write(*everybody)
        if self._unrelated is not None:
            self._unrelated.write(*unrelated)

    def close(self) -> None:
        """Close the files."""
        self._everybody.close()
        if self._unrelated is not None:
            self._unrelated.close()
