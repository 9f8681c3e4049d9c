"""Make the tables of named alleles of pharmacogenes: what defines each, and its function.

    python -m tools.build_named_alleles PYPGX

PYPGX is the unpacked wheel `pypgx` 0.27.0. Writes named_alleles.tsv and named_allele_changes.tsv of
data_loaders/reference; what is out of date in pypgx is replaced by named_allele_repairs.tsv, whose
rows name their sources: another function, other changes (of GRCh38; the same on GRCh37), or an rsID
that is left out of a definition. What its other rows say is for tools.build_pharmacogenes. A gene
is added by its symbol below.
"""

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from straits import genome

FOLDER = Path(__file__).parents[1] / "data_loaders" / "reference"
SOURCE = "pypgx 0.27.0, after PharmVar and CPIC"

# CYP2D6 and HLA are left out, whose alleles are no sets of small changes; NAT2, CYP3A4 and others
# have old names or no functions in pypgx.
GENES = (
    "CYP2C19", "CYP2C9", "CYP3A5", "CYP2B6", "CYP4F2", "TPMT", "NUDT15", "DPYD", "SLCO1B1",
    "UGT1A1", "VKORC1", "ABCG2", "IFNL3", "G6PD",
)  # fmt: skip

# What pypgx says of a function, and the class in which groups are counted.
FUNCTION_CLASSES = {
    "No Function": "no_function",
    "Decreased Function": "decreased",
    "Normal Function": "normal",
    "Increased Function": "increased",
    "Uncertain Function": "unknown",
    "Unknown Function": "unknown",
    "Class I (Deficient with CNSHA)": "decreased",
    "Class II (Deficient)": "decreased",
    "Class III (Deficient)": "decreased",
    "Class IV (Normal)": "normal",
    "Favorable Response": "other",
    "Unfavorable Response": "other",
    "Normal Coumarin Sensitivity": "other",
    "Higher Coumarin Sensitivity": "other",
}
EFFECTS = {"Splice Defect": "splicing defect", "Promoter Defect": "promoter defect"}

Change = tuple[str, int, str, str]
Placed = tuple[str, str, int, str, str]  # on a build


def build(pypgx: Path, repairs: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the named alleles, in pypgx's order by gene, and the changes that define them.

    Columns of the first: gene_symbol, allele, function_class, function, activity_score (empty where
    CPIC scores none), is_structural (a deletion, duplication or hybrid of the gene), source. Of the
    second: build, gene_symbol, allele, contig, pos, ref, alt (trimmed, as pypgx places indels),
    effect (a defect of splicing or of the promoter, as far as pypgx says). An allele without
    changes is the reference of its gene, or is structural.

    Raises KeyError for a function that has no class.
    """
    data = pypgx / "pypgx" / "api" / "data"
    with repairs.open(encoding="utf-8") as lines:
        repaired = {
            (row["gene_symbol"], row["allele"], row["field"]): row
            for row in csv.DictReader(lines, delimiter="\t")
        }
    effects, rsids = known_variants(data / "variant-table.csv")
    alleles, changes = [], []
    with (data / "allele-table.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["Gene"] in GENES]
    rows.sort(key=lambda row: GENES.index(row["Gene"]))
    for row in rows:
        named = row["Gene"], row["StarAllele"]
        repair = repaired.get((*named, "function"), {"value": row["Function"], "source": SOURCE})
        left_out = repaired.get((*named, "left_out"), {"value": None})["value"]
        score = None if row["ActivityScore"] == "N/A" else float(row["ActivityScore"])
        # The X that a man lacks is no allele.
        if row["Function"] == "Sex Chromosome":
            continue
        kind = FUNCTION_CLASSES[repair["value"]]
        function = in_words(repair["value"])
        is_structural = row["SV"] == "TRUE"
        alleles.append((*named, kind, function, score, is_structural, repair["source"]))
        respelled = repaired.get((*named, "changes"), {"value": None})["value"]
        for build_name in genome.BUILDS:
            written = list(_changes(row[f"{build_name}Core"]))
            if respelled:
                first = min(_changes(row["GRCh38Core"]), key=lambda change: change[1])
                shift = min(change[1] for change in written) - first[1]
                written = [
                    (contig, pos + shift, ref, alt)
                    for contig, pos, ref, alt in _changes(
                        ",".join(f"{first[0]}-{part}" for part in respelled.split(","))
                    )
                ]
            for change in written:
                if left_out is None or rsids.get((build_name, *change)) != left_out:
                    effect = effects.get((build_name, *change))
                    changes.append((build_name, *named, *change, effect))
    return (
        pl.DataFrame(
            alleles,
            {
                "gene_symbol": pl.String, "allele": pl.String, "function_class": pl.String,
                "function": pl.String, "activity_score": pl.Float64, "is_structural": pl.Boolean,
                "source": pl.String,
            },
            orient="row",
        ),
        pl.DataFrame(
            changes,
            {
                "build": pl.String, "gene_symbol": pl.String, "allele": pl.String,
                "contig": pl.String, "pos": pl.Int32, "ref": pl.String, "alt": pl.String,
                "effect": pl.String,
            },
            orient="row",
        ),
    )  # fmt: skip


def known_variants(path: Path) -> tuple[dict[Placed, str], dict[Placed, str]]:
    """Return what is known of changes on a build: their effects, and their rsIDs."""
    effects, rsids = {}, {}
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            for build_name in genome.BUILDS if row["Gene"] in GENES else ():
                for change in _changes(row[f"{build_name}Name"]):
                    rsids[build_name, *change] = row["rsID"]
                    if row["Impact"] in EFFECTS:
                        effects[build_name, *change] = EFFECTS[row["Impact"]]
    return effects, rsids


def _changes(text: str) -> Iterator[Change]:
    for written in text.split(","):
        if written != "N/A":
            contig, pos, ref, alt = written.split("-")
            yield genome.normalise_contig(contig), *genome.trim(int(pos), ref, alt)


def in_words(function: str) -> str:
    """Return a function as pages write it; WHO's classes of G6PD keep their numbers."""
    if function.startswith("Class "):
        number, meaning = function.removeprefix("Class ").removesuffix(")").split(" (")
        return f"{meaning[0].lower()}{meaning[1:]}, class {number}"
    return function.lower().replace("favorable", "favourable")


def main() -> None:
    """Build both tables from the folder on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("pypgx", type=Path, help="the unpacked package pypgx")
    arguments = parser.parse_args()
    tables = build(arguments.pypgx, FOLDER / "named_allele_repairs.tsv")
    for name, frame in zip(("named_alleles", "named_allele_changes"), tables, strict=True):
        frame.write_csv(FOLDER / f"{name}.tsv", separator="\t")
        print(f"{name}.tsv: {len(frame):,} rows")


if __name__ == "__main__":
    main()
