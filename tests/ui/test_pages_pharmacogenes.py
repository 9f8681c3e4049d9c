"""The page Pharmacogenes on the small demo study, and what leads to it."""

import pytest

from straits import cohorts, queries
from straits.store import open_store
from tests.builders import demo_studies, screens


def test_g6pd_tells_men_and_women_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    store = demo_studies.small_demo_store()
    app = screens.opened("pharmacogenes", store, monkeypatch, g="G6PD")
    assert not app.exception
    assert "G6PD lies on X: men have one allele" in screens.said(app)
    table = next(frame.value for frame in app.dataframe if "G6PD Variable" in frame.value.columns)
    of_men = table[table["sex"] == "men (XY)"]
    assert set(of_men["G6PD Variable"]) == {"0.0"}
    assert set(table[table["sex"] == "women (XX)"]["G6PD Variable"]) != {"0.0"}


def test_alleles_stand_beside_published_ones_and_lead_on(monkeypatch: pytest.MonkeyPatch) -> None:
    store = demo_studies.small_demo_store()
    app = screens.opened("pharmacogenes", store, monkeypatch, g="CYP2C19", published="European")
    assert not app.exception
    table = next(frame.value for frame in app.dataframe if "European" in frame.value.columns)
    # CPIC's table of frequencies: *2 of Europeans 0.14686.
    assert table.set_index("allele").loc["*2", "European"] == "14.7"
    assert "The changes of CYP2C19*2 by group" in screens.said(app).replace("\\", "")
    variant = screens.opened("variant", store, monkeypatch, v="CYP2C19*2")
    text = screens.said(variant).replace("\\", "")
    assert "CYP2C19*2 by group, and the phenotypes of CYP2C19" in text


def test_a_bar_leads_to_its_people(monkeypatch: pytest.MonkeyPatch) -> None:
    store = demo_studies.small_demo_store()
    told: list[str] = []

    def link(label: str, page: str, params: dict[str, str] | None = None) -> None:
        if page == "cohorts" and params and "cohort" in label:
            told.append(cohorts.sentence(cohorts.from_link(params["c"])))

    monkeypatch.setattr("straits.ui.pharmacogenes.people_links.links.link", link)
    screens.opened(
        "pharmacogenes", store, monkeypatch, g="CYP2C19", by="ethnic_group", of="sg_exome/chinese",
        **{"with": "Intermediate Metabolizer"},
    )  # fmt: skip
    within = "call set is sg_exome and ethnic_group is chinese and possibly unrelated and "
    asked = "pgx CYP2C19 is intermediate metabolizer"
    assert told == [f"{within}{asked}", f"{within}possibly {asked}"]
    # The people of the cohort are those of the bar; all are covered and named.
    opened = open_store(store)
    rows = queries.pharmacogenes.phenotypes(opened, "CYP2C19", "ethnic_group", "unrelated")
    bar = rows.filter(
        call_set_id="sg_exome", group_id="chinese", phenotype="Intermediate Metabolizer"
    )
    members = [opened.cohorts.members(cohorts.parse(each)).height for each in told]
    assert [tuple(members)] == bar.select("n_certain", "n_possible").rows()
    assert members[0] < members[1]
