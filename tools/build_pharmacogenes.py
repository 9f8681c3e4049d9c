"""Make the tables by which diplotypes of pharmacogenes are called and read.

    python -m tools.build_pharmacogenes PYPGX

PYPGX is the unpacked wheel `pypgx` 0.27.0. Needs named_alleles.tsv of data_loaders/reference, as
tools.build_named_alleles makes it, and named_allele_repairs.tsv; writes the tables of the folder
pharmacogenes there.
"""

import argparse
import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations_with_replacement
from pathlib import Path

import polars as pl

from tools.build_named_alleles import FOLDER, GENES, in_words, known_variants

Row = dict[str, str]

# The value of a chromosome that a person has one copy of.
ONE_COPY = "one copy"
# Genes whose phenotype follows from the sum of activity scores.
SCORED = ("CYP2C9", "DPYD")
UNSCORED = "no activity score"
# Genes without phenotypes at CPIC: people are told apart by their copies of one change. By allele
# the base that it has there, as the literature writes it.
BASES = {
    "VKORC1": {"Reference": "-1639 G", "rs9923231": "-1639 A"},
    "CYP4F2": {"*3": "rs2108622 T", "*4": "rs2108622 T", "others": "rs2108622 C"},
}
# What is the standard of a gene, with which recommendations are compared.
STANDARD = {
    "CYP3A5": "Poor Metabolizer", "IFNL3": "Favorable Response", "G6PD": "G6PD Normal",
    "SLCO1B1": "Normal Function", "ABCG2": "Normal Function",
}  # fmt: skip
ABNORMAL = "Abnormal/Priority/High Risk"
# Phenotypes from the least function to the most, in which they are told.
FROM_LEAST = [
    "G6PD Deficient with CNSHA", "G6PD Deficient", "G6PD Variable", "G6PD Normal",
    "G6PD Indeterminate", "Poor Metabolizer", "Likely Poor Metabolizer", "Intermediate Metabolizer",
    "Likely Intermediate Metabolizer", "Possible Intermediate Metabolizer", "Normal Metabolizer",
    "Rapid Metabolizer", "Ultrarapid Metabolizer", "Poor Function", "Decreased Function",
    "Possible Decreased Function", "Normal Function", "Increased Function", "Unfavorable Response",
    "Favorable Response", "Indeterminate",
]  # fmt: skip
# What a recommendation says that is the usual one, where the standard has none.
USUAL = "Initiate therapy with recommended starting dose."
# Drugs whose dose follows from an algorithm of several genes and of the patient, not from a class.
BY_ALGORITHM = ("warfarin", "acenocoumarol", "phenprocoumon")


def build(pypgx: Path) -> dict[str, pl.DataFrame]:
    """Return the tables by name.

    alleles
        gene_symbol, allele, value (by which pairs have phenotypes), left_out (why it is not looked
        for, else empty).
    cells
        build, gene_symbol, allele, contig, pos, ref, alt, and cell: changes that an allele may have
        or not ("either"), or that it needs besides those of named_allele_changes.tsv ("needed").
    phenotypes
        gene_symbol, value_1, value_2 (in the order of the alphabet), phenotype.
    phenotype_classes
        gene_symbol, phenotype, priority (as pypgx gives it for health records), is_standard.
    drugs
        drug, gene_symbol, level and status of the pair at CPIC, guideline, pmids, basis: what tells
        whether a recommendation differs: its words, the priority of the phenotype, or nothing.
    recommendations
        drug, gene_symbol, phenotype, differs (from that of the standard), recommendation.
    """
    data = pypgx / "pypgx" / "api" / "data"
    repairs = list(_rows(FOLDER / "named_allele_repairs.tsv", "\t"))
    alleles = _alleles(repairs)
    values = {(row["gene_symbol"], row["allele"]): row["value"] for row in alleles}
    phenotypes = [*_from_pairs(data), *_from_scores(data, values), *_from_bases()]
    classes = _classes(data, phenotypes)
    drugs, recommendations = _drugs(data, classes)
    tables = {
        "alleles": alleles,
        "cells": _cells(data, repairs, alleles),
        "phenotypes": sorted(
            phenotypes, key=lambda row: (GENES.index(row["gene_symbol"]), *row.values())
        ),
        "phenotype_classes": classes,
        "drugs": drugs,
        "recommendations": recommendations,
    }
    return {
        name: pl.DataFrame(rows).with_columns(pl.all().replace("", None))
        for name, rows in tables.items()
    }


def _rows(path: Path, delimiter: str = ",") -> Iterator[Row]:
    with path.open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines, delimiter=delimiter)


def _alleles(repairs: list[Row]) -> list[Row]:
    left_out = {
        (row["gene_symbol"], row["allele"]): row["value"]
        for row in repairs
        if row["field"] == "not_looked_for"
    }
    rows = []
    for row in _rows(FOLDER / "named_alleles.tsv", "\t"):
        gene, allele = row["gene_symbol"], row["allele"]
        if gene in SCORED:
            score = row["activity_score"]
            value = f"activity {float(score):g}" if score else UNSCORED
        elif gene in BASES:
            value = BASES[gene].get(allele) or BASES[gene]["others"]
        else:
            value = row["function"]
        why = left_out.get((gene, allele), "")
        if row["is_structural"] == "true":
            why = "a deletion, duplication or hybrid, which small changes do not tell"
        rows.append({"gene_symbol": gene, "allele": allele, "value": value, "left_out": why})
    return rows


def _cells(data: Path, repairs: list[Row], alleles: list[Row]) -> list[Row]:
    _, rsids = known_variants(data / "variant-table.csv")
    placed: dict[str, list[tuple[str, str, int, str, str]]] = defaultdict(list)
    for change, rsid in rsids.items():
        placed[rsid].append(change)
    rows = []
    for repair in repairs:
        if repair["field"] not in ("either", "base"):
            continue
        rsid, *base = repair["value"].split()
        gene, named = repair["gene_symbol"], [repair["allele"]]
        if repair["allele"].startswith("all but "):
            exempt = repair["allele"].removeprefix("all but ").split(", ")
            of_gene = [row["allele"] for row in alleles if row["gene_symbol"] == gene]
            named = [allele for allele in of_gene if allele not in exempt]
        for allele in named:
            for build_name, contig, pos, ref, alt in placed[rsid]:
                # That it has the reference's base is said of an allele by no row.
                if base and alt not in base:
                    continue
                rows.append(
                    {
                        "build": build_name, "gene_symbol": gene, "allele": allele,
                        "contig": contig, "pos": str(pos), "ref": ref, "alt": alt,
                        "cell": "needed" if base else "either",
                    }
                )  # fmt: skip
    return rows


def _from_pairs(data: Path) -> Iterator[Row]:
    """Yield the phenotype of each pair of functions: that of most of its diplotypes.

    Only pairs with a function that nobody knows differ within themselves.
    """
    originals = {
        (row["Gene"], row["StarAllele"]): row["Function"]
        for row in _rows(data / "allele-table.csv")
    }
    found: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for row in _rows(data / "diplotype-table.csv"):
        gene, parts = row["Gene"], row["Diplotype"].split("/")
        if gene not in GENES or gene in BASES or gene in SCORED or len(parts) != 2:
            continue
        if not all((gene, part) in originals for part in parts):
            continue
        pair = sorted(
            ONE_COPY
            if originals[gene, part] == "Sex Chromosome"
            else in_words(originals[gene, part])
            for part in parts
        )
        # The copy that is not there stands last.
        pair.sort(key=lambda value: value == ONE_COPY)
        found[gene, *pair][row["Phenotype"]] += 1
    for (gene, *pair), phenotypes in found.items():
        yield _phenotype(gene, pair, phenotypes.most_common(1)[0][0])


def _from_scores(data: Path, values: dict[tuple[str, str], str]) -> Iterator[Row]:
    bands: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
    for row in _rows(data / "equation-table.csv"):
        bands[row["Gene"]].append((row["Phenotype"], row["Equation"].split()))
    for gene in SCORED:
        scores = sorted({value for (symbol, _), value in values.items() if symbol == gene})
        for pair in combinations_with_replacement(scores, 2):
            if UNSCORED in pair:
                yield _phenotype(gene, pair, "Indeterminate")
                continue
            total = sum(float(value.removeprefix("activity ")) for value in pair)
            for phenotype, equation in bands[gene]:
                # "2 == score" or "0 <= score < 1".
                low = float(equation[0])
                is_exact = equation[1] == "=="
                if total == low if is_exact else low <= total < float(equation[4]):
                    yield _phenotype(gene, pair, phenotype)


def _from_bases() -> Iterator[Row]:
    for gene, bases in BASES.items():
        for pair in combinations_with_replacement(sorted(set(bases.values())), 2):
            what = pair[0].rsplit(" ", 1)[0]
            yield _phenotype(gene, pair, f"{what} {'/'.join(base[-1] for base in pair)}")


def _phenotype(gene: str, pair: "list[str] | tuple[str, ...]", phenotype: str) -> Row:
    return {"gene_symbol": gene, "value_1": pair[0], "value_2": pair[1], "phenotype": phenotype}


def _classes(data: Path, phenotypes: list[Row]) -> list[Row]:
    priorities = {
        (row["Gene"], row["Phenotype"]): row["Priority"]
        for row in _rows(data / "phenotype-table.csv")
    }
    rows = []
    for gene in GENES:
        standard = STANDARD.get(gene, "Normal Metabolizer")
        named = list(
            dict.fromkeys(row["phenotype"] for row in phenotypes if row["gene_symbol"] == gene)
        )
        # Those that are told by bases stay in the order of these.
        named.sort(key=lambda name: FROM_LEAST.index(name) if name in FROM_LEAST else 0)
        for phenotype in named:
            priority = priorities.get((gene, phenotype), "None")
            told = {ABNORMAL: "abnormal", "None": ""}.get(priority, "routine")
            rows.append(
                {
                    "gene_symbol": gene, "phenotype": phenotype,
                    "priority": "" if "Indeterminate" in phenotype else told,
                    "is_standard": str(phenotype == standard).lower(),
                }
            )  # fmt: skip
    return rows


def _drugs(data: Path, classes: list[Row]) -> tuple[list[Row], list[Row]]:
    texts: dict[tuple[str, str], Row] = {}
    for row in _rows(data / "recommendation-table.csv"):
        for mine, other in (("1", "2"), ("2", "1")):
            # Of drugs of two genes, what is said where nothing is known of the other.
            alone = "None" in (row[f"Gene{other}"], row[f"Phenotype{other}"])
            if row[f"Gene{mine}"] in GENES and row[f"Phenotype{mine}"] != "None" and alone:
                words = "" if row["Recommendation"] == "None" else row["Recommendation"]
                of_pair = texts.setdefault((row["Drug"], row[f"Gene{mine}"]), {})
                of_pair[row[f"Phenotype{mine}"]] = " ".join(words.split())
    drugs, recommendations = [], []
    pairs = [
        row
        for row in _rows(data / "cpic-table.csv")
        if row["Gene"] in GENES and row["CPICLevel"] in ("A", "B")
    ]
    for row in sorted(pairs, key=lambda row: (row["Drug"], GENES.index(row["Gene"]))):
        drug, gene = row["Drug"], row["Gene"]
        of_gene = [entry for entry in classes if entry["gene_symbol"] == gene]
        standard = next(
            (entry["phenotype"] for entry in of_gene if entry["is_standard"] == "true"), ""
        )
        said = texts.get((drug, gene))
        basis = "words" if said else "priority" if standard and drug not in BY_ALGORITHM else ""
        drugs.append(
            {
                "drug": drug, "gene_symbol": gene, "level": row["CPICLevel"],
                "status": row["CPICLevelStatus"].lower(), "guideline": row["Guideline"],
                "pmids": row["PMID"].replace(";", " "), "basis": basis,
            }
        )  # fmt: skip
        for entry in of_gene if basis else ():
            words = (said or {}).get(entry["phenotype"], "")
            usual = (said or {}).get(standard, "") or USUAL
            # What cannot be told of a person calls for no other dose.
            is_told = "Indeterminate" not in entry["phenotype"]
            differs = is_told and (
                bool(words) and words != usual if said else entry["priority"] == "abnormal"
            )
            recommendations.append(
                {
                    "drug": drug, "gene_symbol": gene, "phenotype": entry["phenotype"],
                    "differs": str(differs).lower(), "recommendation": words,
                }
            )  # fmt: skip
    return drugs, recommendations


def main() -> None:
    """Build all tables from the folder on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("pypgx", type=Path, help="the unpacked package pypgx")
    for name, frame in build(parser.parse_args().pypgx).items():
        frame.write_csv(FOLDER / "pharmacogenes" / f"{name}.tsv", separator="\t")
        print(f"{name}.tsv: {len(frame):,} rows")


if __name__ == "__main__":
    main()
