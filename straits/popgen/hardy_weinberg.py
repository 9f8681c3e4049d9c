"""Do genotypes occur as often as free mating would make them?

One group of unrelated people at a time: groups pooled show too few heterozygotes (Wahlund), and so
do relatives. A p says nothing of the direction; too many heterozygotes point at an artefact.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from straits.formulas.formula import Formula
from straits.popgen import exact
from straits.popgen.arrays import Flags, Floats

PROPORTIONS = Formula(
    "hom_ref het hom_alt",
    {
        "n": "hom_ref + het + hom_alt",
        "af": "(het + 2 * hom_alt) / (2 * n)",
        "expected_ref": "(1 - af) ** 2 * n",
        "expected_alt": "af ** 2 * n",
        "expected_het": "2 * af * (1 - af) * n",
        "p": "hardy_weinberg_midp(hom_ref, het, hom_alt)",
    },
    {"hardy_weinberg_midp": lambda *counts: hardy_weinberg_midp(*counts)},
)
PROPORTIONS_X = Formula(
    "hom_ref het hom_alt hemi_ref hemi_alt",
    {
        "n": "hom_ref + het + hom_alt",
        "af_two": "(het + 2 * hom_alt) / (2 * n)",
        "af_one": "hemi_alt / (hemi_ref + hemi_alt)",
        "expected_het": "2 * af_two * (1 - af_two) * n",
        "p": "hardy_weinberg_x(hom_ref, het, hom_alt, hemi_ref, hemi_alt)",
    },
    {"hardy_weinberg_x": lambda *counts: hardy_weinberg_x_midp(*map(int, counts))},
)


def hardy_weinberg_midp(hom_ref: ArrayLike, het: ArrayLike, hom_alt: ArrayLike) -> Floats:
    """Mid-p of the exact test of Hardy-Weinberg proportions (Graffelman and Moreno 2013).

    Half of the probability of the outcomes that are exactly as likely as the observed one is left
    out (SAGMB 12:433), which makes the test less conservative where alleles are rare.

    hom_ref, het, hom_alt
        People with no, one and two copies, all diploid there, each of shape (n,).

    Returns shape (n,); 0.5 where everybody has the same genotype, NaN where nobody was called or a
    count is NaN (withheld).
    Raises ValueError if a count is negative.

    >>> hardy_weinberg_midp([250, 37], [500, 200], [250, 85]).round(8)
    array([9.7478444e-01, 1.1300000e-06])
    """
    p, tied = _autosomal(hom_ref, het, hom_alt)
    return p - tied / 2


def hardy_weinberg_x_midp(
    hom_ref: int, het: int, hom_alt: int, hemi_ref: int, hemi_alt: int
) -> float:
    """Mid-p of the joint exact test on X outside the pseudo-autosomal regions, for one allele.

    XX and XY together: it asks both for Hardy-Weinberg proportions in XX and for one frequency in
    the two sexes (Graffelman and Weir 2016, Heredity 116:558).

    hom_ref, het, hom_alt
        XX people with no, one and two copies.
    hemi_ref, hemi_alt
        XY people without and with the allele.

    Returns NaN where nobody was called. Raises ValueError if a count is negative.

    >>> round(hardy_weinberg_x_midp(4, 4, 1, 5, 2), 6)
    0.902143
    """
    if min(hom_ref, het, hom_alt, hemi_ref, hemi_alt) < 0:
        raise ValueError("expected counts of genotypes that are not negative")
    n_xx, n_xy = hom_ref + het + hom_alt, hemi_ref + hemi_alt
    n_alt, n_alleles = het + 2 * hom_alt + hemi_alt, 2 * n_xx + n_xy
    if n_alleles == 0:
        return float("nan")
    log_factorial = exact.log_factorial(np.arange(n_alleles + 1, dtype=np.float64))

    # Every way to hand the copies out: so many to XY, the rest to XX, so many of whom have one.
    first, last = max(0, n_alt - 2 * n_xx), min(n_alt, n_xy)
    to_xy = np.arange(first, last + 1)[:, None]
    to_xx = n_alt - to_xy
    hets = np.arange(n_xx + 1)[None, :]
    homs = (to_xx - hets) // 2
    is_possible = ((to_xx - hets) % 2 == 0) & (homs >= 0) & (hets + homs <= n_xx)
    copies, hets = (grid[is_possible] for grid in np.broadcast_arrays(to_xy, hets))
    homs = homs[is_possible]
    log_p = hets * np.log(2) - sum(
        log_factorial[cell] for cell in (copies, n_xy - copies, homs, hets, n_xx - hets - homs)
    )
    log_p += sum(log_factorial[n] for n in (n_alt, n_alleles - n_alt, n_xx, n_xy))
    log_p -= log_factorial[n_alleles]
    observed = log_p[(copies == hemi_alt) & (hets == het)][0]
    p = np.exp(log_p[log_p <= observed + exact.TIE]).sum()
    tied = np.exp(log_p[np.abs(log_p - observed) <= exact.TIE]).sum()
    return float(min(p, 1.0) - tied / 2)


def _autosomal(hom_ref: ArrayLike, het: ArrayLike, hom_alt: ArrayLike) -> tuple[Floats, Floats]:
    counts = [np.asarray(count, dtype=np.float64) for count in (hom_ref, het, hom_alt)]
    hom_ref, het, hom_alt = (np.array(count) for count in np.broadcast_arrays(*counts))
    # What was withheld is nobody's genotype.
    is_known = ~np.isnan(hom_ref + het + hom_alt)
    hom_ref, het, hom_alt = (np.where(is_known, n, 0.0) for n in (hom_ref, het, hom_alt))
    is_wrong: Flags = (hom_ref < 0) | (het < 0) | (hom_alt < 0)
    if is_wrong.any():
        raise ValueError("expected counts of genotypes that are not negative")
    shape = het.shape
    n_ref, n_alt = (2 * hom_ref + het).ravel(), (2 * hom_alt + het).ravel()
    p, tied = exact.two_sided(_Heterozygotes(n_ref, n_alt), np.floor(het.ravel() / 2))
    is_empty = n_ref + n_alt == 0
    p, tied = (np.where(is_empty, np.nan, value).reshape(shape) for value in (p, tied))
    return p, tied


@dataclass(frozen=True)
class _Heterozygotes:
    """Pairs of heterozygotes, if the alleles of a group meet by chance.

    Their number is even or odd as the number of copies is, so an outcome stands for two of them.
    """

    n_ref: Floats
    n_alt: Floats

    @property
    def first(self) -> Floats:
        return np.zeros_like(self.n_ref)

    @property
    def last(self) -> Floats:
        return np.floor(np.minimum(self.n_ref, self.n_alt) / 2)

    def _cells(self, outcome: Floats) -> tuple[Floats, Floats, Floats]:
        het = 2 * outcome + self.n_alt % 2
        return (self.n_ref - het) / 2, het, (self.n_alt - het) / 2

    @cached_property
    def _log_alleles(self) -> Floats:
        n_alleles = self.n_ref + self.n_alt
        logs = sum(exact.log_factorial(n) for n in (n_alleles / 2, self.n_ref, self.n_alt))
        return np.asarray(logs - exact.log_factorial(n_alleles))

    def log_probability(self, outcome: Floats) -> Floats:
        cells = self._cells(outcome)
        of_cells = cells[1] * np.log(2) - sum(exact.log_factorial(n) for n in cells)
        return np.asarray(self._log_alleles + of_cells)

    def rise(self, outcome: Floats) -> Floats:
        hom_ref, het, hom_alt = self._cells(outcome)
        return 4 * hom_ref * hom_alt / ((het + 2) * (het + 1))

    def rows(self, index: NDArray[np.intp]) -> "_Heterozygotes":
        return _Heterozygotes(self.n_ref[index], self.n_alt[index])
