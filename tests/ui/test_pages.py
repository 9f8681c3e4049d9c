"""Each page alone, without the shell: what it says, also when it has nothing to show."""

from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from tests.builders import screens, tiny_store
from tests.builders.screens import Visit, chart, said

PAGES = sorted(path.stem for path in screens.PAGES.glob("*.py"))

DANISH, CHINESE, MALAY = (
    "group:ethnic_group/Danish@dk_wgs",
    "group:ethnic_group/Chinese@sg_wgs",
    "group:ethnic_group/Malay@sg_wgs",
)


@pytest.fixture(scope="module")
def two_sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_store.two_sites(tmp_path_factory.mktemp("two_sites"))


@pytest.fixture
def visit(two_sites: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    def visited(noun: str, store: Path = two_sites, **address: str) -> AppTest:
        return screens.opened(noun, store, monkeypatch, **address)

    return visited


@pytest.mark.parametrize("noun", PAGES)
def test_a_page_opens_alone_with_its_question(visit: Visit, noun: str) -> None:
    app = visit(noun)
    assert not app.exception
    assert app.title[0].value.endswith("?")


@pytest.mark.parametrize("noun", PAGES)
def test_a_and_b_are_chosen_before_the_reader_chooses(visit: Visit, noun: str) -> None:
    app = visit(noun)
    assert [app.selectbox[0].value, app.selectbox[1].value] == [DANISH, CHINESE]


@pytest.mark.parametrize("noun", PAGES)
def test_without_a_store_a_page_says_how_to_start(
    noun: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STRAITS_STORE", raising=False)
    app = AppTest.from_file(str(screens.PAGES / f"{noun}.py"), default_timeout=60).run()
    assert not app.exception
    assert app.title[0].value == "Which study shall Straits show?"
    assert any("python -m straits serve" in code.value for code in app.code)


@pytest.mark.parametrize("noun", PAGES)
def test_a_store_that_cannot_be_opened_shows_a_reader_no_place_and_no_command(
    visit: Visit, noun: str, tmp_path: Path
) -> None:
    app = visit(noun, store=tmp_path / "nowhere")
    assert not app.exception
    assert "Whoever runs this server finds the reason in its log" in said(app)
    assert "nowhere" not in said(app)
    assert not app.code


@pytest.mark.parametrize("noun", PAGES)
def test_a_release_that_is_gone_is_said_in_a_sentence(visit: Visit, noun: str) -> None:
    app = visit(noun, r="r999")
    assert not app.exception
    assert "r999" in said(app)


@pytest.mark.parametrize("noun", PAGES)
def test_a_group_that_is_not_there_is_named_and_replaced(visit: Visit, noun: str) -> None:
    app = visit(noun, a="group:ethnic_group/Martian@dk_wgs")
    assert "Martian" in said(app)
    assert app.selectbox[0].value == DANISH


@pytest.mark.parametrize("noun", PAGES)
def test_what_an_address_holds_never_becomes_markup(visit: Visit, noun: str) -> None:
    image = "![x](http://elsewhere/x.png)"
    app = visit(noun, g=image, v=image, region=image, a=image, order=image)
    assert not app.exception
    drawn = [element.value for element in (*app.markdown, *app.info, *app.caption)]
    assert not any("![" in value or "](http" in value for value in drawn)


def test_a_group_of_the_address_is_compared_with_a_default_that_is_another(visit: Visit) -> None:
    app = visit("overview", a=CHINESE)
    assert [app.selectbox[0].value, app.selectbox[1].value] == [CHINESE, DANISH]


def test_choosing_for_a_what_b_is_swaps_them(visit: Visit) -> None:
    app = visit("frequencies")
    app.selectbox[0].set_value(CHINESE).run()
    assert [app.selectbox[0].value, app.selectbox[1].value] == [CHINESE, DANISH]
    assert app.query_params["a"] == CHINESE
    assert app.query_params["b"] == DANISH


def test_the_overview_opens_with_the_largest_difference(visit: Visit) -> None:
    # Danish 150 of 200 copies of rs4988235, Chinese 0 of 120.
    text = said(visit("overview"))
    assert (
        "rs4988235 in MCM6 was seen in Danish (0.750) and in none of 120 copies in Chinese" in text
    )


def test_the_overview_says_who_is_in_the_study(visit: Visit) -> None:
    app = visit("overview")
    assert "200 people of 3 groups, 2 sites, 2 call sets" in said(app)
    sizes = app.dataframe[0].value
    assert dict(zip(sizes["group_label"], sizes["n_people"], strict=True)) == {
        "Danish": 100,
        "Chinese": 60,
        "Malay": 40,
    }


@pytest.mark.parametrize(
    ("noun", "params"),
    [
        ("overview", {}),
        ("frequencies", {}),
        ("gene", {"g": "MCM6"}),
        ("variant", {"v": "rs4988235"}),
    ],
)
def test_a_caption_names_release_grouping_relatives_and_filter(
    visit: Visit, noun: str, params: dict[str, str]
) -> None:
    text = said(visit(noun, **params))
    assert "release r1" in text
    assert "self-reported" in text
    assert "relatedness not known, everyone counted" in text
    assert "FILTER" in text


def test_a_difference_at_an_allele_says_of_how_many_people_it_is(visit: Visit) -> None:
    text = said(visit("variant", v="rs4988235", b=MALAY))
    assert "People with a genotype here: 100 in A (AN 200), 40 in B (AN 80). FILTER PASS." in text


def test_frequencies_state_both_groups_with_their_n(visit: Visit) -> None:
    text = said(visit("frequencies", b=MALAY))
    assert "Danish (n 100) against Malay (n 40): " in text


def test_an_allele_that_failed_filter_is_left_out_until_it_is_asked_for(visit: Visit) -> None:
    assert len(visit("frequencies").dataframe[0].value) == 2
    assert len(visit("frequencies", filter="no").dataframe[0].value) == 3


def test_the_ranking_of_a_gene_holds_its_alleles_alone(visit: Visit) -> None:
    app = visit("frequencies", region="ADH1B")
    assert list(app.dataframe[0].value["name"]) == ["rs1229984"]


def test_a_place_that_is_none_is_said_in_a_sentence(visit: Visit) -> None:
    app = visit("frequencies", region="no such place")
    assert not app.exception
    assert "no such place" in said(app)


def test_bounds_that_leave_nothing_say_which_bound_to_widen(visit: Visit) -> None:
    # Both alleles have an AF above 0.2 over Danish and Chinese together.
    text = said(visit("frequencies", af_max="0.001"))
    assert "frequency is outside the range; widen it" in text


def test_the_gene_page_without_a_gene_offers_those_with_variants(visit: Visit) -> None:
    text = said(visit("gene"))
    assert "MCM6" in text
    assert "ADH1B" in text
    assert "ADH1C" not in text


def test_a_study_without_gene_models_says_so_where_genes_are_chosen(
    visit: Visit, tmp_path: Path
) -> None:
    people = [
        tiny_store.Block("dk_wgs", "XX", 50, {"ethnic_group": name}) for name in ("Danish", "Sami")
    ]
    text = said(visit("gene", store=tiny_store.of_blocks(tmp_path, people)))
    assert "The study has no gene models" in text
    assert "name a GTF under genes: in the study file" in text


def test_an_unknown_gene_is_named(visit: Visit) -> None:
    assert "“XYZ99” is no gene of this release" in said(visit("gene", g="XYZ99"))
    assert "is a star allele" in said(visit("gene", g="MCM6*2"))


def test_a_gene_without_variants_names_its_nearest_neighbour_with_data(visit: Visit) -> None:
    text = said(visit("gene", g="ADH1C"))
    assert "no variants in ADH1C" in text
    assert "ADH1B" in text


def test_a_gene_is_found_by_an_alias_and_in_lower_case(visit: Visit) -> None:
    assert "rs1229984" in said(visit("gene", g="adh2"))


def test_the_table_of_a_gene_has_carriers_per_1000(visit: Visit) -> None:
    # Danish: 30 heterozygotes and 60 homozygotes of 100 people carry rs4988235.
    table = visit("gene", g="MCM6", filter="no").dataframe[0].value
    row = table[table["name"] == "rs4988235"].iloc[0]
    assert row["carriers_a"] == 900
    assert row["counts_a"] == "150/200"
    assert row["counts_b"] == "0/120"


def test_a_variant_is_found_by_rsid_and_in_any_spelling(visit: Visit) -> None:
    by_rsid = said(visit("variant", v="rs4988235"))
    by_place = said(visit("variant", v="2:135,851,076 G>A"))
    assert "chr2-135851076-G-A" in by_rsid
    assert by_rsid.split("chr2-")[1] == by_place.split("chr2-")[1]


def test_a_variant_that_is_not_there_says_what_to_do(visit: Visit) -> None:
    text = said(visit("variant", v="chr1-5-A-T"))
    assert "chr1-5-A-T was seen by no call set" in text


def test_the_variant_page_tells_absent_from_not_looked_at(visit: Visit) -> None:
    app = visit("variant", v="rs1229984")
    states = app.dataframe[1].value
    assert dict(zip(states["call_set_name"], states["state"], strict=True)) == {
        "dk_wgs": "looked at, nobody carries it",
        "sg_wgs": "seen in the files",
    }


def test_sexes_stand_apart_when_asked(visit: Visit) -> None:
    groups = visit("variant", v="rs4988235", sex="yes").dataframe[0].value
    assert list(groups["row_label"])[:3] == ["Danish · DK (A)", "XX", "XY"]


def test_inside_small_groups_are_withheld_and_said_to_be(visit: Visit, tmp_path: Path) -> None:
    # Inside, no cell of fewer than 20 people is shown: 8 Faroese are not, nor Danish beside them.
    lactase = "chr2-135851076-G-A"
    store = tiny_store.write(
        tmp_path,
        [
            tiny_store.Block("dk", "XX", 8, {"ethnic_group": "Faroese"}),
            tiny_store.Block("dk", "XX", 60, {"ethnic_group": "Danish"}),
            tiny_store.Block("sg", "XX", 50, {"ethnic_group": "Chinese"}),
            tiny_store.Block("sg", "XX", 50, {"ethnic_group": "Malay"}),
        ],
        [tiny_store.CallSet("dk", "dk"), tiny_store.CallSet("sg", "sg")],
        [lactase],
        profile="inside",
    )
    app = visit("variant", store=store, v=lactase)
    groups = app.dataframe[0].value
    states = dict(zip(groups["row_label"], groups["state_words"], strict=True))
    assert states["Faroese · DK"] == "withheld by the study's profile"
    assert states["Chinese · SG (A)"] == "none of 100 copies"
    assert "Profile inside" in said(app)
    overview = said(visit("overview", store=store))
    assert "dash stands for a number" in overview
    assert "Not shown of dk by ethnic group: Faroese, since fewer than 20 people." in overview
    assert "Danish, since the groups that may be shown would leave fewer than 20" in overview


def test_the_overview_counts_people_in_no_group_and_without_pedigree_nobody_as_unrelated(
    visit: Visit, tmp_path: Path
) -> None:
    blocks = [tiny_store.Block("c", "XX", 5, {"g": name}) for name in "AB"]
    store = tiny_store.of_blocks(tmp_path, [*blocks, tiny_store.Block("c", "XY", 3, {})])
    app = visit("overview", store=store)
    sizes = app.dataframe[0].value
    assert sizes["group_label"].to_list() == ["A", "B", "In no group"]
    assert sizes["xy"].to_list() == [0, 0, 3]
    assert "n_unrelated" not in app.dataframe[0].value.columns
    assert "Nobody says who is related to whom" in said(app)


def test_the_chart_of_a_page_has_its_finding_as_text_alternative(visit: Visit) -> None:
    assert chart(visit("frequencies")).alt.startswith("rs4988235 in MCM6")


def test_b_wears_in_every_chart_what_the_frame_shows(visit: Visit, tmp_path: Path) -> None:
    # Of seven groups the last has the colour of the first: as B it gives way, in the frame and in
    # the list of all groups alike.
    calls = {"chr1-100-A-G": tiny_store.Calls(het=9)}
    blocks = [tiny_store.Block("c", "XX", 40, {"g": f"G{number}"}, calls) for number in range(7)]
    store = tiny_store.of_blocks(tmp_path, blocks, release_id="alike")
    sides = {"a": "group:g/G0@c", "b": "group:g/G6@c"}
    app = visit("variant", store=store, v="chr1-100-A-G", **sides)
    shown = screens.marks_of_frame(app)
    assert shown[0] != shown[1]
    held = [pl.read_ipc_stream(one.data.data) for one in chart(app).datasets]
    drawn = {colour for one in held if "colour" in one.columns for colour in one["colour"]}
    assert set(shown) <= drawn
