"""What the page of a gene says above and below its chart, on a study with genotypes."""

import json
import re
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from straits import queries
from straits.popgen import fst
from straits.store import open_store
from straits.ui.figures import figure
from tests.builders import demo_studies, screens, tiny_store
from tests.builders.screens import Visit, chart, said


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Visit:
    return partial(screens.opened, "gene", demo_studies.small_demo_store(), monkeypatch)


def test_fst_has_its_error_its_method_and_its_number_of_variants(visit: Visit) -> None:
    text = said(visit(g="CYP2C19"))
    found = re.search(
        r"Fst (\d\.\d+) ± (\d\.\d+) \(standard error, block jackknife over stretches of ([\d,]+) "
        r"bases\) between A and B: Hudson, ratio of averages over ([\d,]+) variants compared",
        text,
    )
    assert found, text
    store = open_store(demo_studies.small_demo_store())
    pair = queries.groups.default_pair(store)
    gene = queries.gene.gene(store, "CYP2C19")
    assert gene is not None
    filters = queries.allele.Filters(sample_set="unrelated", gene_id=gene.gene_id)
    drawn = queries.gene.gene_frequencies(store, gene.gene_id, pair, filters)
    rows = queries.comparison.allele_differences(store, *pair, filters, limit=5_000)
    # Indels that may be written in two ways are drawn, and count in neither.
    assert rows.height < drawn["allele_index"].n_unique()
    both = rows.filter((pl.col("an_a") > 1) & (pl.col("an_b") > 1))
    parts = fst.hudson_fst_parts(
        *(both[name].to_numpy() for name in ("ac_a", "an_a", "ac_b", "an_b"))
    )
    assert float(found[1]) == pytest.approx(fst.ratio_of_averages(*parts), abs=6e-4)
    assert int(found[4].replace(",", "")) == both.height
    assert f"carried in A or B: {rows.height} compared, " in text


def test_pbs_names_its_outgroup_and_what_it_is_made_of(visit: Visit) -> None:
    app = visit(g="CYP2C19", outgroup="group:ethnic_group/indian@sg_wgs")
    text = said(app)
    found = re.search(
        r"PBS of A (-?[\d.]+) \(normalised (-?[\d.]+)\), with Indian · [^:]+ as outgroup: from Fst "
        r"A–B (-?[\d.]+), A–outgroup (-?[\d.]+), B–outgroup (-?[\d.]+), over [\d,]+ variants "
        r"called in all three",
        text,
    )
    assert found, text
    pbs, pbsn1, ab, ac, bc = (float(number) for number in found.groups())
    expected = fst.population_branch(ab, ac, bc)
    assert (pbs, pbsn1) == pytest.approx([float(one) for one in expected], abs=0.002)
    drawn = json.loads(chart(app).spec)
    assert any("branches" in json.dumps(panel) for panel in drawn["vconcat"])
    assert "Fst and PBS of A (line) by windows of" in text


def test_carriers_are_people_counted_from_genotypes_in_every_group(visit: Visit) -> None:
    app = visit(g="CYP2C19", carriers="missense")
    text = said(app)
    assert "Carriers in each group" in text
    assert "counted as people from their genotypes, each once" in text
    table = next(frame.value for frame in app.dataframe if "n_carriers" in frame.value.columns)
    assert [name.split(" ")[0] for name in table["name"]] == [
        "Danish", "Chinese", "Malay", "Indian",
    ]  # fmt: skip
    assert (table["n_carriers"] <= table["n_people"]).all()
    assert (table["n_carriers"] > 0).any()


def test_a_gene_of_which_only_the_place_is_known_has_a_page(visit: Visit) -> None:
    app = visit(g="DPYD-AS1")
    assert not app.exception
    text = said(app)
    assert re.search(r"DPYD antisense RNA 1 · chr1:[\d,]+-[\d,]+ · ENSG\d+", text), text
    assert "None" not in text


def test_a_class_that_nobody_has_is_said_to_be_absent(visit: Visit) -> None:
    text = said(visit(g="CYP2C19", carriers="pathogenic"))
    assert "No allele of CYP2C19 that is pathogenic in ClinVar was called in these groups." in text


def test_without_genotypes_the_number_of_carriers_is_not_known(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    app = screens.opened("gene", tiny_store.two_sites(tmp_path), monkeypatch, g="ADH1B")
    text = said(app)
    assert not app.exception
    assert "Not known here: this server has counts of alleles and no genotypes" in text
    assert "Carriers of any" not in text


def test_the_table_can_have_every_group_of_the_grouping(visit: Visit) -> None:
    table = visit(g="CYP2C19", columns="difference,groups").dataframe[0].value
    assert list(table.columns) == [
        "name", "difference", "group_af_0", "group_counts_0", "group_af_1", "group_counts_1",
    ]  # fmt: skip
    store = open_store(demo_studies.small_demo_store())
    malay = queries.groups.population(store, "group:ethnic_group/malay")
    gene = queries.gene.gene(store, "CYP2C19")
    assert gene is not None
    filters = queries.allele.Filters(sample_set="unrelated")
    rows = queries.gene.gene_frequencies(store, gene.gene_id, [malay], filters)
    seen = {name.removeprefix("chr10-") for name in rows.filter(rows["ac"] > 0)["variant_id"]}
    counted = dict(rows.select("variant_id", "af").iter_rows())
    checked = 0
    for _, row in table.iterrows():
        if row["name"].removeprefix("chr10-") in seen:
            assert row["group_af_0"] == pytest.approx(counted[row["name"]])
            checked += 1
    assert checked > 5


def test_any_group_can_stand_beside_a_and_b_in_the_table_and_in_its_file(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: dict[str, pl.DataFrame] = {}
    monkeypatch.setattr(figure, "_download", lambda *given: files.update({given[5]: given[4].rows}))
    beside = ["group:ancestry/south_asian", "group:ethnic_group/malay@sg_exome"]
    app = visit(g="CYP2C19", beside=",".join(beside))
    table = app.dataframe[0].value
    added = [name for name in table.columns if name.startswith("group_")]
    assert added == ["group_af_0", "group_counts_0", "group_af_1", "group_counts_1"]
    store = open_store(demo_studies.small_demo_store())
    groups = [queries.groups.population(store, name) for name in beside]
    gene = queries.gene.gene(store, "CYP2C19")
    assert gene is not None
    filters = queries.allele.Filters(sample_set="unrelated")
    own = queries.gene.gene_frequencies(store, gene.gene_id, groups, filters)
    rows = files["lollipops"]
    pair = queries.groups.default_pair(store)
    assert set(rows["population_id"]) == {*beside, *(side.population_id for side in pair)}
    for group in groups:
        counts = (pl.col("population_id") == group.population_id, pl.col("ac") > 0)
        key = ("variant_id", "ac", "an")
        expected = own.filter(counts).select(key).join(rows, on="variant_id", how="semi")
        assert rows.filter(counts).select(key).rows() == expected.rows()
        assert expected.height > 5
