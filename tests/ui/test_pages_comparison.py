"""The page of a comparison: within a list of genes, and over more variants than are drawn each."""

import json
from functools import partial
from pathlib import Path

import pytest
from scipy.stats import fisher_exact

from straits.ui.figures import figure
from tests.builders import call_sets_apart, screens, tiny_store
from tests.builders.screens import Visit, chart, said


@pytest.fixture(scope="module")
def two_sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_store.two_sites(tmp_path_factory.mktemp("two_sites"))


@pytest.fixture
def visit(two_sites: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    return partial(screens.opened, "frequencies", two_sites, monkeypatch)


@pytest.fixture
def few_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all variants be more than are drawn one by one."""
    monkeypatch.setattr("straits.ui.frequencies.genome_view._STRETCHES", 2)


VIEWS = ("scatter", "genome", "volcano", "heat", "shared", "fst", "diversity")


@pytest.mark.parametrize("view", VIEWS)
def test_a_list_of_genes_bounds_every_view(visit: Visit, view: str) -> None:
    app = visit(view=view, genes="mcm6")
    assert not app.exception
    assert "1 variant in 1 gene" in said(app)
    assert "within a list of 1 gene" in said(app)


def test_the_export_holds_the_alleles_of_the_list_alone(visit: Visit) -> None:
    table = visit(genes="ADH1B").dataframe[0].value
    assert table["name"].to_list() == ["rs1229984"]


def test_a_sign_of_a_batch_effect_stands_beside_the_gene_and_can_be_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apart = call_sets_apart.store(tmp_path)
    table = screens.opened("frequencies", apart, monkeypatch).dataframe[0].value
    assert list(table.columns)[:3] == ["name", "gene", "sign"]
    signs = dict(zip(table["name"], table["sign"], strict=True))
    assert signs == {"rs4988235": "", "rs1229984": "", call_sets_apart.ARTEFACT: "call sets"}
    app = screens.opened("frequencies", apart, monkeypatch, sign="without")
    assert set(app.dataframe[0].value["name"]) == {"rs4988235", "rs1229984"}
    assert "Left out: 1 with a sign of a batch effect" in said(app)


def test_names_of_a_list_that_are_aliases_or_no_genes_are_told(visit: Visit) -> None:
    text = said(visit(genes="P105MCM,ADH1X,ADH1B"))
    assert "Known by another name: P105MCM is MCM6." in text
    assert "No gene of this release: ADH1X (ADH1B or ADH1C?)." in text
    assert "2 variants in 2 genes" in text


def test_a_list_without_any_gene_says_so_and_compares_nothing(visit: Visit) -> None:
    app = visit(genes="NOSUCHGENE")
    assert "No name of the list is a gene here." in said(app)
    assert not app.dataframe


def test_the_list_is_a_chip_that_a_click_takes_away(visit: Visit) -> None:
    app = visit(genes="MCM6,ADH1B")
    chip = app.button(key="without-genes")
    assert "MCM6, ADH1B" in chip.label
    app = chip.click().run()
    assert "genes" not in app.query_params
    assert "2 variants," in said(app)


def test_names_that_are_pasted_go_into_the_address(visit: Visit) -> None:
    app = visit()
    app.text_area[0].set_value("MCM6\n adh2;")
    app = next(one for one in app.button if one.label == "Look within these genes").click().run()
    assert app.query_params["genes"] == "MCM6,adh2"
    assert "in 2 genes" in said(app)


def test_the_finding_says_how_many_of_all_variants_differ(visit: Visit) -> None:
    text = said(visit())
    assert "Danish (n 100) against Chinese (n 60): 2 variants, 2 differ at q < 0.05" in text


@pytest.mark.usefixtures("few_marks")
@pytest.mark.parametrize(("drawn", "by"), [("log_p", "smallest p"), ("fst", "largest Fst")])
def test_along_the_genome_peaks_stand_for_very_many_variants(
    visit: Visit, drawn: str, by: str
) -> None:
    app = visit(view="genome", drawn=drawn)
    assert not app.exception
    assert f"an upper envelope: each is the variant with the {by} of up to" in said(app)
    assert "highest of variants" in chart(app).spec


def test_along_the_genome_few_variants_are_drawn_each(visit: Visit) -> None:
    text = said(visit(view="genome", drawn="fst"))
    assert "grey marks are all variants" in text
    assert "Over all variants Fst is" in text


def test_the_line_of_a_volcano_is_that_of_q(visit: Visit) -> None:
    app = visit(view="volcano")
    assert not app.exception
    assert "above the dashed line q is below 0.05" in said(app)
    assert "q = 0.05" in str(json.loads(chart(app).spec))


def test_a_heat_map_needs_only_the_alleles_that_it_draws(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two alleles are ranked, in three groups.
    monkeypatch.setattr("straits.queries.comparison.panel_of_groups.MOST_COUNTS", 6)
    assert "every group beside them" in said(visit(view="heat"))


def test_the_file_of_a_heat_map_says_who_was_counted_and_of_which_release(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[figure.Figure] = []
    monkeypatch.setattr(figure, "actions", lambda shown, *_: offered.append(shown))
    assert not visit(view="heat").exception
    (shown,) = offered
    known = shown.rows.select("group_label", "n_people", "sample_set", "release_id", "grouping")
    assert known.null_count().sum_horizontal().item() == 0
    assert known["n_people"].n_unique() > 1


def test_fst_and_shared_alleles_are_of_any_number_of_alleles(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("straits.queries.comparison.panel_of_groups.MOST_COUNTS", 0)
    assert "Fst is lowest between" in said(visit(view="fst", filter="no"))
    assert "projected down to" in said(visit(view="shared", filter="no"))


def test_diversity_of_too_many_alleles_says_how_many_and_the_way_out(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("straits.queries.comparison.panel_of_groups.MOST_COUNTS", 0)
    text = said(visit(view="diversity", filter="no"))
    assert "is counted of 666,666 alleles of 3 groups at most" in text
    assert "Name a gene" in text


@pytest.mark.usefixtures("few_marks")
def test_a_stretch_marked_among_very_many_variants_is_listed(visit: Visit) -> None:
    app = visit(view="genome")
    state = app.session_state._state
    key = next(one for one in state.filtered_state if one.startswith("chart-"))
    # chr2 comes first, and holds rs4988235 at 135,851,076.
    app.session_state[key] = {"selection": {"brush": {"place": [130_000_000, 200_000_000]}}}
    app.run()
    assert not app.exception
    assert "1 of 2 variants lies in the stretch marked" in said(app)
    table = app.dataframe[0].value
    assert table["name"].to_list() == ["rs4988235"]
    # The smaller p of the two variants of the family.
    p = fisher_exact([[150, 50], [0, 120]]).pvalue
    assert float(table["q"].iloc[0]) == pytest.approx(2 * p, rel=0.5)
