"""What is known of an allele stands beside what is predicted, on its page and its gene's."""

import re
from functools import partial
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from straits import queries
from straits.store import Store, open_store
from straits.ui.gene import gene_index
from straits.ui.words import glossary
from tests.builders import demo_studies, screens
from tests.builders.screens import PAGES, Visit, said


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store(demo_studies.small_demo_store())


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Visit:
    return partial(screens.opened, store=demo_studies.small_demo_store(), monkeypatch=monkeypatch)


def table(app: AppTest, column: str) -> Any:
    return next(each.value for each in app.dataframe if column in each.value.columns)


def test_cyp2c19_2_is_predicted_synonymous_and_known_to_have_no_function(visit: Visit) -> None:
    app = visit("variant", v="rs4244285")
    text = said(app)
    assert "predicted: synonymous variant c.681G>A p.Pro227=" in text
    assert "known: part of CYP2C19*2, no function, splicing defect" in text
    (row,) = table(app, "effect").to_dict("records")
    assert row["name"] == "CYP2C19*2"
    assert row["others"] == "rs12769205"
    assert row["source"] == "pypgx 0.27.0, after PharmVar and CPIC"
    assert table(app, "terms")["terms"].tolist() == ["synonymous variant"]


@pytest.mark.parametrize(
    ("rsid", "known"),
    [
        ("rs12248560", "known: CYP2C19*17, increased function"),
        ("rs1057910", "known: CYP2C9*3, no function"),
        ("rs116855232", "known: NUDT15*3, no function"),
        ("rs9923231", "known: VKORC1 rs9923231, higher coumarin sensitivity"),
    ],
)
def test_what_is_known_stands_in_the_heading(visit: Visit, rsid: str, known: str) -> None:
    assert known in said(visit("variant", v=rsid))


def test_an_allele_of_a_pharmacogene_without_a_name_is_said_to_have_none(
    visit: Visit, store: Store
) -> None:
    text = said(visit("variant", v="rs10509681"))
    assert "known:" not in text
    assert "named allele" not in text  # no table has CYP2C8
    gene = queries.gene.gene(store, "CYP2C19")
    assert gene is not None
    alleles = queries.allele.known_in_gene(store, gene.gene_id)
    index = alleles.filter(alleles["named_alleles"].is_null())["allele_index"][0]
    (variant_id,) = queries.allele.alleles_in(store, (index, index))["variant_id"]
    text = said(visit("variant", v=variant_id))
    assert "No named allele of CYP2C19 needs it, says pypgx 0.27.0" in text


def test_an_allele_before_a_gene_links_it(visit: Visit, store: Store) -> None:
    assert "Gene CYP2C19" in said(visit("variant", v="rs12248560"))
    variant = queries.allele.variant(store, "chr10-94761900-C-T")
    assert variant is not None
    assert variant.gene_symbol is None


def test_a_gene_counts_carriers_by_what_is_known_and_by_what_is_predicted(
    visit: Visit, store: Store
) -> None:
    app = visit("gene", g="CYP2C19")
    text = said(app)
    counted = r"A ([\d.]+) per 1,000 \(([\d,]+) of [\d,]+ people"
    known = re.search(
        rf"Carriers of any allele known to have no function \(([^)]+)\): {counted}", text
    )
    predicted = re.search(
        rf"Carriers of any loss of function by predicted consequence: {counted}", text
    )
    assert known, text
    assert predicted, text
    assert set(known[1].split(", ")) == {"*2", "*3", "*35"}
    assert float(known[2]) > 20 * float(predicted[1])

    a = queries.groups.default_pair(store)[0]
    filters = queries.allele.Filters(sample_set="unrelated")
    gene = queries.gene.gene(store, "CYP2C19")
    assert gene is not None
    rows = queries.gene.gene_frequencies(store, gene.gene_id, [a], filters)
    ends = rows.filter(rows["function_class"] == "no_function")
    with_each = [ac - hom for ac, hom in ends.select("ac", "hom_alt").iter_rows()]
    assert max(with_each) <= int(known[3]) <= sum(with_each)
    assert "Seen in A / B, by predicted consequence:" in text
    alleles = table(app, "known")
    (row,) = alleles[alleles["name"] == "rs4244285"].to_dict("records")
    assert (row["impact_said"], row["known"]) == ("synonymous", "*2: no function")


def test_named_alleles_outside_a_gene_are_linked_from_it(visit: Visit) -> None:
    text = said(visit("gene", g="CYP2C19"))
    assert "Named alleles outside the gene's bounds" in text
    assert re.search(r"rs12248560 :gray\[\*17: increased function\]", text), text
    assert "outside the gene's bounds" not in said(visit("gene", g="CYP2C8"))


@pytest.mark.parametrize("noun", ["gene", "variant"])
def test_the_page_says_that_it_is_for_research(visit: Visit, noun: str) -> None:
    app = visit(noun, **{noun[0]: "CYP2C19" if noun == "gene" else "rs4244285"})
    pieces = [element.proto.body for element in app.get("html")]
    (opener,) = [body for body in pieces if 'class="opens"' in body]
    assert "for research, not for the care of a patient" in opener
    assert any('popover id="word-uses"' in body for body in pieces)


def test_the_glossary_has_all_that_the_readme_forbids() -> None:
    readme = (PAGES.parent / "README.md").read_text(encoding="utf-8")
    part = readme.split("## What the numbers may not be used for")[1].split("\n## ")[0]
    headings = re.findall(r"- \*\*([^*]+)\.\*\*", part)
    assert len(headings) == 5
    for heading in headings:
        assert f"{heading}:" in glossary.meaning("uses")


def test_every_gene_with_variants_is_on_a_page_of_the_list(
    visit: Visit, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gene_index, "PER_PAGE", 7)
    everything = queries.gene.gene_search(store, "", limit=100_000)
    wanted = set(everything.filter(everything["n_alleles"] > 0)["gene_symbol"])
    found: list[str] = []
    n_pages = -(-len(wanted) // 7)
    assert n_pages > 2
    for number in range(1, n_pages + 1):
        app = visit("gene", page=str(number))
        names = re.findall(r"^\*\*([\w-]+)\*\* :gray", said(app), re.MULTILINE)
        assert f"of {len(wanted)} genes with variants" in said(app)
        found += names
    assert found == sorted(found)
    assert (len(found), set(found)) == (len(wanted), wanted)
    beyond = said(visit("gene", page="999"))
    assert found[-1] in beyond


def test_the_list_of_genes_is_searched_by_any_name(visit: Visit) -> None:
    assert re.findall(
        r"\*\*([\w-]+)\*\* :gray", said(visit("gene", q="aldehyde dehydrogenase"))
    ) == ["ALDH2"]
    assert "called or described like “no such thing”" in said(visit("gene", q="no such thing"))
