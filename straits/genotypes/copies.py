"""How many copies of an allele each person has, from planes or lists of carriers."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


def copies(row: Mapping[str, Any], n_samples: int) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Return the copies of an allele that each sample has, and whose call is missing.

    row
        A row of the `genotypes` table: plane_1, plane_2, carriers, missing, missing_samples.

    Both are of shape (n_samples,). Who has no copy of that part of the genome at all, such as a
    woman of Y, has 0 and is not missing: the ploidy masks tell.

    >>> row = {"plane_1": b"\\xc0", "plane_2": b"\\x80", "carriers": None, "missing": b"\\x10"}
    >>> found, is_missing = copies(row | {"missing_samples": None}, 4)
    >>> found.tolist(), is_missing.tolist()
    ([2, 1, 0, 0], [False, False, False, True])
    """
    found = bits(row["plane_1"], n_samples).astype(np.uint8)
    found += bits(row["plane_2"], n_samples)
    carriers = np.asarray(row["carriers"] if row["carriers"] is not None else (), dtype=np.int64)
    # sample_index * 4 + bits: 1 = first allele, 2 = second, 3 = both.
    found[carriers >> 2] = (carriers & 1) + (carriers >> 1 & 1)
    is_missing = bits(row["missing"], n_samples)
    if row["missing_samples"] is not None:
        is_missing[np.asarray(row["missing_samples"], dtype=np.int64)] = True
    return found, is_missing


def bits(plane: bytes | None, n_samples: int) -> NDArray[np.bool_]:
    """Return the bits of a plane or mask, the first sample first; all false where it is null.

    >>> bits(b"\\xa0", 3).tolist()
    [True, False, True]
    """
    if plane is None:
        return np.zeros(n_samples, np.bool_)
    return np.unpackbits(np.frombuffer(plane, np.uint8), count=n_samples).astype(np.bool_)


def packed(is_set: NDArray[np.bool_]) -> bytes:
    """Return bits as a plane or mask, padded with zeros to whole bytes.

    >>> packed(np.array([True, False, True])).hex()
    'a0'
    """
    return np.packbits(is_set).tobytes()
