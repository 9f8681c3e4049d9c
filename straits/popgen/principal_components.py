"""Principal components of genotypes, and people placed on axes that were fitted before.

Copies of the alternate allele are centred on their mean and divided by sqrt(p (1 - p)), which is
what drift alone would make of them (Patterson, Price and Reich 2006, PLoS Genetics 2:e190, eq. 3).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from straits.popgen.arrays import Flags, Floats

Copies = NDArray[np.int8]

# A matrix with both sides longer than this is reduced at random first.
_LARGE = 1_500
_OVERSAMPLED, _POWERS = 10, 4


@dataclass(frozen=True)
class Axes:
    """Axes fitted on some people's genotypes at some sites.

    centre, scale
        Mean copies and sqrt(p (1 - p)) of each site, shape (n_sites,).
    loadings
        Shape (n_axes, n_sites); of each axis the loading furthest from 0 is positive.
    variance_share, score_sd
        Of the people they were fitted on, each of shape (n_axes,): the share of all variance that
        lies along the axis, and the standard deviation of the scores.
    """

    centre: Floats
    scale: Floats
    loadings: Floats
    variance_share: Floats
    score_sd: Floats


def fit_axes(copies: Copies, n_axes: int) -> Axes:
    """Return the first principal axes; there are fewer if the genotypes span fewer.

    copies
        Copies of the alternate allele, shape (n_sites, n_people); -1 where missing, which is taken
        for the mean. Every site must vary.
    """
    centre = _mean(copies)
    scale = np.sqrt(centre / 2 * (1 - centre / 2))
    scaled = _scaled(copies, centre, scale)
    left, singular = _largest(scaled, n_axes)
    is_real = singular > 1e-9 * max(singular.max(initial=0.0), 1.0)
    left, singular = left[:, is_real], singular[is_real]
    furthest = np.abs(left).argmax(axis=0)
    left = left * np.sign(left[furthest, np.arange(left.shape[1])])
    return Axes(
        centre,
        scale,
        left.T.copy(),
        singular**2 / (scaled**2).sum(),
        singular / np.sqrt(scaled.shape[1]),
    )


def scores(copies: Copies, axes: Axes) -> Floats:
    """Return where people lie on the axes, shape (n_people, n_axes).

    copies
        Shape (n_sites, n_people), sites in the order of the axes; -1 where missing, which stands at
        the centre.
    """
    scores_of_people: Floats = _scaled(copies, axes.centre, axes.scale).T @ axes.loadings.T
    return scores_of_people


def unlinked(
    copies: Copies, contig: NDArray[np.int32], pos: NDArray[np.int32], most_r2: float, window: int
) -> Flags:
    """Return which sites to keep so that no two of them within the window have a higher r².

    Sites are taken in their order, as plink's pruning does; r² is that of copies (Rogers and Huff
    2009, Genetics 182:839), with missing calls at the mean.

    copies, contig, pos
        Shape (n_sites, n_people), (n_sites,) and (n_sites,); sorted by contig and pos.
    window
        In base pairs.
    """
    centred = np.where(copies >= 0, copies - _mean(copies)[:, None], 0.0).astype(np.float32)
    lengths = np.sqrt((centred**2).sum(axis=1))
    is_kept = np.zeros(pos.size, np.bool_)
    near: list[int] = []
    for site in range(pos.size):
        if lengths[site] == 0:
            continue
        near = [k for k in near if contig[k] == contig[site] and pos[site] - pos[k] <= window]
        if near:
            r = centred[near] @ centred[site] / (lengths[near] * lengths[site])
            if (r**2).max() > most_r2:
                continue
        is_kept[site] = True
        near.append(site)
    return is_kept


def _mean(copies: Copies) -> Floats:
    is_called = copies >= 0
    total: Floats = np.where(is_called, copies, 0).sum(axis=1, dtype=np.float64)
    mean: Floats = total / np.maximum(is_called.sum(axis=1), 1)
    return mean


def _scaled(copies: Copies, centre: Floats, scale: Floats) -> Floats:
    scaled: Floats = np.where(copies >= 0, (copies - centre[:, None]) / scale[:, None], 0.0)
    return scaled


def _largest(matrix: Floats, n: int) -> tuple[Floats, Floats]:
    """Return the left singular vectors with the largest singular values, and those.

    A large matrix is first projected on random directions (Halko, Martinsson and Tropp 2011, SIAM
    Review 53:217, algorithm 4.4); the seed is fixed.
    """
    basis = None
    if min(matrix.shape) > _LARGE:
        rng = np.random.default_rng(1)
        basis = matrix @ rng.standard_normal((matrix.shape[1], n + _OVERSAMPLED))
        for _ in range(_POWERS):
            basis, _ = np.linalg.qr(basis)
            basis, _ = np.linalg.qr(matrix.T @ basis)
            basis = matrix @ basis
        basis, _ = np.linalg.qr(basis)
        matrix = basis.T @ matrix
    if matrix.shape[0] <= matrix.shape[1]:
        values, left = np.linalg.eigh(matrix @ matrix.T)
    else:
        values, right = np.linalg.eigh(matrix.T @ matrix)
        left = matrix @ right / np.sqrt(np.maximum(values, 1e-300))
    singular = np.sqrt(np.maximum(values[::-1][:n], 0.0))
    left = left[:, ::-1][:, :n]
    return (left if basis is None else basis @ left), singular
