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
    known = known.with_columns(n_standardised=300)
    written = of_phenotype.highest_and_lowest(known, lambda share: f"{100 * share:.0f}")
    assert written == sentence


BMI = {"label": "Body mass index", "kind": "continuous", "unit": "kg/m²"}


@pytest.mark.parametrize(
    ("n", "ends", "said"),
    [
        (300, (23.0, 24.0), "is 26.1 kg/m² in Danish and 23.9 kg/m² in Malay."),
        (300, (23.0, 25.5), "in Malay; the 95 % intervals of their means overlap."),
        (6, (None, None), "is 26.1 kg/m² in Danish and 23.9 kg/m² in Malay (n = 6)."),
    ],
)
def test_medians_say_whether_means_tell_the_groups_apart_and_how_few_people_there_are(
    n: int, ends: tuple[float | None, float | None], said: str
) -> None:
    rows = pl.DataFrame(
        {
            "row_label": ["Danish", "Malay"], "is_chosen": True, "n_people": [300, n],
            "median": [26.1, 23.9], "mean_low": [25.0, ends[0]], "mean_high": [27.0, ends[1]],
        }
    )  # fmt: skip
    assert said in of_phenotype.sentence(BMI, rows, "median")


def test_a_share_of_six_people_says_so() -> None:
    said = of_phenotype.sentence(DIABETES, groups(90, 405, 3, 6), "share")
    assert "East Asian (50.0 %, n = 6)" in said
    assert "African (22.2 %)" in said
