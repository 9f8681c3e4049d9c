"""The page Pharmacogenes on the small demo study, and what leads to it."""

import re

import polars as pl
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
    said = screens.said(app).replace("\\", "")
    assert "The changes by group of CYP2C19" in said
    assert {"*2", "*3", "*17"} <= set(said.split("\n"))
    variant = screens.opened("variant", store, monkeypatch, v="CYP2C19*2")
    text = screens.said(variant).replace("\\", "")
    assert "CYP2C19*2 by group, and the phenotypes of CYP2C19" in text
    # Of the two changes that it needs, one breaks splicing; both are told by name.
    assert "rs4244285 · chr10-94781859-G-A" in text
    assert "splicing defect" in text


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


def test_drugs_come_by_how_many_people_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    store = demo_studies.small_demo_store()
    app = screens.opened("pharmacogenes", store, monkeypatch, g="CYP2C19", by="ethnic_group")
    assert not app.exception
    table = next(frame.value for frame in app.dataframe if "drug" in frame.value.columns)
    assert "Any drug of level A" not in set(table["drug"])
    groups = [name for name in table.columns if name not in ("drug", "level", "genes", "basis")]
    first = re.compile(r"[\d.]+")
    shares = table[groups].map(lambda share: float((first.findall(share) or ["0"])[0]))
    certain = shares.max(axis=1).tolist()
    text = screens.said(app)
    assert certain == sorted(certain, reverse=True)
    assert certain[0] > certain[-1]
    assert "For at least one drug of CPIC level A, by at least one of " in text


def test_recommendations_go_from_the_least_function_to_the_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = demo_studies.small_demo_store()
    app = screens.opened("pharmacogenes", store, monkeypatch, g="CYP2C19", drug="voriconazole")
    text = screens.said(app)
    places = [text.index(f"**{name} Metabolizer") for name in ("Poor", "Intermediate", "Rapid")]
    assert places == sorted(places)
    # Nothing is quoted of drugs whose words the source does not have.
    app = screens.opened("pharmacogenes", store, monkeypatch, g="G6PD", drug="rasburicase")
    text = screens.said(app)
    assert "What CPIC recommends for rasburicase is not in the tables" in text
    assert "Counted as differing: G6PD Deficient with CNSHA, G6PD Deficient, G6PD Variable" in text


def test_what_is_not_covered_is_marked_and_stands_first(monkeypatch: pytest.MonkeyPatch) -> None:
    store = demo_studies.small_demo_store()
    positions = queries.pharmacogenes.positions(open_store(store), gene_symbol="CYP2C19")
    (partial,) = positions.filter(~pl.col("is_known"))["call_set_name"].unique()
    app = screens.opened("pharmacogenes", store, monkeypatch, g="CYP2C19", by="ethnic_group")
    table = next(frame.value for frame in app.dataframe if "state_in_words" in frame.value.columns)
    assert table["state_in_words"].iloc[0].startswith("not known")
    bars = next(frame.value for frame in app.dataframe if "percents" in frame.value.columns)
    marked = bars["row_label"].str.endswith("(part)")
    assert marked.tolist() == bars["row_label"].str.contains(f" · {partial}", regex=False).tolist()
    assert 0 < marked.sum() < len(marked)
    assert "priority in health records" not in screens.said(app)


def test_a_gene_and_a_drug_that_are_not_told_are_said_not_to_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = demo_studies.small_demo_store()
    app = screens.opened("pharmacogenes", store, monkeypatch, drug="codeine")
    assert not app.exception
    text = screens.said(app).replace("\\", "")
    assert "CYP2D6 is not told here, since its copies and hybrids" in text
    assert "Whether codeine would be given otherwise is not known here" in text
    assert not any("drug" in frame.value.columns for frame in app.dataframe)
    # One that is told leads to its gene, with an answer of its own.
    app = screens.opened("pharmacogenes", store, monkeypatch, drug="amitriptyline")
    text = screens.said(app).replace("\\", "")
    assert "amitriptyline by CYP2C19: another recommendation than the standard one for " in text
    assert "CYP2D6 bears on it too and is not told here" in text
    assert "have neither how strong CPIC calls the recommendation, nor the date" in text


def test_call_sets_that_cover_a_gene_in_part_do_not_widen_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = demo_studies.small_demo_store()

    def of_clopidogrel(**asked: str) -> tuple[str, str]:
        app = screens.opened(
            "pharmacogenes", store, monkeypatch, g="CYP2C19", by="ethnic_group", **asked
        )
        table = next(frame.value for frame in app.dataframe if "drug" in frame.value.columns)
        return table.set_index("drug").loc["clopidogrel", "Chinese"], screens.said(app)

    def width(share: str) -> float:
        ends = [float(part) for part in share.removesuffix(" %").split(" to ")]
        return ends[-1] - ends[0]

    whole, said = of_clopidogrel()
    assert "Left out of the tables below" in said
    # The control: with all call sets the range is that of the exomes too.
    every, said = of_clopidogrel(calls="all")
    assert "Ranges below are wide" in said
    assert width(every) > width(whole)


def test_the_page_answers_about_the_allele_that_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = demo_studies.small_demo_store()
    app = screens.opened("pharmacogenes", store, monkeypatch, g="CYP2C19", allele="*2")
    assert not app.exception
    text = screens.said(app).replace("\\", "")
    said = re.search(r"CYP2C19\*2 \(no function\), of the chromosomes of those .*: (.*)", text)
    assert said
    table = next(frame.value for frame in app.dataframe if "allele" in frame.value.columns)
    row = table.set_index("allele").loc["*2"]
    told = re.findall(r"(?:^|; )([\w ]+?) ([\d.]+(?: to [\d.]+)?) % of", said[1])
    assert len(told) > 2
    assert all(row[group] == share for group, share in told)
    assert "The changes that CYP2C19*2 needs, by group" in text
    app = screens.opened("pharmacogenes", store, monkeypatch, g="CYP2C19", allele="*999")
    assert "nobody here may have an allele of this name" in screens.said(app)
    # A star allele of one change opens that change, and leads to itself.
    app = screens.opened("variant", store, monkeypatch, v="DPYD*2A")
    assert "DPYD*2A by group, and the phenotypes of DPYD" in screens.said(app).replace("\\", "")
