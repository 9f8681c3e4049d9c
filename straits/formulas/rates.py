"""Rates that need no statistics: shares, means and what several chances come to."""

from straits.formulas.formula import Formula

# Each carrier has one copy, and a homozygote one more.
CARRIERS = Formula(
    "ac hom_alt n_called", {"carriers": "ac - hom_alt", "per_1000": "1000 * carriers / n_called"}
)
PER_THOUSAND = Formula("n_carriers n_people", {"per_1000": "1000 * n_carriers / n_people"})
# Of a group over its call sets: who counted more counts for more.
SUMMED = Formula("ac an", {"all_ac": "total(ac)", "all_an": "total(an)", "af": "all_ac / all_an"})
RANGE = Formula("ac_low ac_high an", {"low": "ac_low / an", "high": "ac_high / an"})
# Alleles that are inherited apart; one that everybody carries has only a very large logarithm.
CUMULATIVE = Formula(
    "af",
    {"without": "total(log1p(-minimum(af, 1 - 1e-12)))", "cumulative": "1 - exp(without)"},
)
# Shares or means of bands, weighted; their intervals by the recovery of variances.
STANDARDISED = Formula(
    "weight mean below above",
    {
        "parts": "weight * mean",
        "standardised": "total(parts)",
        "low": "standardised - sqrt(total((weight * below) ** 2))",
        "high": "standardised + sqrt(total((weight * above) ** 2))",
    },
)
MEAN = Formula(
    "mean sd n z",
    {"error": "sd / sqrt(n)", "low": "mean - z * error", "high": "mean + z * error"},
)
