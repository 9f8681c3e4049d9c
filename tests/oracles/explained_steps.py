"""The steps of an explanation worked out again from their text, by scipy and plain sums."""

from collections.abc import Mapping
from math import exp, lgamma, log
from typing import Any

import numpy as np
from scipy import optimize, stats


def wilson(ac: float, an: float, z: float) -> tuple[float, float]:
    """Solve (af - p)^2 = z^2 p (1 - p) / an for p."""
    af = ac / an
    low, high = sorted(np.roots([1 + z**2 / an, -2 * af - z**2 / an, af**2]).real)
    return 0.0 if ac == 0 else float(low), 1.0 if ac == an else float(high)


def clopper_pearson(chance: float, a: float, b: float) -> float:
    return 0.0 if a == 0 else 1.0 if b == 0 else float(stats.beta.ppf(chance, a, b))


def difference_p(ac1: float, an1: float, ac2: float, an2: float) -> float:
    table = [[ac1, an1 - ac1], [ac2, an2 - ac2]]
    if min(map(min, table)) >= 100:
        return float(stats.chi2_contingency(table, correction=False).pvalue)
    return float(stats.fisher_exact(table).pvalue)


def over_ranges(*ranges: float) -> list[float]:
    """Return p of every pair of counts within two ranges."""
    low1, high1, an1, low2, high2, an2 = map(int, ranges)
    return [
        difference_p(ac1, an1, ac2, an2)
        for ac1 in range(low1, high1 + 1)
        for ac2 in range(low2, high2 + 1)
    ]


def end_of_ratio(side: int, odds: bool, ratio: float, *counts: float) -> float:
    """Find where a score test rejects a ratio, by a search for the root of its profile."""
    ac1, an1, ac2, an2, z = counts
    if np.isnan(ratio):
        return float("nan")
    if (side < 0 and ratio == 0) or (side > 0 and np.isinf(ratio)):
        return ratio

    def excess(log_theta: float) -> float:
        theta, seen = exp(log_theta), ac1 + ac2
        if odds:
            terms = [an2 * (theta - 1), an1 * theta + an2 - seen * (theta - 1), -seen]
        else:
            terms = [(an1 + an2) * theta, -(an1 * theta + ac1 + an2 + ac2 * theta), seen]

        def other(p2: float) -> float:
            return theta * p2 / (1 + p2 * (theta - 1)) if odds else theta * p2

        def likelihood(p2: float) -> float:
            sides = ((ac1, an1, other(p2)), (ac2, an2, p2))
            return sum(
                float(stats.binom.logpmf(ac, an, min(max(p, 0.0), 1.0))) for ac, an, p in sides
            )

        roots = [float(root) for root in np.roots(terms).real if 0 < root <= 1]
        p2 = max((root for root in roots if other(root) <= 1 + 1e-9), key=likelihood)
        p1 = other(p2)
        if odds:
            precision = 1 / (an1 * p1 * (1 - p1)) + 1 / (an2 * p2 * (1 - p2))
            return float((ac1 - an1 * p1) ** 2 * precision - z**2)
        variance = p1 * (1 - p1) / an1 + theta**2 * p2 * (1 - p2) / an2
        return float((ac1 / an1 - theta * ac2 / an2) ** 2 / variance - z**2)

    centre = log(min(max(ratio, 1e-9), 1e9))
    return exp(optimize.brentq(excess, centre, centre + side * 30, xtol=1e-12))


def hardy_weinberg(hom_ref: float, het: float, hom_alt: float) -> float:
    """Add up every number of heterozygotes, likelihoods that are alike by half."""
    n, n_alt = int(hom_ref + het + hom_alt), int(het + 2 * hom_alt)

    def likelihood(hets: int) -> float:
        alts = (n_alt - hets) // 2
        cells = (n - hets - alts, hets, alts)
        return hets * log(2) - sum(lgamma(cell + 1) for cell in cells)

    outcomes = range(n_alt % 2, min(n_alt, 2 * n - n_alt) + 1, 2)
    logs = np.array([likelihood(hets) for hets in outcomes])
    chances = np.exp(logs - logs.max())
    chances /= chances.sum()
    here = chances[list(outcomes).index(int(het))]
    tied = np.isclose(chances, here, rtol=1e-7, atol=0)
    return float(chances[(chances < here) | tied].sum() - chances[tied].sum() / 2)


def hardy_weinberg_x(*counts: float) -> float:
    hom_ref, het, hom_alt, hemi_ref, hemi_alt = map(int, counts)
    n_xx, n_xy = hom_ref + het + hom_alt, hemi_ref + hemi_alt
    n_alt = het + 2 * hom_alt + hemi_alt
    chances = {}
    for men in range(min(n_alt, n_xy) + 1):
        for hets in range((n_alt - men) % 2, n_xx + 1, 2):
            alts = (n_alt - men - hets) // 2
            if alts >= 0 and hets + alts <= n_xx:
                cells = (men, n_xy - men, alts, hets, n_xx - hets - alts)
                chances[men, hets] = hets * log(2) - sum(lgamma(cell + 1) for cell in cells)
    logs = np.array(list(chances.values()))
    shares = np.exp(logs - logs.max())
    shares /= shares.sum()
    here = shares[list(chances).index((hemi_alt, het))]
    tied = np.isclose(shares, here, rtol=1e-7, atol=0)
    return float(shares[(shares < here) | tied].sum() - shares[tied].sum() / 2)


def over_strata(*columns: Any) -> float:
    """Add up the joint outcomes of the first group's counts that are at most as likely."""
    tables = list(zip(*(np.atleast_1d(column) for column in columns), strict=True))
    sums, seen = np.array([1.0]), 0
    for ac1, an1, ac2, an2 in tables:
        total = int(ac1 + ac2)
        first, last = max(0, total - int(an2)), min(total, int(an1))
        chances = stats.hypergeom.pmf(range(first, last + 1), an1 + an2, total, an1)
        sums, seen = np.convolve(sums, chances), seen + int(ac1) - first
    here = sums[seen]
    return float(min(sums[sums <= here * (1 + 1e-7)].sum(), 1.0))


def smallest_found(af: float, an1: float, an2: float, alpha: float, power: float) -> float:
    z_alpha, z_power = stats.norm.isf(alpha / 2), stats.norm.ppf(power)

    def lacking(af2: float) -> float:
        pooled = (af * an1 + af2 * an2) / (an1 + an2)
        null = np.sqrt(pooled * (1 - pooled) * (1 / an1 + 1 / an2))
        true = np.sqrt(af * (1 - af) / an1 + af2 * (1 - af2) / an2)
        return float(af2 - af - z_alpha * null - z_power * true)

    return float(optimize.brentq(lacking, af + 1e-9, 1.0, xtol=1e-15)) - af


FUNCTIONS = {
    "sqrt": np.sqrt, "log": np.log, "log1p": np.log1p, "exp": np.exp, "asin": np.arcsin,
    "minimum": np.minimum, "maximum": np.maximum, "total": np.nansum, "least": np.nanmin,
    "greatest": np.nanmax, "beta_quantile": clopper_pearson,
    "wilson_low": lambda *given: wilson(*given)[0],
    "wilson_high": lambda *given: wilson(*given)[1],
    "koopman_low": lambda *given: end_of_ratio(-1, False, *given),
    "koopman_high": lambda *given: end_of_ratio(1, False, *given),
    "cornfield_low": lambda *given: end_of_ratio(-1, True, *given),
    "cornfield_high": lambda *given: end_of_ratio(1, True, *given),
    "chi_square_tail": lambda freedom, statistic: stats.chi2.sf(statistic, freedom),
    "fisher_exact": lambda a, b, c, d: stats.fisher_exact([[a, b - a], [c, d - c]]).pvalue,
    "difference_p": lambda *columns: np.array(
        [difference_p(*table) for table in zip(*map(np.atleast_1d, columns), strict=True)]
    ),
    "overlap": lambda low_a, high_a, low_b, high_b: float(low_a <= high_b and low_b <= high_a),
    "smallest_p": lambda *ranges: min(over_ranges(*ranges)),
    "largest_p": lambda *ranges: max(over_ranges(*ranges)),
    "times": lambda an: len(an) if len(an) > 2 else 1,
    "normal_quantile": stats.norm.ppf, "smallest_found": smallest_found,
    "normal_tails": lambda z: 2 * stats.norm.sf(abs(z)),
    "hardy_weinberg_midp": hardy_weinberg, "hardy_weinberg_x": hardy_weinberg_x,
    "gamma_quantile": lambda chance, ac: stats.gamma.ppf(chance, np.maximum(ac, 1e-9)),
    "zero_below_two": lambda ac, bound: np.where(np.asarray(ac) < 2, 0.0, bound),
    "most_d": lambda d, first, second: max(
        abs(share - first * second)
        for share in (min(first, second), max(0.0, first + second - 1))
        if (share - first * second) * d >= 0
    ),
    "exact_over_strata": over_strata,
}  # fmt: skip


def worked_out(
    inputs: Mapping[str, Any], steps: list[tuple[str, str]]
) -> dict[str, float | np.ndarray[Any, Any]]:
    """Return the value of every step, from the text alone."""
    known = {
        name: np.array(value, float) if np.size(value) > 1 else float(np.squeeze(value))
        for name, value in inputs.items()
    }
    found = {}
    with np.errstate(all="ignore"):
        for name, expression in steps:
            code = compile(expression.replace("\n", " "), name, "eval")
            numbers = {key: np.float64(v) if np.ndim(v) == 0 else v for key, v in known.items()}
            known[name] = eval(code, {"__builtins__": {}}, {**FUNCTIONS, **numbers})
            found[name] = known[name]
    return found
