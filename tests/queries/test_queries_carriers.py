"""Carriers of any of some alleles, counted by hand from random genotypes."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from scipy.stats import binomtest

from straits import cohorts, queries
from straits.errors import QueryError
from straits.queries.gene import class_carriers
from straits.store import Asked, Store, open_store
from straits.store.releases.release_files import find_release
from tests.builders import demo_studies, studies
from tests.queries.test_queries_linked import CALLS, N_ALLELES, written

GROUP = {"A": slice(60), "B": slice(60, 90)}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return written(tmp_path_factory.mktemp("carriers"))


def alleles(store: Store, places: list[int], an: int = 100) -> pl.DataFrame:
    """Return alleles as of gene_frequencies, of A, B and everybody."""
    found = [queries.allele.variant(store, f"chr1-{100 + 10 * place}-A-G") for place in places]
    names = [f"group:grp/{group}@wgs" for group in "AB"]
    return pl.DataFrame(
        [
            {"allele_index": one.allele_index, "population_id": name, "an": an}
            for one in found
            if one is not None
            for name in names
        ]
    )


@pytest.mark.parametrize("places", [[0], [3, 4, 9], list(range(N_ALLELES))])
def test_everybody_with_any_of_the_alleles_counts_once(store: Store, places: list[int]) -> None:
    groups = [queries.groups.population(store, f"group:grp/{group}@wgs") for group in "AB"]
    found = class_carriers.carriers_of_any(store, groups, alleles(store, places), "all")
    for row, people in zip(found.iter_rows(named=True), GROUP.values(), strict=True):
        calls = CALLS[places, people]
        is_called = (calls >= 0).all(axis=2)
        carries = ((calls > 0).any(axis=2) & is_called).any(axis=0)
        known = is_called.any(axis=0)
        assert row["n_people"] == known.sum()
        assert row["n_carriers"] == carries.sum()
        assert row["n_part_called"] == (known & ~carries & ~is_called.all(axis=0)).sum()
        is_few = min(carries.sum(), known.sum() - carries.sum()) < 5
        interval = binomtest(int(carries.sum()), int(known.sum())).proportion_ci(
            method="exact" if is_few else "wilson"
        )
        assert (row["per_1000"], row["low"], row["high"]) == pytest.approx(
            (1000 * carries.sum() / known.sum(), 1000 * interval.low, 1000 * interval.high)
        )
        assert row["why"] == ""


def test_a_sum_of_frequencies_would_count_some_people_twice(store: Store) -> None:
    one = queries.groups.population(store, "group:grp/A@wgs")
    found = class_carriers.carriers_of_any(
        store, [one], alleles(store, list(range(N_ALLELES))), "all"
    )
    each = ((CALLS[:, :60] > 0).any(axis=2)).sum()
    assert found["n_carriers"][0] < each


def test_where_nothing_was_called_carriers_are_not_known(store: Store) -> None:
    one = queries.groups.population(store, "group:grp/A@wgs")
    row = class_carriers.carriers_of_any(store, [one], alleles(store, [0], an=0), "all").row(
        0, named=True
    )
    assert row["why"] == class_carriers.NOT_CALLED
    assert row["n_carriers"] is row["per_1000"] is row["high"] is None


def test_inside_the_carriers_of_too_few_people_are_withheld(tmp_path: Path) -> None:
    store = written(tmp_path, "inside", ["A"] * 85 + ["B"] * 5)
    whole = queries.groups.population(store, "group:everyone/everyone@wgs")
    few = replace(whole, population_id="group:grp/B@wgs", grouping="grp", group_id="B")
    rows = alleles(store, [0, 1])
    found = class_carriers.carriers_of_any(store, [few], rows, "all")
    assert found["why"].to_list() == [class_carriers.WITHHELD]
    assert found["n_people"][0] is found["n_carriers"][0] is found["per_1000"][0] is None
    rows = rows.with_columns(population_id=pl.lit(whole.population_id)).unique("allele_index")
    shown = class_carriers.carriers_of_any(store, [whole], rows, "all")
    assert shown["n_carriers"][0] > 0


def test_without_genotypes_nobody_knows_who_carries_two_alleles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path)
    monkeypatch.setenv("STRAITS_ROWS", str(tmp_path / "elsewhere"))
    store = Store(find_release(tmp_path / "store", None))
    one = queries.groups.population(store, "group:grp/A@wgs")
    found = class_carriers.carriers_of_any(store, [one], alleles(store, [0]), "all")
    assert found["why"].to_list() == [class_carriers.NO_GENOTYPES]
    with pytest.raises(QueryError, match="holds no individual data"):
        store.carriers([Asked("wgs", "grp", "A", "all")], [0])


def test_one_copy_on_x_makes_a_man_a_carrier_and_y_asks_men_alone(tmp_path: Path) -> None:
    sexes = {"W1": "XX", "W2": "XX", "M1": "XY", "M2": "XY"}
    records = [
        studies.record("chrX 5000000 A G", "0/1 0/0 1 0"),
        studies.record("chrY 5000000 A G", ". . 1 0"),
    ]
    (tmp_path / "calls.vcf").write_text(studies.vcf_text(list(sexes), records))
    study = studies.one_call_set(tmp_path, ["calls.vcf"], sexes, profile="open")
    studies.ingest(study, tmp_path / "store")
    store = Store(find_release(tmp_path / "store", None))
    asked = [Asked("wgs", "everyone", "everyone", "all")]
    counts = ("n_people", "n_carriers", "n_part_called")
    for name, expected in (("chrX-5000000-A-G", (4, 2, 0)), ("chrY-5000000-A-G", (2, 1, 0))):
        variant = queries.allele.variant(store, name)
        assert variant is not None
        assert store.carriers(asked, [variant.allele_index]).select(counts).row(0) == expected


def test_carriers_in_a_gene_are_those_of_its_alleles_of_the_class() -> None:
    store = open_store(demo_studies.small_demo_store())
    groups = [
        queries.groups.population(store, f"group:ethnic_group/{group}")
        for group in ("danish@dk_wgs", "chinese@sg_wgs")
    ]
    gene = queries.gene.gene(store, "CYP2C9")
    assert gene is not None
    missense = queries.allele.Filters(consequence_classes=("missense",), sample_set="unrelated")
    found = class_carriers.carriers_in_gene(store, gene.gene_id, groups, missense)
    # The cohort language counts the same people, whatever their FILTER.
    every = queries.allele.Filters(**{**vars(missense), "filter_pass_only": False})
    unfiltered = class_carriers.carriers_in_gene(store, gene.gene_id, groups, every)
    people = store._cohorts.people
    carrier = cohorts.GeneCarrier(gene="CYP2C9", classes=("missense",))
    carries = pl.Series(store._cohorts.members_of(carrier))
    for one, row in zip(groups, unfiltered.iter_rows(named=True), strict=True):
        own = people.filter(
            carries
            & (pl.col("call_set_id") == one.call_set_id)
            & (pl.col("ethnic_group") == one.group_id)
            & pl.col("is_unrelated")
        )
        assert row["n_carriers"] == own.height > 0
    assert (found["n_carriers"] <= unfiltered["n_carriers"]).all()
    nothing = queries.allele.Filters(consequence_classes=("none",))
    assert set(class_carriers.carriers_in_gene(store, gene.gene_id, groups, nothing)["why"]) == {
        class_carriers.NOT_CALLED
    }


@pytest.mark.parametrize("verdicts", [("none",), ("none", "benign"), ()])
def test_carriers_of_alleles_that_clinvar_lacks_are_counted(verdicts: tuple[str, ...]) -> None:
    store = open_store(demo_studies.small_demo_store())
    danish = queries.groups.population(store, "group:ethnic_group/danish@dk_wgs")
    gene = queries.gene.gene(store, "CYP2C9")
    assert gene is not None
    wanted = queries.allele.Filters(clinvar_classes=verdicts)
    alleles = queries.gene.gene_frequencies(store, gene.gene_id, [danish], wanted)
    assert alleles["clinvar_class"].null_count()
    [row] = queries.gene.carriers_in_gene(store, gene.gene_id, [danish], wanted).rows(named=True)
    assert row["n_alleles"] == alleles.filter(pl.col("an") > 0).height > 0
    assert row["n_carriers"] > 0
