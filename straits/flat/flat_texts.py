"""Texts that few alleles have, found by the allele: those of indels, and of odd names."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits.flat.flat_arrays import ArrayWriter, mapped

_PARTS = {"allele": np.int64, "end": np.int64, "text": np.uint8}


@dataclass(frozen=True)
class SparseTexts:
    """Texts of some alleles.

    alleles
        Their allele_index, rising, shape (n,).
    ends
        Where the text of each ends in `text`, shape (n,); it begins where the one before ends.
    text
        All of them, one after the other, in UTF-8.
    """

    alleles: NDArray[np.int64]
    ends: NDArray[np.int64]
    text: NDArray[np.uint8]

    def of(self, alleles: NDArray[np.int64]) -> list[str]:
        """Return the texts of alleles that have one. Raises LookupError for one that has none."""
        at = np.searchsorted(self.alleles, alleles)
        if (at == self.alleles.size).any() or (self.alleles[at] != alleles).any():
            raise LookupError("an allele has neither a short name nor a long one")
        starts = np.where(at > 0, self.ends[at - 1], 0)
        spans = zip(starts.tolist(), self.ends[at].tolist(), strict=True)
        return [self.text[start:end].tobytes().decode() for start, end in spans]


class TextsWriter:
    """Writes the texts of some alleles, in rising order of them."""

    def __init__(self, folder: Path) -> None:
        """Open the files of a folder."""
        self._arrays = {
            name: ArrayWriter(folder / f"{name}.npy", kind) for name, kind in _PARTS.items()
        }

    def write(self, alleles: NDArray[Any], texts: pl.Series) -> None:
        """Append the texts of alleles that have one, each of shape (n,)."""
        text = np.frombuffer("".join(texts).encode(), np.uint8)
        lengths = texts.str.len_bytes().to_numpy()
        ends = self._arrays["text"].n_values + np.cumsum(lengths, dtype=np.int64)
        self._arrays["allele"].write(alleles)
        self._arrays["end"].write(ends)
        self._arrays["text"].write(text)

    def close(self) -> None:
        """Close the files."""
        for array in self._arrays.values():
            array.close()


def read_texts(folder: Path) -> SparseTexts:
    """Return the texts of a folder; raises OSError or ValueError where they cannot be read."""
    return SparseTexts(*(mapped(folder / f"{name}.npy") for name in _PARTS))
