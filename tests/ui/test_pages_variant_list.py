"""The page of a comparison of the variants of a list, pasted or in a link."""

from functools import partial
from pathlib import Path

import pytest

from tests.builders import screens, tiny_store
from tests.builders.screens import Visit, said

LACTASE = "chr2-135851076-G-A"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_store.two_sites(tmp_path_factory.mktemp("two_sites"))


@pytest.fixture
def visit(store: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    return partial(screens.opened, "frequencies", store, monkeypatch)


@pytest.mark.parametrize(
    "view", ["scatter", "genome", "volcano", "heat", "shared", "fst", "diversity"]
)
def test_a_list_of_variants_bounds_every_view(visit: Visit, view: str) -> None:
    app = visit(view=view, variants="rs4988235,rs1")
    assert not app.exception
    assert "1 variant, of 1 listed" in said(app)
    assert "Not in this release, 1: rs1." in said(app)


def test_what_is_no_variant_is_told(visit: Visit) -> None:
    text = said(visit(variants="rs4988235,nonsense"))
    assert "No rsID, allele or region, 1: nonsense." in text


@pytest.mark.parametrize(
    ("variants", "sentence"),
    [
        ("rs1", "The release has no allele of the list of variants."),
        ("nonsense", "The list of variants holds no rsID, allele or region."),
        ("NC_000002.11:135851075:G:A", "The list of variants is of GRCh37"),
    ],
)
def test_a_list_without_any_variant_says_so_and_compares_nothing(
    visit: Visit, variants: str, sentence: str
) -> None:
    app = visit(variants=variants)
    assert sentence in said(app)
    assert not app.dataframe


def test_a_list_that_is_pasted_goes_into_the_address_in_short(visit: Visit) -> None:
    app = visit()
    pasted = f"RS4988235;\nchr4\t99318161\t99318162\n{LACTASE} nonsense"
    box = next(each for each in app.text_area if each.label == "Variants")
    box.set_value(pasted)
    send = next(each for each in app.button if each.label == "Look at these variants")
    app = send.click().run()
    assert app.query_params["variants"] == (f"rs4988235,chr4:99318162-99318162,{LACTASE},nonsense")
    assert "2 variants, of 2 listed" in said(app)


def test_a_list_longer_than_an_address_is_refused_with_the_way_out(visit: Visit) -> None:
    app = visit()
    box = next(each for each in app.text_area if each.label == "Variants")
    box.set_value("\n".join(f"rs{number}" for number in range(1, 1_002)))
    app = next(each for each in app.button if each.label == "Look at these variants").click().run()
    assert "variants" not in app.query_params
    assert "The list has 1,001 entries; the page looks at 1,000 at most" in said(app)
    assert "python -m straits differences --variants FILE" in said(app)


def test_a_click_takes_the_list_away(visit: Visit) -> None:
    app = visit(variants="rs4988235").button(key="without-variants").click().run()
    assert "variants" not in app.query_params
    assert "2 variants," in said(app)
