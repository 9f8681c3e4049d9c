"""The Cohorts page alone, on the small demo study: build, count, save, compare, and say why not."""

import json
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from straits import cohorts, queries
from straits.store import open_store
from tests.builders import demo_studies, screens, tiny_store
from tests.builders.screens import Visit, said

DIABETIC = cohorts.parse("ethnic_group is chinese and ever type_2_diabetes")


@pytest.fixture
def visit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    monkeypatch.setenv("STRAITS_STATE", str(tmp_path / "state"))

    def opened(tree: cohorts.Tree | str | None = None, store: Path | None = None, **params: str):
        link = tree if isinstance(tree, str | None) else cohorts.to_link(tree)
        where = store or demo_studies.small_demo_store()
        return screens.opened("cohorts", where, monkeypatch, **{"c": link, **params})

    return opened


def shown(app: AppTest) -> str:
    """Return the cohort that the address holds, as a sentence."""
    (link,) = [app.query_params["c"]] if isinstance(app.query_params["c"], str) else (
        app.query_params["c"]
    )  # fmt: skip
    return cohorts.sentence(cohorts.from_link(link))


def chip(app: AppTest, number: int):
    return [button for button in app.button if (button.key or "").startswith("without-")][number]


def test_without_a_cohort_the_page_starts_from_a(visit: Visit):
    app = visit()
    assert not app.exception
    assert "people are in: Ethnic group is Danish and call set is Denmark genomes." in said(app)


def test_the_number_of_people_and_of_the_unknown_is_in_the_first_sentence(visit: Visit):
    app = visit(cohorts.Not(part=cohorts.parse("ever type_2_diabetes")))
    assert re.search(r"\d+ of \d+ people are in: not ever Type 2 diabetes\.", said(app))
    assert re.search(r"Of \d+ more it is unknown", said(app))


def test_a_click_takes_a_criterion_away(visit: Visit):
    app = visit(DIABETIC)
    chip(app, 0).click().run()
    assert shown(app) == "ever type_2_diabetes"
    assert not app.exception


def test_a_criterion_is_added_by_clicking(visit: Visit):
    app = visit(DIABETIC)
    app.selectbox(key=f"kind-{cohorts.cohort_id(DIABETIC)}").set_value("Sex").run()
    at = f"criterion-{cohorts.cohort_id(DIABETIC)}-Sex"
    app.multiselect(key=at).set_value(["XX"]).run()
    app.button(key=f"add-{cohorts.cohort_id(DIABETIC)}").click().run()
    assert shown(app) == "ethnic_group is chinese and ever type_2_diabetes and sex is XX"
    assert not app.exception


@pytest.mark.parametrize(
    "kind",
    [
        "Ethnic group",
        "Sex",
        "Age",
        "Ancestry probability",
        "Phenotype",
        "Carriers of a variant",
        "Carriers in a gene",
        "Phenotype of a drug's gene",
        "Site",
        "Call set",
    ],
)
def test_every_kind_of_criterion_has_a_form(visit: Visit, kind: str):
    app = visit(DIABETIC)
    app.selectbox(key=f"kind-{cohorts.cohort_id(DIABETIC)}").set_value(kind).run()
    assert not app.exception


def test_a_sentence_becomes_the_cohort(visit: Visit):
    app = visit(DIABETIC)
    app.text_area[0].set_value("sex is XY and age above 40")
    send = next(button for button in app.button if button.label == "Read")
    send.click().run()
    assert shown(app) == "sex is XY and age above 40"


def test_a_sentence_that_is_not_understood_says_where(visit: Visit):
    app = visit(DIABETIC)
    app.text_area[0].set_value("sex is red")
    next(button for button in app.button if button.label == "Read").click().run()
    assert "is not understood at 'red'" in said(app)
    assert shown(app) == cohorts.sentence(DIABETIC)


def test_a_saved_cohort_is_listed_and_opened_by_its_id(visit: Visit):
    app = visit(DIABETIC)
    name = next(box for box in app.text_input if box.label == "Name")
    name.set_value("Chinese diabetics")
    next(button for button in app.button if button.label == "Save").click().run()
    assert not app.exception
    assert "Saved as Chinese diabetics on " in said(app)
    again = visit(f"cohort:{cohorts.cohort_id(DIABETIC)}")
    assert "Ethnic group is Chinese and ever Type 2 diabetes" in said(again)
    assert "Chinese diabetics" in said(again)


def test_where_nothing_can_be_saved_the_page_says_so(visit: Visit, monkeypatch):
    monkeypatch.delenv("STRAITS_STATE")
    text = said(visit(DIABETIC))
    assert "started without --state" in text
    assert "Links to a cohort hold the cohort itself" in text


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ("~abc", "link to an unsaved cohort is broken"),
        ("cohort:0123456789abcdef", "was saved on this server"),
        (
            cohorts.parse("ever lumbago and sex is XX"),
            "“ever lumbago”: the release has no phenotype",
        ),
        (
            cohorts.parse("sex is XX and sex is XY"),
            "nobody can be both “sex is XX” and “sex is XY”. Take one criterion away",
        ),
    ],
)
def test_what_cannot_be_is_said_in_plain_words(visit: Visit, tree, expected: str):
    app = visit(tree)
    assert not app.exception
    assert expected in said(app)


def test_what_an_address_holds_never_becomes_markup(visit: Visit):
    image = "![x](http://elsewhere/x.png)"
    tree = cohorts.Group(grouping=image, groups=(image,))
    app = visit(tree)
    assert not app.exception
    drawn = [element.value for element in (*app.markdown, *app.info, *app.caption)]
    labels = [button.label for button in app.button]
    assert not any("![" in value or "](http" in value for value in (*drawn, *labels))


def test_a_server_without_individual_data_says_so(visit: Visit, tmp_path: Path):
    app = visit(store=tiny_store.two_sites(tmp_path / "tiny"))
    assert not app.exception
    assert "holds no individual data" in said(app)


@pytest.mark.parametrize("page", ["overview", "frequencies", "gene", "variant", "phenotypes"])
def test_every_page_takes_a_cohort_as_a(visit: Visit, page: str, monkeypatch):
    link = cohorts.to_link(DIABETIC) or ""
    store = demo_studies.small_demo_store()
    app = screens.opened(page, store, monkeypatch, a=link, g="ALDH2", v="rs671")
    assert not app.exception
    assert app.selectbox[0].value == link
    assert not [told.value for told in app.info if "cannot" in told.value]


def test_from_a_variant_one_link_leads_to_its_carriers(visit: Visit, monkeypatch):
    app = screens.opened("variant", demo_studies.small_demo_store(), monkeypatch, v="rs671")
    assert "Carriers as a cohort" in said(app)
    carriers = visit(cohorts.parse("carries chr12-111803962-G-A"))
    assert "people are in: carries chr12-111803962-G-A." in said(carriers)


def test_from_a_gene_one_link_leads_to_the_carriers_of_what_is_filtered(visit: Visit, monkeypatch):
    monkeypatch.setenv("STRAITS_STORE", str(demo_studies.small_demo_store()))
    found: list[str] = []
    monkeypatch.setattr(
        "straits.ui.cohorts.carriers_link.links.link",
        lambda label, page, params=None: found.append(params["c"]) if "Carriers" in label else None,
    )
    app = screens.opened("gene", demo_studies.small_demo_store(), monkeypatch, g="ALDH2")
    assert not app.exception
    tree = cohorts.from_link(found[-1])
    assert isinstance(tree, cohorts.Carrier)
    assert "chr12-111803962-G-A" in tree.variants
    shown_rows = [table.value for table in app.dataframe if "name" in table.value.columns]
    assert len(tree.variants) == len(shown_rows[0])


def marks_of(app: AppTest) -> tuple[list[str], list[str]]:
    """Return the colours in which the frame shows A and B, and those of the composition."""
    frame = screens.marks_of_frame(app)
    layers = json.loads(app.get("vega_lite_chart")[1].proto.spec)["layer"]
    drawn = [layer["mark"]["color"] for layer in layers if layer["mark"]["type"] != "tick"]
    return frame, drawn


def test_a_cohort_that_is_a_wears_the_colour_of_a_and_b_its_own(visit: Visit):
    app = visit()
    frame, drawn = marks_of(app)
    assert drawn == frame
    assert "the cohort, which is A" in said(app)


def test_a_property_that_tells_cohort_and_b_wholly_apart_is_named_under_the_chart(visit: Visit):
    # A and B are groups of different sites.
    text = said(visit())
    drawn_not = text.partition("Not drawn, as they tell the two wholly apart: ")[2]
    assert drawn_not.startswith("Site ")


def test_a_cohort_that_is_neither_wears_a_colour_of_its_own_and_b_keeps_its(visit: Visit):
    app = visit(DIABETIC)
    frame, drawn = marks_of(app)
    assert drawn[1] == frame[1]
    assert drawn[0] not in frame


def test_a_cohort_wears_the_colour_of_no_group(visit: Visit):
    groups = queries.groups.populations(open_store(demo_studies.small_demo_store()))
    alone, _ = marks_of(visit(DIABETIC, a=cohorts.to_link(DIABETIC) or ""))
    assert alone[0] not in groups["colour"].to_list()
    third = marks_of(visit(DIABETIC))[1][0]
    assert third not in groups["colour"].to_list()


def test_beside_a_cohort_a_group_keeps_the_colour_of_its_study(visit: Visit):
    chinese = "group:ethnic_group/chinese@sg_wgs"
    app = visit(DIABETIC, a=cohorts.to_link(DIABETIC) or "", b=chinese)
    frame, drawn = marks_of(app)
    assert frame[1] == "#D55E00"
    assert frame[0] != frame[1]
    assert drawn == frame
