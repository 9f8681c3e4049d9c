"""Which alleles look like the laboratory's doing: call sets of people that differ, or do not."""

from pathlib import Path

import polars as pl
import pytest
from scipy.stats import fisher_exact

from straits import queries
from straits.popgen.hardy_weinberg import hardy_weinberg_midp
from straits.queries.comparison import batch_signs
from straits.store import Store, open_store
from straits.ui.words import numbers
from tests.builders import screens, tiny_store
from tests.builders.screens import said
from tests.builders.tiny_store import Block, Calls

# call set, group -> people; each of the alleles below is heterozygous in so many of them.
PEOPLE = {("dk_wgs", "A"): 200, ("sg_wgs", "B"): 200, ("sg_exome", "B"): 150}
ALIKE, ONE_LAB, ALL_HET, FEW_HET = (f"chr1-{pos}-A-G" for pos in (100, 200, 300, 400))
HETS = {
    ALIKE: (20, 60, 45),  # A and B differ, as groups do
    ONE_LAB: (0, 0, 40),
    ALL_HET: (150, 0, 0),  # 150 of 400 alleles, and nobody with two
    FEW_HET: (0, 0, 0),  # 35 people with two copies, nobody with one: not of a laboratory
}


def written(folder: Path, profile: str = "open") -> Store:
    blocks = [
        Block(call_set, "XX", n, {"g": group}, {
            name: Calls(hom_alt=35) if name == FEW_HET and group == "A" else Calls(het=hets[place])
            for name, hets in HETS.items()
        })
        for place, ((call_set, group), n) in enumerate(PEOPLE.items())
    ]  # fmt: skip
    names = list(HETS)
    path = tiny_store.of_blocks(folder, blocks, names, profile=profile, release_id=profile)
    return open_store(path)


def signs(store: Store) -> pl.DataFrame:
    alleles = queries.allele.alleles_in(store, (0, len(HETS) - 1))
    found = batch_signs.batch_warnings(store, alleles, ["g"], "all")
    return found.join(alleles.select("allele_index", "variant_id"), on="allele_index")


@pytest.mark.parametrize("profile", ["open", "inside"])
def test_only_alleles_that_a_group_cannot_have_so_are_named(tmp_path: Path, profile: str):
    found = signs(written(tmp_path, profile))
    columns = ("variant_id", "sign", "group_id", "call_set_id")
    assert found.select(columns).rows() == [
        (ONE_LAB, batch_signs.BETWEEN_CALL_SETS, "B", "sg_exome"),
        (ALL_HET, batch_signs.HETEROZYGOTES, "A", "dk_wgs"),
    ]


def test_a_sign_has_its_test_and_p_beside_it(tmp_path: Path):
    one_lab = signs(written(tmp_path)).row(0, named=True)
    assert one_lab["test"] == "Fisher's exact, two-sided"
    assert one_lab["p"] == pytest.approx(fisher_exact([[40, 260], [0, 400]]).pvalue)


def test_a_group_of_one_call_set_is_not_compared_with_another(tmp_path: Path):
    # The AF of A is 0.05 and that of B 0.15, in either of its call sets.
    assert ALIKE not in signs(written(tmp_path))["variant_id"].to_list()


def test_what_could_be_tested_is_told_from_what_was_found(tmp_path: Path):
    store = written(tmp_path)
    alleles = queries.allele.alleles_in(store, (0, len(HETS) - 1))
    found = batch_signs.examined(store, alleles, ["g"], "all")
    for sign in (batch_signs.BETWEEN_CALL_SETS, batch_signs.HETEROZYGOTES):
        tested = found.testable.filter(sign=sign)["allele_index"].to_list()
        assert tested == list(range(len(HETS)))
    assert found.testable.filter(sign=batch_signs.WITH_PANEL).is_empty()
    assert found.warnings.height < len(HETS)


def test_a_call_set_that_is_withheld_gives_no_sign(tmp_path: Path):
    few = [
        Block("dk_wgs", "XX", 100, {"g": "A"}),
        Block("sg_wgs", "XX", 15, {"g": "A"}, {"chr1-100-A-G": Calls(het=15)}),
    ]
    for profile, n_signs in (("open", 1), ("inside", 0)):
        path = tiny_store.of_blocks(tmp_path / profile, few, profile=profile, release_id=profile)
        store = open_store(path)
        alleles = queries.allele.alleles_in(store, (0, 0))
        assert batch_signs.batch_warnings(store, alleles, ["g"], "all").height == n_signs


def test_the_page_of_a_variant_warns_of_the_group_with_too_many_heterozygotes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    written(tmp_path)

    def page(name: str) -> str:
        return said(screens.opened("variant", tmp_path, monkeypatch, v=name))

    # 200 people of A, 150 of them with one copy and nobody with two.
    expected = 2 * 0.375 * 0.625 * 200
    p = float(hardy_weinberg_midp(50, 150, 0))
    text = page(ALL_HET)
    assert f"150 people with one copy where {expected:.0f} are expected" in text
    assert f"p {numbers.p_value(p)}" in text
    assert "with one copy where" not in page(FEW_HET)
    assert "with one copy where" not in page(ALIKE)
