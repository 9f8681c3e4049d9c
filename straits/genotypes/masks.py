"""Bits of people, a byte of eight at a time, the first in the most significant: numpy.packbits."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class PloidyMasks(NamedTuple):
    """Who of a call set has two copies of a place, and who has one.

    Each of shape (n_region_classes, n_bytes) in the order of genome.REGION_CLASSES, bits packed as
    by numpy.packbits. Nobody is in both; who has no copy is in neither; padding bits are 0.
    """

    diploid: NDArray[np.uint8]
    haploid: NDArray[np.uint8]


def bits(plane: bytes | NDArray[np.uint8], n_samples: int) -> NDArray[np.bool_]:
    """Return the bits of a plane or mask, shape (n_samples,), or of each of several in an array.

    >>> bits(b"\\xa0", 3).tolist()
    [True, False, True]
    """
    packed_bits = np.frombuffer(plane, np.uint8) if isinstance(plane, bytes) else plane
    # What is unpacked are 0 and 1: as good as False and True, without a copy.
    return np.unpackbits(packed_bits, axis=-1, count=n_samples).view(np.bool_)
