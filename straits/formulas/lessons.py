"""What the cases of the page Learn work out, the right way and the wrong one."""

from straits.formulas.formula import Formula

# Women have two copies of X, of which one or the other carries.
CARRIERS_ON_X = Formula(
    "ac an het women",
    {"q": "ac / an", "counted": "1000 * het / women", "carriers": "1000 * 2 * q * (1 - q)"},
)
AS_IF_CARRIERS = Formula("ac an", {"q": "ac / an", "carriers": "1000 * q"})
NOT_SEEN = Formula("an chance", {"most": "1 - chance ** (1 / an)"})
WITHIN_GROUPS = Formula(
    "ac an n", {"af": "ac / an", "each": "2 * af * (1 - af) * n", "expected": "total(each)"}
)
AS_IF_ONE = Formula(
    "ac an n",
    {"af": "total(ac) / total(an)", "people": "total(n)", "expected": "2 * af * (1 - af) * people"},
)
POOLED = Formula("ac an", {"copies": "total(ac)", "called": "total(an)", "af": "copies / called"})
AS_IF_LOOKED_AT = Formula("ac an people", {"assumed": "an + 2 * people", "af": "ac / assumed"})
LESS = Formula(
    "ac_a an_a ac_b an_b",
    {"af_a": "ac_a / an_a", "af_b": "ac_b / an_b", "difference": "af_a - af_b"},
)
BY_CHANCE = Formula("n_tests alpha", {"expected": "n_tests * alpha"})
ALL_OF_THEM = Formula("n_below", {"found": "n_below * 1"})
POOLED_ODDS = Formula(
    "ac_a an_a ac_b an_b z",
    {
        "odds_a": "total(ac_a) / total(an_a - ac_a)",
        "odds_b": "total(ac_b) / total(an_b - ac_b)",
        "odds_ratio": "odds_a / odds_b",
        "error": "sqrt(1 / total(ac_a) + 1 / total(an_a - ac_a) + 1 / total(ac_b)"
        " + 1 / total(an_b - ac_b))",
        "low": "odds_ratio * exp(-z * error)",
        "high": "odds_ratio * exp(z * error)",
    },
)
# The variance of Robins, Breslow and Greenland.
WITHIN_ODDS = Formula(
    "ac_a an_a ac_b an_b z",
    {
        "agree": "ac_a * (an_b - ac_b) / (an_a + an_b)",
        "differ": "(an_a - ac_a) * ac_b / (an_a + an_b)",
        "odds_ratio": "total(agree) / total(differ)",
        "alike": "(ac_a + an_b - ac_b) / (an_a + an_b)",
        "error": "sqrt(total(alike * agree) / (2 * total(agree) ** 2)"
        " + total(alike * differ + (1 - alike) * agree) / (2 * total(agree) * total(differ))"
        " + total((1 - alike) * differ) / (2 * total(differ) ** 2))",
        "low": "odds_ratio * exp(-z * error)",
        "high": "odds_ratio * exp(z * error)",
    },
)
# A number that a teacher's case takes from a page as it is.
TAUGHT = Formula("number", {"value": "number * 1"})
