"""What is said of a phenotype claims no more than its intervals do."""

import polars as pl
import pytest
from scipy.stats import fisher_exact
from statsmodels.stats.proportion import confint_proportions_2indep

from straits.ui.sentences import of_phenotype

DIABETES = {"label": "Type 2 diabetes", "kind": "binary", "unit": None}


def groups(yes_1: int, n_1: int, yes_2: int, n_2: int) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "row_label": ["African", "East Asian"],
            "is_chosen": [True, True],
            "n_people": [n_1, n_2],
            "share": [yes_1 / n_1, yes_2 / n_2],
            "n_yes": [yes_1, yes_2],
            "n_known": [n_1, n_2],
        }
    )


@pytest.mark.parametrize(
    ("yes_1", "n_1", "yes_2", "n_2"),
    [(45, 405, 29, 301), (90, 405, 29, 301), (12, 100, 5, 100), (14, 100, 5, 100), (3, 9, 1, 9)],
)
def test_two_shares_may_be_alike_where_newcombe_has_0_between_its_ends(
    yes_1: int, n_1: int, yes_2: int, n_2: int
) -> None:
    said = of_phenotype.sentence(DIABETES, groups(yes_1, n_1, yes_2, n_2), "share")
    low, high = confint_proportions_2indep(yes_1, n_1, yes_2, n_2, method="newcomb")
    exactly = fisher_exact([[yes_1, n_1 - yes_1], [yes_2, n_2 - yes_2]]).pvalue
    is_told = low > 0 and exactly < 0.05
    assert ("may be as common" in said) == (not is_told)
    assert ("times as common" in said) == is_told


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ({"Danish": 0.1, "Malay": 0.3}, "30 in Malay and 10 in Danish"),
        ({"Danish": 0.1}, "10 in Danish; the other groups have too few people in the same bands"),
    ],
)
def test_one_group_with_a_figure_is_not_compared_with_itself(figures, sentence):
    known = pl.DataFrame({"plain_label": list(figures), "figure": list(figures.values())})
    written = of_phenotype.highest_and_lowest(known, lambda share: f"{100 * share:.0f}")
    assert written == sentence
