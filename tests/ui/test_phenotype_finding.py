"""What stands first about a pharmacogene: nobody is told to be usual who surely is not."""

import polars as pl
import pytest

from straits.ui.pharmacogenes import phenotype_finding, phenotype_pair

_USUAL, _LESS = "Normal Metabolizer", "Intermediate Metabolizer"


def rows(**cells: dict[str, tuple[int | None, int | None]]) -> pl.DataFrame:
    """Return rows as of phenotypes, by group: certain and possible people, all of 100 covered."""
    told = []
    for group, counts in cells.items():
        for phenotype in (_LESS, _USUAL, "Not named"):
            certain, possible = counts.get(phenotype, (0, 0))
            told.append(
                {
                    "call_set_id": f"{group}_calls", "group_id": group, "row_label": group,
                    "group_label": group,
                    "phenotype": phenotype, "is_standard": phenotype == _USUAL,
                    "priority": "abnormal" if phenotype == _LESS else "routine",
                    "n_covered": 100, "n_certain": certain, "n_possible": possible,
                    "low": None if certain is None else certain / 100,
                    "high": None if possible is None else possible / 100,
                }
            )  # fmt: skip
    return pl.DataFrame(told, infer_schema_length=None)


def test_people_who_cannot_have_the_usual_phenotype_are_told_though_none_is_certain() -> None:
    # Every position but one is known: eleven of the ants are other than usual, in whichever way.
    open_rows = rows(
        ants={_LESS: (0, 100), _USUAL: (0, 89)}, bees={_LESS: (0, 40), _USUAL: (60, 100)}
    )
    said = phenotype_finding.finding("DPYD", open_rows, {"ants_calls": "Ants 78 of 83"})
    assert "Certainly another than Normal Metabolizer" in said
    assert "which: 11 of 100 ants." in said
    assert "bees" not in said
    assert "nobody" not in said
    # Nothing stands before where most are known: 89 of ants and 40 of bees of 200 are not.
    assert said.startswith("DPYD: of 129 of 200 people it is not known")
    assert "(Ants 78 of 83)" in said
    # The control: where the usual phenotype is possible of all, it is certain of nobody.
    none = rows(ants={_LESS: (0, 100), _USUAL: (0, 100)})
    assert "of nobody is it certain" in phenotype_finding.finding("DPYD", none, {})


def test_a_chromosome_without_a_name_is_no_certain_finding() -> None:
    unnamed = rows(ants={_USUAL: (90, 90), "Not named": (10, 10)})
    assert "of nobody is it certain" in phenotype_finding.finding("DPYD", unnamed, {})


def test_what_is_withheld_is_not_nobody() -> None:
    some = rows(ants={_LESS: (None, None), _USUAL: (None, None)}, bees={_USUAL: (100, 100)})
    assert "nobody in the groups that are shown" in phenotype_finding.finding("DPYD", some, {})


def test_causes_of_what_is_open_are_counted_by_whether_positions_were_looked_at() -> None:
    open_rows = rows(
        ants={_LESS: (0, 100), _USUAL: (0, 89)}, bees={_LESS: (0, 40), _USUAL: (60, 100)}
    )
    said = phenotype_finding.why_open(open_rows, {"ants_calls": "Ants 78 of 83"})
    assert "for 100 people since their call set does not cover all positions" in said
    assert "for 40 people since single calls" in said
    assert phenotype_finding.why_open(rows(bees={_USUAL: (100, 100)}), {}) == ""


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        # Whatever is true of those who are open, more of the ants have it.
        ({"ants": (40, 50), "bees": (5, 15)},
         "is most common in ants (40.0 % to 50.0 %) and least in bees (5.0 % to 15.0 %)."),
        # They may be as many: 30 of either.
        ({"ants": (25, 45), "bees": (10, 30)},
         "may be as common in ants (25.0 % to 45.0 %) and bees (10.0 % to 30.0 %): these counts do "
         "not tell them apart."),
        ({"ants": (40, 40), "bees": (38, 38)},
         "is about as common in ants (40.0 %) and bees (38.0 %)."),
        ({"ants": (40, 40), "bees": (0, 100), "cats": (None, None)},
         "has 40.0 % in ants (40 of 100 people). Not known in bees (not known of most people) and "
         "cats (withheld)."),
        ({"ants": (0, 100), "bees": (0, 90)}, "of most people of every group it is not known."),
    ],
)  # fmt: skip
def test_the_headline_says_more_only_where_ranges_part(
    counts: dict[str, tuple[int | None, int | None]], said: str
) -> None:
    told = rows(**{group: {_LESS: ends} for group, ends in counts.items()})
    between = ":" * said.startswith("of most")
    assert phenotype_finding.headline("DPYD", told) == f"DPYD {_LESS}{between} {said}"


def test_the_headline_of_six_people_says_so() -> None:
    told = rows(ants={_LESS: (60, 60)}, bees={_LESS: (1, 1)})
    few = told.with_columns(n_covered=pl.when(group_id="bees").then(6).otherwise("n_covered"))
    assert "bees (16.7 %, n = 6)" in phenotype_finding.headline("DPYD", few)
    assert "n = " not in phenotype_finding.headline("DPYD", told)


def test_a_p_that_can_be_anything_is_not_told() -> None:
    anything = {"n_certain": 0, "n_possible": 100, "n_covered": 100}
    known = {"n_certain": 40, "n_possible": 40, "n_covered": 100}
    assert phenotype_pair.compared("x", anything, known)["p"].startswith("not told")
    told = phenotype_pair.compared("x", {**known, "n_certain": 10, "n_possible": 10}, known)
    assert told["difference"] == "−30.0"
    assert told["ratio"] == "0.25"
    assert told["test"] == "Fisher's exact, two-sided"
    assert "not told" not in told["p"]
