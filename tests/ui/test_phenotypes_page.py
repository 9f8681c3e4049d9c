"""The page of phenotypes and the tabs of the overview, by what they say."""

import re
import shutil
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from tests.builders import demo_studies, phenotype_study, screens, tiny_store
from tests.builders.screens import Visit, said

TABS = ("One age and sex", "Over time", "Who is missing", "Can sites be compared?", "As sent")
OVERVIEW_TABS = (
    "Who", "Ages", "Genotypes", "Principal components", "Quality", "What sites sent", "Left out",
)  # fmt: skip


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Visit:
    """Open a page on its own; `tab` is the one that is open below the finding."""

    def opened(
        noun: str,
        profile: str = "open",
        tab: str | None = None,
        store: Path | None = None,
        **at: str,
    ) -> AppTest:
        if tab is not None:
            at["tab"] = re.sub(r"\W+", "_", tab.lower()).strip("_")
        app = screens.opened(noun, store or phenotype_study.store(profile), monkeypatch, **at)
        assert not app.exception
        return app

    return opened


def table(app: AppTest, column: str) -> pl.DataFrame:
    """Return the first table with a column of that name."""
    found = next(shown.value for shown in app.dataframe if column in shown.value.columns)
    return pl.from_pandas(found)


def test_the_page_opens_with_a_phenotype_and_what_is_found(visit: Visit) -> None:
    app = visit("phenotypes")
    assert app.title[0].value.endswith("?")
    # A and B are the largest groups of the two sites.
    assert "Gout is about as common in Chinese (25.0 %) as in Danish (25.0 %)" in said(app)


def test_a_and_b_are_compared_where_both_have_the_phenotype(visit: Visit) -> None:
    text = said(visit("phenotypes", b="group:ethnic_group/Malay@sg_wgs"))
    assert "Gout is 1.6 times as common in Malay (40.0 %) as in Danish (25.0 %)" in text


def test_denominators_are_people_looked_at(visit: Visit) -> None:
    app = visit("phenotypes", p="gout")
    rows = {row["row_label"]: row for row in table(app, "n_known").to_dicts()}
    assert (rows["Malay"]["n_yes"], rows["Malay"]["n_known"]) == (28, 70)
    assert "the share with a yes of the 290 people who were looked at" in said(app)
    assert "1 person with a yes was never looked at as the others were, and is left out" in said(
        app
    )


def test_a_measurement_is_shown_in_one_unit(visit: Visit) -> None:
    text = said(visit("phenotypes", p="hba1c"))
    assert "Median HbA1c is 47.5 mmol/mol in Chinese and 39.0 mmol/mol in Danish" in text


def test_sexes_stand_apart_when_asked(visit: Visit) -> None:
    app = visit("phenotypes", p="gout", sex="yes")
    assert list(table(app, "n_known")["row_label"])[:3] == ["Danish (A)", "XX", "XY"]


def test_the_dictionary_is_searched(visit: Visit) -> None:
    text = said(visit("phenotypes", q="4548-4"))
    assert "1 of 2 entries" in text
    assert "HbA1c" in text


def test_an_unknown_phenotype_is_named_and_replaced(visit: Visit) -> None:
    text = said(visit("phenotypes", p="plague"))
    assert "The dictionary has no phenotype “plague”" in text
    assert "Gout is" in text


@pytest.mark.parametrize("profile", ["open", "inside"])
@pytest.mark.parametrize("phenotype", ["gout", "hba1c"])
@pytest.mark.parametrize("tab", TABS)
def test_every_tab_opens(visit: Visit, profile: str, phenotype: str, tab: str) -> None:
    app = visit("phenotypes", profile, tab, p=phenotype)
    assert f"Profile {profile}." in said(app)


def test_the_caption_of_a_chart_says_that_people_are_invented(visit: Visit) -> None:
    assert "Synthetic people." in said(visit("phenotypes"))


def test_sites_are_compared_field_by_field(visit: Visit) -> None:
    app = visit("phenotypes", tab="Can sites be compared?", p="gout")
    assert "The sites differ in code system, looked at, how it was recorded." in said(app)
    rows = {row["field"]: row for row in table(app, "differs").to_dicts()}
    assert (rows["Code system"]["Denmark"], rows["Code system"]["Singapore"]) == ("sks", "icd10")
    assert rows["Looked at"]["differs"] == "differs"


def test_who_is_missing_is_counted(visit: Visit) -> None:
    app = visit("phenotypes", tab="Who is missing", p="hba1c")
    assert "Of Malay, 75 % are known: 60 of 80 people, the smallest share." in said(app)


def test_numbers_as_sent_are_one_tab_away(visit: Visit) -> None:
    app = visit("phenotypes", tab="As sent", p="hba1c")
    assert set(table(app, "original_unit")["original_unit"]) == {"mmol/mol", "%"}
    assert "HbA1c as sent in %" in said(app)


def test_inside_a_withheld_group_is_said_to_be_so(visit: Visit) -> None:
    app = visit("phenotypes", "inside", p="gout")
    rows = {row["row_label"]: row for row in table(app, "n_known").to_dicts()}
    assert rows["Malay"]["n_yes"] is None
    assert rows["Danish (A)"]["n_yes"] == 30


def test_a_study_without_phenotypes_says_how_to_add_some(visit: Visit, tmp_path: Path) -> None:
    text = said(visit("phenotypes", store=tiny_store.two_sites(tmp_path)))
    assert "No site of this study has phenotypes" in text


def test_without_rows_what_sites_sent_can_still_be_read(visit: Visit, tmp_path: Path) -> None:
    store = without_rows(tmp_path)
    text = said(visit("phenotypes", store=store))
    assert "This server holds no individual data" in text
    assert "The sites differ in code system" in text


def without_rows(folder: Path) -> Path:
    """Return a copy of the study's store with aggregates alone."""
    shutil.copytree(phenotype_study.store("open"), folder / "store", symlinks=True)
    for rows in (folder / "store" / "releases").glob("*/rows"):
        shutil.rmtree(rows)
    return folder / "store"


@pytest.mark.parametrize("profile", ["open", "inside"])
@pytest.mark.parametrize("tab", OVERVIEW_TABS)
def test_every_tab_of_the_overview_opens(visit: Visit, profile: str, tab: str) -> None:
    visit("overview", profile, tab)


@pytest.mark.parametrize("tab", OVERVIEW_TABS)
def test_every_tab_of_the_overview_opens_without_rows(
    visit: Visit, tmp_path: Path, tab: str
) -> None:
    visit("overview", tab=tab, store=without_rows(tmp_path))


def test_the_ledger_accounts_for_every_row(visit: Visit) -> None:
    app = visit("overview", tab="What sites sent")
    # 30 + 200 of Denmark; 54 + 160 + 170 of Singapore, the screening without a value to use.
    sources = table(app, "source_table")
    assert sources["n_rows"].sum() == sum(
        sources[name].sum()
        for name in (
            "n_rows_used", "n_rows_set_aside", "n_rows_not_asked_for", "n_rows_not_selected",
        )
    )  # fmt: skip
    laboratory = sources.filter(
        (pl.col("site_name") == "Denmark") & (pl.col("source_table") == "laboratory")
    )
    assert laboratory["n_rows_used"].to_list() == [200]


def test_ages_say_which_group_is_older(visit: Visit) -> None:
    text = said(visit("overview", tab="Ages"))
    assert "years old on average" in text
    assert "Women (XX) to the left, men (XY) to the right" in text


def test_too_few_variants_for_axes_is_said(visit: Visit) -> None:
    text = said(visit("overview", tab="Principal components"))
    assert "too few common and unlinked variants" in text


@pytest.mark.parametrize("tab", OVERVIEW_TABS)
def test_the_address_opens_a_tab(visit: Visit, tab: str) -> None:
    app = visit("overview", tab=tab)
    assert app.session_state["url-tab"] == tab


def test_a_tab_that_is_none_is_the_first(visit: Visit) -> None:
    app = visit("overview", tab="nonsense")
    assert app.session_state["url-tab"] == OVERVIEW_TABS[0]


def test_a_part_of_a_group_is_told_that_phenotypes_are_of_all_of_it(visit: Visit) -> None:
    demo = demo_studies.small_demo_store()
    told = "counted here is everybody who is Malay at Singapore"
    part = said(visit("phenotypes", store=demo, a="group:ethnic_group/malay@sg_exome"))
    assert "A is Malay · Singapore exomes. Phenotypes are of people in whichever" in part
    assert told in part
    assert told not in said(visit("phenotypes", store=demo, a="group:ethnic_group/malay"))
