"""Named alleles beside PharmCAT's, and who of 1000 Genomes carries one without function."""

import gzip
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data_loaders.genes.allele_tables import named_allele_tables
from straits import genome, queries
from straits.store import Store, open_store
from tests.builders import studies
from tests.oracles import thousand_genomes_panel

GENES = (
    "CYP2C19", "CYP2C9", "CYP3A5", "CYP2B6", "CYP4F2", "TPMT", "NUDT15", "DPYD", "SLCO1B1",
    "UGT1A1", "G6PD",
)  # fmt: skip
# rs3758581: the reference of GRCh38 is *38, and all others but it have the other base.
BACKGROUND = {"CYP2C19": {(94842866, "A", "G")}}
SCORES = {"0.0": "no_function", "0.5": "decreased", "1.0": "normal"}


def pharmcat(shared_data: Path, kind: str, gene: str) -> Any:
    return json.loads((shared_data / "pharmcat" / kind / f"{gene}.json").read_text())


def definitions(shared_data: Path, gene: str) -> dict[str, set[tuple[int, str, str]]]:
    """Return what each of PharmCAT's alleles needs; what may be either base is not needed."""
    defined = pharmcat(shared_data, "definition", gene)
    return {
        named["name"]: {
            genome.trim(variant["position"], variant["ref"], base)
            for variant, base in zip(defined["variants"], named["alleles"], strict=True)
            if base and base != variant["ref"] and not (len(base) == 1 and base in "RYSWKMBDHVN")
        }
        for named in defined["namedAlleles"]
    }


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    nothing = {name: pl.String for name in ("contig", "ref", "alt")}
    alleles = pl.LazyFrame(schema=nothing | {"allele_index": pl.Int64, "pos": pl.Int32})
    return named_allele_tables("GRCh38", alleles)


@pytest.mark.parametrize("gene", GENES)
def test_alleles_need_what_pharmcat_says(
    tables: dict[str, pl.DataFrame], shared_data: Path, gene: str
) -> None:
    theirs = definitions(shared_data, gene)
    background = BACKGROUND.get(gene, set())
    needed = tables["named_allele_changes"].filter(gene_symbol=gene)
    n_compared = 0
    for allele in tables["named_alleles"].filter(gene_symbol=gene)["allele"]:
        if allele not in theirs:
            continue
        rows = needed.filter(allele=allele).select("pos", "ref", "alt").rows()
        assert set(rows) - background == theirs[allele] - background, allele
        n_compared += 1
    assert n_compared >= 6


@pytest.mark.parametrize("gene", [gene for gene in GENES if gene not in ("CYP4F2", "G6PD")])
def test_alleles_have_the_function_that_cpic_assigned(
    tables: dict[str, pl.DataFrame], shared_data: Path, gene: str
) -> None:
    theirs = pharmcat(shared_data, "phenotype", gene)["haplotypes"]
    names = tables["named_alleles"].filter(gene_symbol=gene)
    compared = {
        allele: (function_class, function, theirs[allele])
        for allele, function_class, function in names.select(
            "allele", "function_class", "function"
        ).iter_rows()
        if allele in theirs
    }
    assert len(compared) >= 6
    for allele, (function_class, function, cpic) in compared.items():
        if cpic in SCORES:
            assert function_class == SCORES[cpic], allele
        elif cpic == "n/a":
            assert function_class == "unknown", allele
        else:
            assert function == cpic.lower(), allele


@pytest.fixture(scope="module")
def store(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = shared_data / "kg30x_pharmacogenes"
    study = {
        "name": "CYP2C19", "build": "GRCh38", "profile": "open",
        "groupings": {
            "population": {"column": "Population", "parent": "superpopulation"},
            "superpopulation": {},
        },
        "sites": [
            {
                "id": "igsr",
                "samples": {"file": str(folder / "20130606_g1k.ped")},
                "call_sets": [{"id": "wgs", "files": str(folder / "CYP2C19.vcf.gz")}],
            }
        ],
    }  # fmt: skip
    work = tmp_path_factory.mktemp("cyp2c19")
    studies.ingest(studies.write_study(work, study), work / "store", jobs=2, run=studies.process)
    return open_store(work / "store")


def carriers(path: Path, wanted: set[tuple[int, str, str]], people: set[str]) -> set[str]:
    """Return who of some people has a copy of any of some changes, read from the file's text."""
    found: set[str] = set()
    with gzip.open(path, "rt") as lines:
        for line in lines:
            if line.startswith("##"):
                continue
            fields = line.rstrip("\n").split("\t")
            if line.startswith("#"):
                samples = fields[9:]
            elif genome.trim(int(fields[1]), fields[3], fields[4]) in wanted:
                calls = zip(samples, fields[9:], strict=True)
                found |= {name for name, call in calls if name in people and "1" in call[:3]}
    return found


@pytest.mark.parametrize(("group", "n_with_2"), [("EAS", 377), ("EUR", 180)])
def test_carriers_without_function_are_those_of_the_file(
    store: Store, shared_data: Path, group: str, n_with_2: int
) -> None:
    gene = queries.gene.gene(store, "CYP2C19")
    population = queries.groups.population(store, f"group:superpopulation/{group}@wgs")
    assert gene is not None
    filters = queries.allele.Filters(filter_pass_only=False)
    rows = queries.gene.gene_frequencies(store, gene.gene_id, [population], filters)
    star_2 = rows.row(by_predicate=pl.col("variant_id") == "chr10-94781859-G-A", named=True)
    assert (star_2["ac"], star_2["named_alleles"]) == (n_with_2, "*2")
    assert (star_2["function_class"], star_2["consequence_class"]) == ("no_function", "none")
    counted = queries.gene.carriers_in_gene(
        store, gene.gene_id, [population], filters, ("no_function",)
    ).row(0, named=True)

    functions = pharmcat(shared_data, "phenotype", "CYP2C19")["haplotypes"]
    needed = definitions(shared_data, "CYP2C19")
    working = {"Normal function", "Decreased function", "Increased function"}
    by_function = {True: set[tuple[int, str, str]](), False: set[tuple[int, str, str]]()}
    for name, changes in needed.items():
        if functions.get(name) in {"No function", *working}:
            by_function[functions[name] in working] |= changes
    without = by_function[False] - by_function[True]
    folder = shared_data / "kg30x_pharmacogenes"
    with gzip.open(folder / "CYP2C19.vcf.gz", "rt") as lines:
        header = next(line for line in lines if line.startswith("#CHROM"))
    ped = thousand_genomes_panel.read_ped(
        folder / "20130606_g1k.ped", header.rstrip("\n").split("\t")[9:]
    )
    of_group = thousand_genomes_panel.SUPERPOPULATIONS[group]
    people = set(ped.filter(pl.col("population").is_in(of_group))["sample"])
    found = carriers(folder / "CYP2C19.vcf.gz", without, people)
    assert (counted["n_carriers"], counted["n_people"]) == (len(found), len(people))
    # *2 alone has fewer carriers than copies, and others add some.
    alone = carriers(folder / "CYP2C19.vcf.gz", {(94781859, "G", "A")}, people)
    assert len(alone) < min(n_with_2, len(found))
