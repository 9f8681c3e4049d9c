"""Differences, F_ST and Hardy-Weinberg of 1000 Genomes, against plink2 and SciPy."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.stats import chi2_contingency, false_discovery_control, fisher_exact

from straits import queries
from straits.__main__ import main
from straits.genome import Region
from straits.popgen import contingency
from straits.queries.allele import variant_statistics
from straits.queries.comparison import tracks
from straits.store import Store, open_store
from tests.builders import studies
from tests.conftest import Tool
from tests.oracles import plink2 as plink2_oracle
from tests.oracles import thousand_genomes_panel
from tests.oracles.comparison_in_sql import ORDERS, Asked
from tests.oracles.trimming import trimmed

KEY = ["contig", "pos", "ref", "alt"]


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "kg30x_pharmacogenes"


@pytest.fixture(scope="module")
def ingested(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = {
        "name": "Pharmacogenes",
        "build": "GRCh38",
        "profile": "open",
        "groupings": {
            "population": {"column": "Population", "parent": "superpopulation"},
            "superpopulation": {},
        },
        "sites": [
            {
                "id": "igsr",
                "samples": {"file": str(folder / "20130606_g1k.ped")},
                "call_sets": [{"id": "wgs", "files": str(folder / "*.vcf.gz")}],
            }
        ],
    }
    work = tmp_path_factory.mktemp("differences")
    path = studies.write_study(work, study)
    studies.ingest(path, work / "store", jobs=2, run=studies.process)
    return work / "store"


@pytest.fixture(scope="module")
def store(ingested: Path) -> Store:
    return open_store(ingested)


@pytest.fixture(scope="module")
def people(store: Store) -> pl.DataFrame:
    """Return sample_id, sex, population, superpopulation and is_unrelated, as of the store."""
    return store._cohorts.people.sort("sample_index")


def group(store: Store, name: str) -> queries.groups.Population:
    grouping = (
        "superpopulation" if name in thousand_genomes_panel.SUPERPOPULATIONS else "population"
    )
    return queries.groups.population(store, f"group:{grouping}/{name}@wgs")


def imported(folder: Path, gene: str, people: pl.DataFrame, column: str, work: Path) -> Path:
    groups, sexes = (dict(people.select("sample_id", name).iter_rows()) for name in (column, "sex"))
    return plink2_oracle.imported(folder / f"{gene}.vcf.gz", sexes, work, groups=groups)


def read(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, separator="\t", null_values=["nan", "NA"], infer_schema_length=None)


@pytest.mark.long
def test_the_five_strongest_differences_are_those_of_plink2(
    plink2: Tool, folder: Path, store: Store, people: pl.DataFrame, tmp_path: Path
):
    groups = dict(people.select("sample_id", "superpopulation").iter_rows())
    sexes = dict(people.select("sample_id", "sex").iter_rows())
    frames = []
    for file in sorted(folder.glob("*.vcf.gz")):
        work = tmp_path / file.name
        work.mkdir()
        frames.append(plink2_oracle.group_counts(file, groups, sexes, work))
    counts = pl.concat(frames).filter(pl.col("group").is_in(["EAS", "EUR"]))
    af = counts.with_columns((pl.col("ac") / pl.col("an")).alias("af"))
    wide = af.pivot(on="group", index=KEY, values=["af", "ac", "an"]).with_columns(
        (pl.col("af_EAS") - pl.col("af_EUR")).alias("difference")
    )
    # Of alleles that are equally different the first in the genome is shown first.
    expected = wide.sort(pl.col("difference").abs(), descending=True, maintain_order=True).head(5)
    pair = group(store, "EAS"), group(store, "EUR")
    ours = queries.comparison.allele_differences(store, *pair, queries.allele.Filters(), limit=5)
    np.testing.assert_allclose(ours["difference"], expected["difference"])
    columns = [*KEY, "ac_EAS", "an_EAS", "ac_EUR", "an_EUR"]
    renamed = ours.rename({f"{count}_{side}": f"{count}_{name}" for count in ("ac", "an")
                           for side, name in (("a", "EAS"), ("b", "EUR"))})  # fmt: skip
    shown = {row[:4]: row[4:] for row in renamed.select(columns).iter_rows()}
    theirs = {row[:4]: row[4:] for row in wide.select(columns).iter_rows()}
    assert {place: theirs[place] for place in shown} == shown
    assert ours["gene_symbol"].drop_nulls().len() > 0


def test_fst_along_a_gene_is_that_of_plink2(
    plink2: Tool, folder: Path, store: Store, people: pl.DataFrame, tmp_path: Path
):
    prefix = imported(folder, "CYP2C8", people, "superpopulation", tmp_path)
    asked = ("--fst", "POP", "method=hudson", "report-variants", "ids=EAS", "EUR")
    plink2("--pfile", prefix, "--output-chr", "chrM", *asked, "--out", tmp_path / "out")
    theirs = read(tmp_path / "out.EAS.EUR.fst.var").rename({"POS": "pos"})
    region = Region("chr10", int(theirs["pos"].min()), int(theirs["pos"].max()))  # type: ignore[arg-type]
    every = queries.allele.Filters(region=region, filter_pass_only=False)
    pair = group(store, "EAS"), group(store, "EUR")
    ours = tracks.genome_track(store, *pair, every, "fst", n_points=10_000)
    once = theirs.filter(pl.col("pos").is_unique()).join(ours, on="pos").drop_nulls("HUDSON_FST")
    assert once.height > 300
    np.testing.assert_allclose(once["fst"], once["HUDSON_FST"], rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("gene", ["CYP2C8", "G6PD"])
def test_hardy_weinberg_of_the_unrelated_is_that_of_plink2(
    plink2: Tool, folder: Path, store: Store, people: pl.DataFrame, tmp_path: Path, gene: str
):
    prefix = imported(folder, gene, people, "population", tmp_path)
    kept = people.filter(pl.col("is_unrelated") & (pl.col("population") == "YRI"))["sample_id"]
    (tmp_path / "keep.txt").write_text("".join(f"{name}\n" for name in kept))
    plink2(
        "--pfile", prefix, "--keep", tmp_path / "keep.txt", "--set-all-var-ids", "chr@-#-$r-$a",
        "--new-id-max-allele-len", "500", "--hardy", "midp", "--out", tmp_path / "out",
    )  # fmt: skip
    theirs = read(tmp_path / f"out.hardy{'.x' if gene == 'G6PD' else ''}")
    varying = theirs.filter((pl.col("MIDP") < 0.9) & (pl.col("ID").str.len_chars() < 60))
    assert varying.height > 20
    for variant_id, expected in varying.sample(20, seed=1).select("ID", "MIDP").iter_rows():
        found = queries.allele.variant(store, variant_id)
        assert found is not None
        rows = queries.allele.variant_frequencies(store, variant_id, "unrelated")
        tested = variant_statistics.genotypes(rows, found.region_class)
        yoruba = tested.row(
            by_predicate=pl.col("population_id") == "group:population/YRI@wgs", named=True
        )
        if yoruba["hwe_p"] is None:
            # Where one outcome alone is possible plink2 says 0.5, and Straits nothing.
            assert expected == 0.5, variant_id
        else:
            assert yoruba["hwe_p"] == pytest.approx(expected, rel=1e-4), variant_id


PAIRS = [("EAS", "EUR"), ("AFR", "SAS")]
COUNTED = ["n_called", "ac", "an"]


@pytest.fixture(scope="module")
def counted(
    folder: Path, people: pl.DataFrame, tmp_path_factory: pytest.TempPathFactory
) -> pl.DataFrame:
    """Return what plink2 counted in each superpopulation and says of F_ST between PAIRS.

    One row per record of all genes: KEY, trimmed; COUNTED of each superpopulation; fst of each
    pair, missing where plink2 gives none.
    """
    groups, sexes = (
        dict(people.select("sample_id", name).iter_rows()) for name in ("superpopulation", "sex")
    )
    found = []
    for file in sorted(folder.glob("*.vcf.gz")):
        work = tmp_path_factory.mktemp(file.name)
        counts = plink2_oracle.group_counts(file, groups, sexes, work)
        wide = counts.pivot(on="group", index=KEY, values=COUNTED)
        # plink2 gives F_ST on autosomes alone.
        for pair in PAIRS if wide["contig"][0] != "chrX" else ():
            fst = plink2_oracle.hudson_fst(work / file.name, *pair)
            wide = wide.join(fst.rename({"fst": "-".join(pair)}), on=KEY, how="left")
        found.append(wide)
    # Where two genes overlap, a record lies in the files of both.
    return trimmed(pl.concat(found, how="diagonal")).unique(KEY)


def of_scipy(rows: pl.DataFrame) -> dict[tuple[int, ...], tuple[str, float]]:
    """Return by ac_a, an_a, ac_b and an_b the test of their table, and its p."""
    found = {}
    for ac_a, an_a, ac_b, an_b in rows.select("ac_a", "an_a", "ac_b", "an_b").unique().iter_rows():
        table = [[ac_a, an_a - ac_a], [ac_b, an_b - ac_b]]
        if min(map(min, table)) < 100:
            found[ac_a, an_a, ac_b, an_b] = (contingency.FISHER, fisher_exact(table).pvalue)
        else:
            p = chi2_contingency(table, correction=False).pvalue
            found[ac_a, an_a, ac_b, an_b] = (contingency.CHI_SQUARE, p)
    return found


@pytest.mark.long
@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_every_row_of_the_command_is_what_plink2_and_scipy_say(
    plink2: Tool, ingested: Path, counted: pl.DataFrame, tmp_path: Path, pair: tuple[str, str]
):
    a, b = pair
    command = ["differences", "--store", str(ingested), "--a", a, "--b", b, "--format", "parquet"]
    every = ["--any-filter", "--indels", "--sample-set", "all", "--out", str(tmp_path / "rows")]
    assert main([*command, *every]) == 0
    ours = pl.read_parquet(tmp_path / "rows")
    of_sides = {f"{name}_{group}": f"{name}_{side}" for name in COUNTED
                for side, group in (("a", a), ("b", b))}  # fmt: skip
    theirs = counted.rename(of_sides).filter(
        pl.col("ac_a") + pl.col("ac_b") > 0, pl.col("an_a") > 0, pl.col("an_b") > 0
    )
    both = ours.join(theirs, on=KEY, how="full", suffix="_peer", coalesce=True)
    assert both.height == ours.height == theirs.height > 15_000
    for name in of_sides.values():
        assert both.filter(pl.col(name).ne_missing(pl.col(f"{name}_peer"))).is_empty(), name
    peer = both.with_columns(pl.col(f"ac_{side}_peer") / pl.col(f"an_{side}_peer") for side in "ab")
    difference = peer["ac_a_peer"] - peer["ac_b_peer"]
    np.testing.assert_allclose(both["difference"], difference, rtol=1e-12, atol=1e-15)
    told = both.drop_nulls("-".join(pair))
    assert told.height > 15_000
    np.testing.assert_allclose(told["fst"], told["-".join(pair)], rtol=1e-5, atol=1e-6)
    tests = of_scipy(ours)
    tables = ours.select("ac_a", "an_a", "ac_b", "an_b").rows()
    assert ours["test"].to_list() == [tests[table][0] for table in tables]
    p = np.array([tests[table][1] for table in tables])
    # SciPy's tail is good to some 1e-9 where tables tie, and to fewer digits below 1e-290.
    np.testing.assert_allclose(ours["p"], p, rtol=1e-7, atol=1e-290)
    np.testing.assert_allclose(ours["q"], false_discovery_control(p), rtol=1e-6, atol=1e-290)


@pytest.mark.long
@pytest.mark.parametrize("sample_set", ["all", "unrelated"])
def test_arrays_of_the_panel_say_what_the_sql_does(store: Store, sample_set: str):
    filters = queries.allele.Filters(sample_set=sample_set)
    for order, pair in zip(ORDERS, [("EAS", "EUR"), ("YRI", "GBR"), ("CEU", "TSI")], strict=True):
        totals = Asked(store, *(group(store, name) for name in pair), filters).check_all(order)
        assert totals["compared"] > 10_000
