"""Random cohorts of 3,202 people of 1000 Genomes: Straits, bcftools and plink2 count the same."""

import gzip
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from straits import cohorts
from straits.cohorts import Tree
from straits.store import Store, open_store
from tests.builders import studies
from tests.builders.studies import COUNTS, KEY
from tests.conftest import Tool
from tests.oracles import bcftools as bcftools_oracle
from tests.oracles import plink2 as plink2_oracle
from tests.oracles import ploidy, thousand_genomes_panel

N_COHORTS = 20
# One small gene of an autosome, and the one on X, outside the pseudo-autosomal regions.
GENES = ("NAT2", "G6PD")
GROUPINGS = {
    "population": {"column": "Population", "parent": "superpopulation"},
    "superpopulation": {},
}


@dataclass(frozen=True)
class Asked:
    """A cohort, and its people as the sheet of the panel has them."""

    name: str
    tree: Tree
    samples: list[str]


@pytest.fixture(scope="module")
def people(shared_data: Path) -> pl.DataFrame:
    folder = shared_data / "kg30x_pharmacogenes"
    with gzip.open(folder / "G6PD.vcf.gz", "rt") as lines:
        header = next(line for line in lines if line.startswith("#CHROM"))
    samples = header.rstrip("\n").split("\t")[9:]
    return thousand_genomes_panel.read_ped(folder / "20130606_g1k.ped", samples)


@pytest.fixture(scope="module")
def files(shared_data: Path, people: pl.DataFrame, tmp_path_factory) -> list[Path]:
    """Return the file of each gene; on X with a/a of each man written a, a/b as missing."""
    folder = shared_data / "kg30x_pharmacogenes"
    sexes = dict(people.select("sample", "sex").iter_rows())
    on_x = tmp_path_factory.mktemp("haploid") / "G6PD.vcf"
    ploidy.rewrite(folder / "G6PD.vcf.gz", on_x, lambda _, __, who: 1 + (sexes[who] == "XX"))
    return [folder / "NAT2.vcf.gz", on_x]


@pytest.fixture(scope="module")
def store(shared_data: Path, tmp_path_factory) -> Store:
    folder = tmp_path_factory.mktemp("panel")
    panel = shared_data / "kg30x_pharmacogenes"
    call_set = {"id": "wgs", "files": [str(panel / f"{gene}.vcf.gz") for gene in GENES]}
    site = {
        "id": "igsr",
        "samples": {"file": str(panel / "20130606_g1k.ped")},
        "call_sets": [call_set],
    }
    study = {"name": "Panel", "build": "GRCh38", "profile": "open", "groupings": GROUPINGS}
    path = studies.write_study(folder, {**study, "sites": [site]})
    studies.ingest(path, folder / "store", jobs=2)
    return open_store(folder / "store")


@pytest.fixture(scope="module")
def asked(people: pl.DataFrame) -> list[Asked]:
    return [_draw(random.Random(seed), f"cohort{seed}", people) for seed in range(N_COHORTS)]


def _draw(draw: random.Random, name: str, people: pl.DataFrame) -> Asked:
    """Return some populations, of one sex or both, related or not, or everybody else."""
    populations = draw.sample(sorted(thousand_genomes_panel.SUPERPOPULATION), draw.randint(1, 12))
    sexes = draw.choice((["XX"], ["XY"], ["XX", "XY"]))
    is_unrelated, is_turned = draw.random() < 0.5, draw.random() < 0.3
    present = set(people["sample"])
    parts: list[Tree] = [
        cohorts.Group(grouping="population", groups=tuple(populations)),
        cohorts.Sex(sexes=tuple(sexes)),
        *([cohorts.Relatedness()] if is_unrelated else []),
    ]
    tree = cohorts.AllOf(parts=tuple(parts))
    samples = [
        row["sample"]
        for row in people.iter_rows(named=True)
        if is_turned
        != (
            row["population"] in populations
            and row["sex"] in sexes
            and not (is_unrelated and {row["father"], row["mother"]} & present)
        )
    ]
    return Asked(name, cohorts.Not(part=tree) if is_turned else tree, samples)


def _ours(store: Store, tree: Tree, name: str) -> pl.DataFrame:
    cohort_id = store.cohorts.enter(tree)
    counts = store.query(
        "group_counts",
        call_set_id="wgs",
        grouping="cohort",
        group_ids=[cohort_id],
        sample_set="all",
        first_allele=0,
        last_allele=10**6,
        range_starts=[],
        range_ends=[],
    )
    alleles = store.query("alleles_in_range", first_allele=0, last_allele=10**6)
    return counts.join(alleles, on="allele_index").with_columns(pl.lit(name).alias("group"))


def _assert_same(ours: pl.DataFrame, theirs: pl.DataFrame) -> None:
    columns = [*KEY, *COUNTS]
    ours, theirs = (frame.select(columns).sort(KEY) for frame in (ours, theirs))
    assert_frame_equal(ours, theirs, check_dtypes=False)


def _each(asked: list[Asked], count: Callable[[Asked], pl.DataFrame], store: Store) -> None:
    for cohort in asked:
        _assert_same(_ours(store, cohort.tree, cohort.name), count(cohort))


@pytest.mark.long
def test_twenty_cohorts_equal_bcftools_view_and_fill_tags(
    asked, store, files, bcftools: Tool, tmp_path: Path
):
    def count(cohort: Asked) -> pl.DataFrame:
        keep = tmp_path / f"{cohort.name}.txt"
        keep.write_text("".join(f"{sample}\n" for sample in cohort.samples))
        found = []
        for vcf in files:
            kept = tmp_path / f"{cohort.name}.{vcf.name}.bcf"
            bcftools("view", "-S", keep, "-Ob1", "-o", kept, vcf)
            groups = dict.fromkeys(cohort.samples, cohort.name)
            found.append(bcftools_oracle.group_counts(kept, groups, tmp_path))
        return pl.concat(found)

    _each(asked, count, store)


def test_twenty_cohorts_equal_plink2_keep(
    asked, store, people, shared_data: Path, plink2: Tool, tmp_path: Path
):
    sexes = dict(people.select("sample", "sex").iter_rows())
    folder = shared_data / "kg30x_pharmacogenes"
    prefixes = [
        plink2_oracle.imported(folder / f"{gene}.vcf.gz", sexes, tmp_path) for gene in GENES
    ]

    def count(cohort: Asked) -> pl.DataFrame:
        return pl.concat(
            plink2_oracle.kept_counts(prefix, cohort.samples, cohort.name) for prefix in prefixes
        )

    _each(asked, count, store)


def test_everyone_is_counted_as_ingest_stored_it(store):
    ours = _ours(store, cohorts.EVERYBODY, "everyone")
    stored = store.query(
        "group_counts",
        call_set_id="wgs",
        grouping="everyone",
        group_ids=["everyone"],
        sample_set="all",
        first_allele=0,
        last_allele=10**6,
        range_starts=[],
        range_ends=[],
    )
    counts = stored.columns[1:]
    assert_frame_equal(ours.select(counts), stored.select(counts), check_dtypes=False)


def test_carriers_all_carry_it(store):
    variant = "chr8-18400344-T-C"
    tree = cohorts.Carrier(variants=(variant,), min_copies=2)
    row = _ours(store, tree, "carriers").row(
        by_predicate=pl.col("variant_id") == variant, named=True
    )
    assert row["n_called"] == row["hom_alt"] == row["ac"] / 2 > 0
