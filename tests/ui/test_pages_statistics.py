"""What the pages say of tests, intervals and groups: each figure with its name and its source."""

import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from scipy.stats import fisher_exact
from streamlit.testing.v1 import AppTest

from straits import queries
from straits.popgen.hardy_weinberg import hardy_weinberg_midp
from straits.queries.allele import variant_statistics
from straits.store import open_store
from straits.ui.figures import captions
from tests.builders import screens, tiny_store
from tests.builders.screens import Visit, chart, said
from tests.builders.tiny_store import Block, Calls, CallSet
from tests.ui.test_pages import CHINESE, DANISH

VIEWS = ("scatter", "genome", "volcano", "heat", "shared", "fst", "diversity")


@pytest.fixture(scope="module")
def two_sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_store.two_sites(tmp_path_factory.mktemp("two_sites"))


@pytest.fixture
def visit(two_sites: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    def visited(noun: str, **address: str) -> AppTest:
        return screens.opened(noun, two_sites, monkeypatch, **address)

    return visited


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_of_a_comparison_has_a_chart_and_a_caption(visit: Visit, view: str) -> None:
    app = visit("frequencies", view=view)
    assert not app.exception
    assert chart(app).alt
    assert "release r1" in said(app)
    assert "self-reported" in said(app)


def test_the_sentence_counts_variants_and_those_that_differ_at_q(visit: Visit) -> None:
    # rs4988235: 150 of 200 against 0 of 120; rs1229984: 0 of 200 against 84 of 120.
    text = said(visit("frequencies"))
    assert "Danish (n 100) against Chinese (n 60): 2 variants, 2 differ at q < 0.05" in text
    assert "Benjamini-Hochberg over these variants" in text


def test_a_p_value_stands_beside_the_name_of_its_test(visit: Visit) -> None:
    table = visit("frequencies", view="genome").dataframe[0].value
    row = table[table["name"] == "rs4988235"].iloc[0]
    p = fisher_exact([[150, 50], [0, 120]]).pvalue
    assert float(row["p"]) == pytest.approx(p, rel=0.5)
    assert row["test"] == "Fisher"


def test_the_interval_of_a_difference_is_in_the_ranking(visit: Visit) -> None:
    # Wilson: 150/200 is 0.6857 to 0.8049, 0/120 is 0 to 0.0310. Newcombe: 0.75 less the root of
    # 0.0643² + 0.0310², to 0.8049.
    table = visit("frequencies").dataframe[0].value
    assert table[table["name"] == "rs4988235"].iloc[0]["interval"] == "+0.679 to +0.805"


def test_a_view_that_is_none_is_the_first(visit: Visit) -> None:
    assert chart(visit("frequencies", view="pie")).alt.startswith("rs4988235 in MCM6")


def test_fst_is_told_between_every_two_groups(visit: Visit) -> None:
    text = said(visit("frequencies", view="fst"))
    assert "Fst is lowest between" in text
    assert "ratio of summed numerators and denominators" in text


def test_shared_alleles_say_to_what_size_they_were_projected(visit: Visit) -> None:
    # The smallest group is 40 Malay, 80 alleles.
    assert "projected down to 80 alleles" in said(visit("frequencies", view="shared"))
    counted = said(visit("frequencies", view="shared", drawn="raw"))
    assert "most people has most private alleles for that reason alone" in counted


def test_the_panel_of_a_variant_names_every_method(visit: Visit) -> None:
    text = said(visit("variant", v="rs4988235"))
    for method in (
        "Newcombe 95 %",
        "Koopman score 95 %",
        "Cornfield score 95 %",
        "Fisher's exact, two-sided; AN 200 and 120",
        "one variant is a family of one",
        "in 80 % of samples of this AN",
        "chi-square 2×3, 2 df",
        "none excluded",
    ):
        assert method in text, method


def test_the_difference_is_explained_with_its_own_numbers(visit: Visit) -> None:
    app = visit("variant", v="rs4988235")
    app.session_state["explain-difference"] = True
    text = said(app.run())
    assert "| AF of A | **0.75** | 150 / 200 |" in text
    assert "| A less B | **+0.750** | 0.75 − 0 |" in text
    assert "Newcombe (1998)" in text


def test_a_and_b_the_other_way_round_turn_the_sign(visit: Visit) -> None:
    text = said(visit("variant", v="rs4988235", a=CHINESE, b=DANISH))
    assert "**-0.750**" in text.replace("\\", "")


def test_two_groups_with_like_frequencies_may_be_alike(visit: Visit) -> None:
    # 11 of 200 copies against 7 of 120.
    text = said(visit("variant", v="chr4-99318400-A-AT", a=DANISH, b=CHINESE))
    assert "may be alike: the interval of their difference holds 0" in text


def test_an_allele_that_neither_has_is_not_said_to_be_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = [
        Block("dk_wgs", "XX", 50, {"ethnic_group": name}, {"chr1-100-A-G": Calls(het=n)})
        for name, n in (("danish", 0), ("malay", 0), ("chinese", 5))
    ]
    path = tiny_store.write(tmp_path, blocks, [CallSet("dk_wgs", "dk")], ["chr1-100-A-G"])
    pair = {"a": "group:ethnic_group/danish@dk_wgs", "b": "group:ethnic_group/malay@dk_wgs"}
    text = said(screens.opened("variant", path, monkeypatch, v="chr1-100-A-G", **pair))
    assert "may be alike" not in text
    assert re.search(r"seen neither in \w+ nor in \w+", text)
    assert "not defined for these counts" in text


def test_genotypes_have_their_hardy_weinberg_p(visit: Visit) -> None:
    # Danish: 10 without, 30 with one and 60 with two copies.
    table = visit("variant", v="rs4988235").dataframe[0].value
    row = table[table["row_label"] == "Danish · DK (A)"].iloc[0]
    assert (row["hom_ref"], row["het"], row["hom_alt"]) == (10, 30, 60)
    assert row["hwe_p"] == pytest.approx(float(hardy_weinberg_midp(10, 30, 60)))


@pytest.mark.parametrize(
    ("region_class", "ac", "an"),
    [("autosome", 0, 200), ("autosome", 200, 200), ("x", 0, 150), ("x", 150, 150)],
)
def test_a_group_in_which_all_copies_are_alike_has_no_hardy_weinberg_p(
    region_class: str, ac: int, an: int
) -> None:
    n_xy = 200 - an
    rows = pl.DataFrame(
        {"population_id": ["g"], "sex": ["all"], "n_called": [100], "ac": [ac], "an": [an]}
        | {"het": [0], "hom_alt": [100 - n_xy if ac else 0], "hemi": [n_xy if ac else 0]}
    )
    assert variant_statistics.genotypes(rows, region_class)["hwe_p"].to_list() == [None]


@pytest.mark.parametrize(("n_copies", "is_tested"), [(1, False), (2, True)])
def test_two_copies_that_differ_are_enough_for_a_hardy_weinberg_p(
    n_copies: int, is_tested: bool
) -> None:
    rows = pl.DataFrame(
        {"population_id": ["g"], "sex": ["all"], "n_called": [100], "ac": [n_copies], "an": [200]}
        | {"het": [n_copies], "hom_alt": [0], "hemi": [0]}
    )
    found = variant_statistics.genotypes(rows, "autosome")["hwe_p"]
    assert found.is_not_null().to_list() == [is_tested]


def test_an_allele_that_nobody_annotated_is_said_to_be_so(visit: Visit) -> None:
    text = said(visit("variant", v="rs4988235"))
    assert "No file of the study says what this allele does." in text
    assert "does not have this allele" in text or "No allele of this study is in ClinVar" in text


def test_the_totals_of_a_gene_add_up(visit: Visit) -> None:
    # Of ADH1B two alleles are carried; of one SG's records failed FILTER.
    text = said(visit("gene", g="ADH1B", filter="any"))
    counted = re.search(r"(\d+) variants? carried in A or B: ([^.]+)\. Seen in A / B", text)
    assert counted
    ends = [int(end.split(" ")[0]) for end in counted[2].split(", ")]
    assert sum(ends) == int(counted[1])
    left = re.search(
        r"Compared are (\d+) of the gene's (\d+) variants?\.(?: Left out: (.+?)\.)?", text
    )
    assert left
    reasons = re.findall(r"(\d+) (?:without|withheld|indels|that failed|seen)", left[3] or "")
    assert int(left[1]) + sum(map(int, reasons)) == int(left[2])


def test_an_allele_that_b_lacks_has_an_infinite_ratio_in_the_ranking(visit: Visit) -> None:
    # rs4988235: 150 of 200 against 0 of 120; rs1229984 the other way round.
    table = visit("frequencies").dataframe[0].value
    assert dict(zip(table["name"], table["ratio"], strict=True)) == {
        "rs4988235": "∞",
        "rs1229984": "0",
    }


def test_a_caption_names_the_call_sets_that_are_added(two_sites: Path) -> None:
    one = queries.groups.selectable_populations(open_store(two_sites))[0]
    both = replace(one, call_set_id=None, call_set_ids=("dk_wgs", "sg_wgs"))
    assert captions.people(both, "all", "A").endswith("pooled over dk_wgs and sg_wgs.")


def test_the_map_says_that_it_is_of_sites_and_not_of_origins(visit: Visit) -> None:
    assert "not where their ancestors lived" in said(visit("variant", v="rs4988235"))


def test_the_ledger_shows_the_record_as_its_file_has_it(visit: Visit) -> None:
    ledger = visit("variant", v="rs4988235").dataframe[-1].value
    assert list(ledger["change"].dropna()) == ["as it was", "as it was"]
    assert "none" not in set(ledger["genotype_rule"])
