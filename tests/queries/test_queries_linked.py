"""What travels with an allele: random genotypes against scikit-allel, real ones against plink2."""

import re
from pathlib import Path

import allel
import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from straits import queries
from straits.errors import QueryError
from straits.genome import Region
from straits.queries.allele import linked
from straits.queries.allele.linked import Linked
from straits.store import Store, open_store
from straits.store.releases.release_files import find_release
from tests.builders import studies
from tests.conftest import Tool

N_PEOPLE = 90  # the last 30 are of the group B, all others of A
N_ALLELES = 25
RANDOM = np.random.default_rng(2)
# Copies of each allele in each person, first and second; -1 where the call is missing.
FREQUENCY = RANDOM.uniform(0.02, 0.6, (N_ALLELES, 1, 1))
CALLS = (RANDOM.random((N_ALLELES, N_PEOPLE, 2)) < FREQUENCY).astype(np.int8)
# Half of each allele's copies go with the allele before.
CALLS[1:] = np.where(RANDOM.random(CALLS[1:].shape) < 0.5, CALLS[:-1], CALLS[1:])
CALLS[RANDOM.random((N_ALLELES, N_PEOPLE)) < 0.05] = -1
# Every third record says nothing of phase.
IS_PHASED = np.arange(N_ALLELES) % 3 != 2
PEOPLE = [f"S{number}" for number in range(N_PEOPLE)]
GROUPS = ["A"] * 60 + ["B"] * 30


def written(folder: Path, profile: str = "open", groups: list[str] = GROUPS) -> Store:
    records = [
        studies.record(
            f"chr1 {100 + 10 * place} A G",
            " ".join(
                f"{one}{'|' if phased else '/'}{two}".replace("-1", ".") for one, two in calls
            ),
        )
        for place, (calls, phased) in enumerate(zip(CALLS.tolist(), IS_PHASED, strict=True))
    ]
    (folder / "calls.vcf").write_text(studies.vcf_text(PEOPLE, records))
    rows = [
        {"sample": name, "sex": "XX", "grp": group}
        for name, group in zip(PEOPLE, groups, strict=True)
    ]
    study = studies.one_call_set(
        folder,
        ["calls.vcf"],
        dict.fromkeys(PEOPLE, "XX"),
        groupings={"grp": {}},
        profile=profile,
    )
    studies.write_sheet(folder / "sheet.csv", rows)
    studies.ingest(study, folder / "store")
    return open_store(folder / "store")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return written(tmp_path_factory.mktemp("linked"))


def variant(store: Store, place: int) -> queries.allele.Variant:
    found = queries.allele.variant(store, f"chr1-{100 + 10 * place}-A-G")
    assert found is not None
    return found


def expected_r(people: slice) -> NDArray[np.float64]:
    """Return the correlations of scikit-allel; missing calls are left out pair by pair."""
    copies = np.where((CALLS < 0).any(axis=2), -1, CALLS.sum(axis=2)).astype("i1")[:, people]
    r = np.full((N_ALLELES, N_ALLELES), np.nan)
    for one in range(N_ALLELES):
        for two in range(one):
            r[one, two] = r[two, one] = allel.rogers_huff_r(copies[[one, two]])
    return r


@pytest.mark.parametrize(("group", "people"), [("A", slice(60)), ("B", slice(60, 90))])
def test_neighbours_have_the_correlation_of_scikit_allel(store: Store, group: str, people: slice):
    one = queries.groups.population(store, f"group:grp/{group}@wgs")
    expected = expected_r(people)
    for place in (0, 7, 20):
        rows = linked.linked_alleles(store, variant(store, place), one, "all", 0.0, 100).rows
        found = dict(rows.select("pos", "r").iter_rows())
        known = {
            100 + 10 * other: expected[place, other]
            for other in range(N_ALLELES)
            if not np.isnan(expected[place, other])
        }
        assert found == pytest.approx(known, abs=1e-5)  # scikit-allel computes in single precision
        assert rows["r2"].is_sorted(descending=True)
        assert rows["distance"].to_list() == [pos - 100 - 10 * place for pos in rows["pos"]]


def test_haplotypes_are_counted_where_both_records_are_phased_and_nowhere_else(store: Store):
    one = queries.groups.population(store, "group:everyone/everyone@wgs")
    rows = linked.linked_alleles(store, variant(store, 0), one, "all", 0.0, 100).rows
    for row in rows.iter_rows(named=True):
        place = (row["pos"] - 100) // 10
        assert row["is_phased"] == bool(IS_PHASED[place])
        if not row["is_phased"]:
            assert row["both"] is row["r2_phased"] is row["d_prime"] is None
            continue
        called = (CALLS[[0, place]] >= 0).all(axis=(0, 2))
        x, y = CALLS[0][called].ravel() == 1, CALLS[place][called].ravel() == 1
        cells = (x & y).sum(), (x & ~y).sum(), (~x & y).sum(), (~x & ~y).sum()
        assert tuple(row[name] for name in ("both", "one_only", "other_only", "none")) == cells
        assert row["n_called"] == called.sum()
        assert row["r2_phased"] == pytest.approx(np.corrcoef(x, y)[0, 1] ** 2)


def test_a_map_has_each_pair_of_the_most_common_alleles_once(store: Store):
    one = queries.groups.population(store, "group:grp/A@wgs")
    region = Region("chr1", 1, 1000)
    rows = linked.linkage_map(store, region, one, "all", most=10).rows
    expected = expected_r(slice(60)) ** 2
    assert rows.height == 45
    for row in rows.iter_rows(named=True):
        pair = (row["pos"] - 100) // 10, (row["other_pos"] - 100) // 10
        assert pair[0] < pair[1]
        assert row["r2"] == pytest.approx(expected[pair], abs=1e-5)


def test_rare_alleles_are_left_out_on_request(store: Store):
    one = queries.groups.population(store, "group:grp/A@wgs")
    rows = linked.linked_alleles(store, variant(store, 3), one, "all", 0.2, 100).rows
    assert 0 < rows.height < N_ALLELES - 1
    assert rows["af"].is_between(0.2, 0.8).all()


def test_two_alleles_of_one_person_are_counted_together(store: Store):
    one = queries.groups.population(store, "group:grp/B@wgs")
    found = linked.co_occurrence(store, variant(store, 0), variant(store, 1), one, "all")
    assert found.call_set_id == "wgs"
    row = found.rows.row(0, named=True)
    assert row["r2"] == pytest.approx(expected_r(slice(60, 90))[0, 1] ** 2, abs=1e-5)
    assert row["both"] + row["one_only"] + row["other_only"] + row["none"] == 2 * row["n_called"]


def hidden(found: Linked) -> bool:
    columns = ("n_called", "r", "r2", "both", "d_prime")
    return found.rows.select(pl.all_horizontal(pl.col(columns).is_null().all())).item()


def test_nothing_is_correlated_among_too_few_people_inside(tmp_path: Path):
    store = written(tmp_path, "inside", ["A"] * 70 + ["B"] * 20)
    pair = variant(store, 0), variant(store, 1)
    whole = linked.co_occurrence(
        store, *pair, queries.groups.population(store, "group:grp/A@wgs"), "all"
    )
    assert not hidden(whole)
    # Of the 20 of B some were not called at both.
    few = queries.groups.population(store, "group:grp/B@wgs")
    assert (CALLS[:2, 70:] < 0).any()
    assert hidden(linked.co_occurrence(store, *pair, few, "all"))


def test_without_individual_data_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    written(tmp_path)
    monkeypatch.setenv("STRAITS_ROWS", str(tmp_path / "elsewhere"))
    store = Store(find_release(tmp_path / "store", None))
    one = queries.groups.population(store, "group:grp/A@wgs")
    with pytest.raises(QueryError, match="holds no individual data"):
        linked.linked_alleles(store, variant(store, 0), one, "all")


def test_linkage_of_real_people_equals_plink2(plink2: Tool, shared_data: Path, tmp_path: Path):
    folder = shared_data / "kg30x_pharmacogenes"
    study = {
        "name": "CYP2C8",
        "build": "GRCh38",
        "profile": "open",
        "groupings": {"population": {"column": "Population"}},
        "sites": [
            {
                "id": "igsr",
                "samples": {"file": str(folder / "20130606_g1k.ped")},
                "call_sets": [{"id": "wgs", "files": str(folder / "CYP2C8.vcf.gz")}],
            }
        ],
    }
    studies.ingest(studies.write_study(tmp_path, study), tmp_path / "store")
    store = open_store(tmp_path / "store")
    yoruba = queries.groups.population(store, "group:population/YRI@wgs")
    people = [line.split("\t") for line in (folder / "20130606_g1k.ped").read_text().splitlines()]
    (tmp_path / "keep.txt").write_text("".join(f"{row[1]}\n" for row in people if row[6] == "YRI"))
    prefix = tmp_path / "all"
    named = ("--set-all-var-ids", "chr@-#-$r-$a", "--new-id-max-allele-len", "500")
    plink2(
        "--vcf", folder / "CYP2C8.vcf.gz", "--keep", tmp_path / "keep.txt", *named,
        "--make-pgen", "--out", prefix,
    )  # fmt: skip
    gene = queries.gene.gene(store, "CYP2C8")
    assert gene is not None
    region = Region(gene.contig, gene.start_pos, gene.end_pos)
    rows = linked.linkage_map(store, region, yoruba, "all", most=60).rows
    is_simple = pl.max_horizontal(pl.col("variant_id", "other_id").str.len_chars()) < 40
    sampled = rows.filter(is_simple & pl.col("is_phased")).sample(12, seed=4)
    for row in sampled.iter_rows(named=True):
        shown = plink2(
            "--pfile", prefix, "--ld", row["variant_id"], row["other_id"], "--nonfounders",
            cwd=tmp_path,
        )  # fmt: skip
        theirs = re.search(r"r\^2 = (\S+)\s+D' = (\S+)", shown)
        assert theirs, shown
        assert abs(row["d_prime"]) == pytest.approx(float(theirs[2]), rel=1e-4)
        first = queries.allele.variant(store, row["variant_id"])
        second = queries.allele.variant(store, row["other_id"])
        assert first is not None
        assert second is not None
        both = linked.co_occurrence(store, first, second, yoruba, "all").rows
        assert both["r2_phased"][0] == pytest.approx(float(theirs[1]), rel=1e-4)


def g6pd(folder: Path, tmp_path: Path) -> Store:
    study = {
        "name": "G6PD",
        "build": "GRCh38",
        "profile": "open",
        "groupings": {"population": {"column": "Population"}},
        "sites": [
            {
                "id": "igsr",
                "samples": {"file": str(folder / "20130606_g1k.ped")},
                "call_sets": [{"id": "wgs", "files": str(folder / "G6PD.vcf.gz")}],
            }
        ],
    }
    studies.ingest(studies.write_study(tmp_path, study), tmp_path / "store")
    return open_store(tmp_path / "store")


def test_on_x_both_sexes_count_by_their_chromosomes_as_in_plink2(
    plink2: Tool, shared_data: Path, tmp_path: Path
):
    folder = shared_data / "kg30x_pharmacogenes"
    store = g6pd(folder, tmp_path)
    yoruba = queries.groups.population(store, "group:population/YRI@wgs")
    people = [line.split("\t") for line in (folder / "20130606_g1k.ped").read_text().splitlines()]
    ours = [row for row in people if row[6] == "YRI"]
    (tmp_path / "keep.txt").write_text("".join(f"{row[1]}\n" for row in ours))
    (tmp_path / "sex.txt").write_text(
        "#IID\tSEX\n" + "".join(f"{row[1]}\t{row[4]}\n" for row in people[1:])
    )
    prefix = tmp_path / "all"
    plink2(
        "--vcf", folder / "G6PD.vcf.gz", "--update-sex", tmp_path / "sex.txt", "--split-par", "b38",
        "--keep", tmp_path / "keep.txt", "--set-all-var-ids", "chr@-#-$r-$a",
        "--new-id-max-allele-len", "500", "--make-pgen", "--out", prefix,
    )  # fmt: skip
    gene = queries.gene.gene(store, "G6PD")
    assert gene is not None
    region = Region(gene.contig, gene.start_pos, gene.end_pos)
    rows = linked.linkage_map(store, region, yoruba, "all", most=20).rows
    is_simple = pl.max_horizontal(pl.col("variant_id", "other_id").str.len_chars()) < 40
    for row in rows.filter(is_simple & pl.col("is_phased")).sample(8, seed=1).iter_rows(named=True):
        first, second = (
            queries.allele.variant(store, row[name]) for name in ("variant_id", "other_id")
        )
        assert first is not None
        assert second is not None
        both = linked.co_occurrence(store, first, second, yoruba, "all").rows.row(0, named=True)
        shown = plink2(
            "--pfile", prefix, "--ld", row["variant_id"], row["other_id"], "--nonfounders",
            cwd=tmp_path,
        )  # fmt: skip
        theirs = re.search(r"r\^2 = (\S+)\s+D' = (\S+)", shown)
        assert theirs, shown
        assert both["r2_phased"] == pytest.approx(float(theirs[1]), rel=1e-4)
        assert abs(both["d_prime"]) == pytest.approx(float(theirs[2]), rel=1e-4)
        counted = sum(both[name] for name in ("both", "one_only", "other_only", "none"))
        n_xy = sum(row[4] == "1" for row in ours)
        assert both["n_called"] < counted < 2 * both["n_called"]
        assert 2 * both["n_called"] - counted <= n_xy
