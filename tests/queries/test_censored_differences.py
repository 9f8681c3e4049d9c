"""Comparisons with a panel that publishes ranges: none is ranked, all are accounted for."""

from pathlib import Path

import pytest
from polars.testing import assert_frame_equal
from scipy.stats import fisher_exact
from streamlit.testing.v1 import AppTest

from straits import queries
from straits.errors import QueryError
from straits.queries.allele.allele_filters import comparison_parameters
from straits.queries.cohorts import cohort_answers as cohort_queries
from straits.queries.comparison.ranked_differences import censored_differences
from straits.queries.gene import gene_summary
from straits.store import Store
from tests.builders import panel_study, screens
from tests.builders.panel_study import ASIAN, DANISH, EUROPEAN, MALAY
from tests.builders.screens import said

# Within PCSK9.
EXACT, BELOW, SPAN, UNKNOWN = 55_040_000, 55_041_000, 55_042_000, 55_043_000
HETS = {EXACT: (60, 3), BELOW: (30, 0), SPAN: (300, 0), UNKNOWN: (8, 0)}
PANEL = {
    "pos": list(HETS),
    "AC_nfe": ["9", "<5", "3-9", "*"],
    "AN_nfe": [200, 220, 240, 260],
    "AC_eas": ["0", "2", "<4", "<5"],
    "AN_eas": [100, 100, 100, 100],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ranges")


@pytest.fixture(scope="module")
def store(folder: Path) -> Store:
    return panel_study.ingested(folder, HETS, PANEL, censored_from=1, matches={"XX": "nfe"})


def pair(
    store: Store, a: str, b: str
) -> tuple[queries.groups.Population, queries.groups.Population]:
    return queries.groups.population(store, a), queries.groups.population(store, b)


def test_nothing_is_ranked_on_a_range_and_all_are_counted(store: Store):
    a, b = pair(store, DANISH, EUROPEAN)
    assert queries.comparison.allele_differences(store, a, b, queries.allele.Filters())[
        "pos"
    ].to_list() == [EXACT]
    totals = queries.comparison.difference_totals(store, a, b, queries.allele.Filters())
    assert (totals.n_alleles, totals.n_compared, totals.n_censored, totals.n_no_an) == (4, 1, 2, 1)


@pytest.mark.parametrize("min_an", [1, 110, 230])
@pytest.mark.parametrize("n_wanted", [0, 1, 9])
def test_ranges_are_those_of_the_sql(store: Store, min_an: int, n_wanted: int):
    filters = queries.allele.Filters(min_an=min_an)
    for a, b in ((DANISH, EUROPEAN), (EUROPEAN, DANISH), (ASIAN, EUROPEAN), (ASIAN, MALAY)):
        given = comparison_parameters(store, *pair(store, a, b), filters)
        n_variants, rows = store.comparisons.ranged(given["asked"], n_wanted)
        expected = store.query("censored_differences", **given, n_wanted=9)
        assert [n_variants] == (expected["n_variants"].unique().to_list() or [0])
        assert_frame_equal(rows, expected.drop("n_variants").head(n_wanted), check_dtypes=False)


def test_ranges_do_not_take_the_place_of_an_an_that_nobody_gave(store: Store):
    # At the last allele eas has a range and nfe nothing.
    a, b = pair(store, ASIAN, EUROPEAN)
    totals = queries.comparison.difference_totals(store, a, b, queries.allele.Filters())
    assert (totals.n_compared, totals.n_censored, totals.n_no_an) == (1, 2, 1)
    assert censored_differences(store, a, b, queries.allele.Filters())["pos"].to_list() == [
        BELOW,
        SPAN,
    ]


def test_groups_of_the_study_have_no_ranges(store: Store):
    a, b = pair(store, DANISH, MALAY)
    assert (
        queries.comparison.difference_totals(store, a, b, queries.allele.Filters()).n_censored == 0
    )
    assert censored_differences(store, a, b, queries.allele.Filters()).is_empty()


def test_the_overview_counts_the_ranges_of_each_group(store: Store):
    rows = queries.study.panels(store).select("group_id", "n_alleles", "n_ranges").rows()
    assert rows == [("nfe", 4, 2), ("eas", 4, 2)]


def test_each_allele_with_a_range_has_its_ends_on_both_sides(store: Store):
    rows = censored_differences(store, *pair(store, DANISH, EUROPEAN), queries.allele.Filters())
    row = rows.row(0, named=True)
    each = [fisher_exact([[30, 1170], [ac, 220 - ac]]).pvalue for ac in range(1, 5)]
    assert (row["p_low"], row["p_high"]) == pytest.approx((min(each), max(each)))
    assert (row["ac_a"], row["ac_low_a"], row["ac_high_a"], row["an_a"]) == (30, 30, 30, 1200)
    assert (row["ac_b"], row["ac_low_b"], row["ac_high_b"], row["an_b"]) == (None, 1, 4, 220)
    assert (row["af_a"], row["af_b"]) == (0.025, None)
    assert row["gene_symbol"] == "PCSK9"


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        # (30 + 1 to 4) / 1420 is 0.0218 to 0.0239; (300 + 3 to 9) / 1440 is 0.2104 to 0.2146.
        (queries.allele.Filters(af_min=0.023, af_max=0.1), [BELOW]),
        (queries.allele.Filters(af_min=0.024, af_max=0.1), []),
        (queries.allele.Filters(af_min=0.2146), []),
        (queries.allele.Filters(variant_types=("deletion",)), []),
        (queries.allele.Filters(min_an=230), [SPAN]),
    ],
)
def test_filters_hold_for_any_count_that_is_possible(
    store: Store, filters: queries.allele.Filters, expected
):
    rows = censored_differences(store, *pair(store, DANISH, EUROPEAN), filters)
    assert rows["pos"].to_list() == expected


def test_a_gene_counts_who_is_seen_and_makes_no_frequency_of_a_range(store: Store):
    gene = queries.gene.gene(store, "PCSK9")
    assert gene is not None
    a, b = pair(store, DANISH, EUROPEAN)
    rows = queries.gene.gene_frequencies(store, gene.gene_id, (a, b), queries.allele.Filters())
    of_b = rows.filter(population_id=EUROPEAN)
    assert of_b.select("pos", "ac", "an", "ac_low", "ac_high", "af").rows() == [
        (EXACT, 9, 200, None, None, 0.045),
        (BELOW, None, 220, 1, 4, None),
        (SPAN, None, 240, 3, 9, None),
        (UNKNOWN, 0, 0, None, None, None),
    ]
    seen = {row[1]: row[3] for row in gene_summary.class_counts(rows).rows()}
    assert seen == {DANISH: 4, EUROPEAN: 3}
    found = gene_summary.cumulative(rows, EUROPEAN, ["none"])
    assert found is not None
    assert (found.n_alleles, found.frequency) == (1, pytest.approx(0.045))


@pytest.fixture
def page(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch):
    def visited(noun: str, **address: str) -> AppTest:
        return screens.opened(noun, folder / "store", monkeypatch, **address)

    return visited


def test_the_page_of_a_variant_shows_ranges_and_never_one_p(page):
    app = page("variant", v=f"chr1-{BELOW}-A-G", a=DANISH, b=EUROPEAN)
    assert not app.exception
    text = said(app)
    low, high = (f"{fisher_exact([[30, 1170], [ac, 220 - ac]]).pvalue:.2g}" for ac in (1, 4))
    assert "The count of Non-Finnish European is known only as a range" in text
    assert "| AC in B | **1 to 4** | of AN 220, AF 0.0045 to 0.018 |" in text
    assert f"| p | **{low} to {high}** | Fisher's exact, two-sided, over all such counts" in text
    assert "Ratio A/B" not in text


def test_the_pages_of_a_gene_and_of_frequencies_list_the_ranges(page):
    for noun, params in (("gene", {"g": "PCSK9"}), ("frequencies", {})):
        app = page(noun, a=DANISH, b=EUROPEAN, **params)
        assert not app.exception
        assert "2 known only as a range, such as <5" in said(app)
        assert (
            "Of 2 variants no more is said of AC than a range: an external panel publishes it so"
            in said(app)
        )
        table = app.dataframe[-1].value
        assert table["ac_b"].to_list() == ["1 to 4/220", "3 to 9/240"]
        assert table["ac_a"].to_list() == ["30/1,200", "300/1,200"]


@pytest.mark.parametrize(
    ("noun", "params"),
    [
        ("overview", {}),
        *(
            ("frequencies", {"view": view})
            for view in ("genome", "volcano", "heat", "shared", "fst")
        ),
        ("gene", {"g": "PCSK9", "linkage": "1", "outgroup": ASIAN}),
        ("variant", {"v": f"chr1-{SPAN}-A-G", "sex": "1", "groups": "partner"}),
        ("cohorts", {}),
        ("phenotypes", {}),
    ],
)
def test_every_page_opens_with_a_panel_as_b(page, noun: str, params: dict[str, str]):
    assert not page(noun, a=DANISH, b=EUROPEAN, **params).exception


def test_where_people_are_asked_for_a_panel_is_said_to_have_none(page, store: Store):
    text = said(page("cohorts", a=DANISH, b=EUROPEAN))
    assert "is of an external panel: published counts without people" in text
    with pytest.raises(QueryError, match="published counts without people"):
        cohort_queries.tree_of(queries.groups.population(store, EUROPEAN))
    assert "partner" not in store.cohorts.names.groups
    assert "partner" not in store.cohorts.names.sites


def test_a_withheld_count_gives_no_range_and_the_panel_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    columns = {"pos": [EXACT], "AC_nfe": ["<5"], "AN_nfe": [30], "AC_eas": [3], "AN_eas": [200]}
    panel_study.ingested(tmp_path, {EXACT: (60, 0)}, columns, profile="inside", censored_from=1)
    # The group of 15 people cannot be chosen, but stands in the table of its grouping.
    address = {"v": f"chr1-{EXACT}-A-G", "a": DANISH, "b": ASIAN, "groups": "partner"}
    app = screens.opened("variant", tmp_path / "store", monkeypatch, **address)
    assert not app.exception
    table = next(one.value for one in app.dataframe if "state_words" in one.value)
    row = table[table["row_label"].str.startswith("Non-Finnish")].iloc[0]
    assert row["state_words"] == "withheld by the study's profile"
    assert row["counts"] in ("", None)
    assert "1 to 4" not in said(app)


def test_the_page_of_a_variant_says_which_group_has_a_panel(page):
    text = said(page("variant", v=f"chr1-{EXACT}-A-G", a=DANISH, b=MALAY))
    assert "Danish 0.050 in here, Non-Finnish European 0.045 in Partner" in text
    assert "No panel of their ancestry is named for Malay." in text


def test_the_sign_of_a_panel_stands_in_the_ranking_and_the_table_of_a_gene(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # Danish have 0.15 at the first allele, their panel nothing; at the second both have 0.05.
    panel_study.ingested(
        tmp_path,
        {EXACT: (180, 0), BELOW: (60, 0)},
        {"pos": [EXACT, BELOW], "AC_nfe": [0, 500], "AN_nfe": [10_000, 10_000]},
        matches={"XX": "nfe"},
    )
    in_full = "differs from the panel of its ancestry: Danish, here"
    for noun, params, sign in (("gene", {"g": "PCSK9"}, in_full), ("frequencies", {}, "panel")):
        address = {"a": DANISH, "b": MALAY, **params}
        app = screens.opened(noun, tmp_path / "store", monkeypatch, **address)
        table = app.dataframe[0].value
        signs = dict(zip(table["name"], table["sign"], strict=True))
        assert signs == {f"chr1-{EXACT}-A-G": sign, f"chr1-{BELOW}-A-G": ""}


def test_panels_are_marked_where_groups_are_chosen(page):
    app = page("frequencies")
    options = next(box.options for box in app.selectbox if box.label == "A")
    assert [option for option in options if option.startswith("◇ panel")] == [
        "◇ panel · Non-Finnish Europ… · n 120",
        "◇ panel · East Asian · Part… · n 50",
    ]
