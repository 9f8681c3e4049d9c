"""Counts per group from plink2, which knows from sex how many copies of X a person has."""

import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import polars as pl

from tests.oracles.bcftools import COUNTS, KEY

_QUIET = ("--silent", "--threads", "1")
_ASKED = ("--freq", "counts", "cols=+pos", "--geno-counts", "cols=+pos", "--output-chr", "chrM")


def run(*arguments: str | Path) -> None:
    """Run plink2; its complaint is in the error when it fails."""
    done = subprocess.run(["plink2", *map(str, arguments)], capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(f"plink2: {done.stdout.decode()[-1000:]}{done.stderr.decode()[-1000:]}")


@cache
def _set_missing() -> str:
    """Return this build's name of the option that sets heterozygous haploid calls missing."""
    asked = ["plink2", "--help", "set-invalid-haploid-missing"]
    shown = subprocess.run(asked, capture_output=True, check=False, text=True).stdout
    is_new = "No help entry" not in shown
    return "--set-invalid-haploid-missing" if is_new else "--set-hh-missing"


def group_counts(
    vcf: Path,
    groups: Mapping[str, str],
    sexes: Mapping[str, str],
    work: Path,
    build: str | None = None,
) -> pl.DataFrame:
    """Return a row per record and group: KEY, then COUNTS; contigs read chr1, chrX, chrM.

    vcf
        One alternate allele per record.
    groups, sexes
        The group and the sex (XX, XY, anything else is unknown) of each sample of the file, in
        the file's order.
    build
        "b37" or "b38" where the file reaches into the pseudo-autosomal regions of X.
    """
    prefix = imported(vcf, sexes, work, build, groups)
    counted = work / f"{vcf.name}.counted"
    run(
        "--pfile", prefix, "--nonfounders", "--loop-cats", "POP", *_ASKED, "--out", counted, *_QUIET
    )
    return pl.concat(_group(counted, name) for name in sorted(set(groups.values())))


def imported(
    vcf: Path,
    sexes: Mapping[str, str],
    work: Path,
    build: str | None = None,
    groups: Mapping[str, str] | None = None,
) -> Path:
    """Write plink2's own files of a VCF; arguments as of `group_counts`."""
    codes = {"XY": "1", "XX": "2"}
    rows = [
        f"{name}\t{codes.get(sex, 'NA')}\t0\t0\t{groups[name] if groups else 'all'}\n"
        for name, sex in sexes.items()
        if groups is None or name in groups
    ]
    psam, prefix = work / "people.psam", work / vcf.name
    psam.write_text("#IID\tSEX\tPAT\tMAT\tPOP\n" + "".join(rows))
    par = ("--split-par", build) if build else ()
    read = ("--vcf", vcf, "--vcf-half-call", "missing", "--psam", psam, *par)
    missing = (_set_missing(), "--set-mixed-mt-missing")
    run(*read, *missing, "--make-pgen", "--out", prefix, *_QUIET)
    return prefix


def kept_counts(prefix: Path, samples: Sequence[str], name: str) -> pl.DataFrame:
    """Return the counts of some people, with `--keep`, as `group_counts` does those of a group."""
    keep = prefix.with_name(f"{prefix.name}.{name}.keep")
    keep.write_text("".join(f"{sample}\n" for sample in samples))
    counted = prefix.with_name(f"{prefix.name}.kept")
    run(
        "--pfile", prefix, "--nonfounders", "--keep", keep, *_ASKED, "--out", f"{counted}.{name}",
        *_QUIET,
    )  # fmt: skip
    return _group(counted, name)


def hudson_fst(prefix: Path, a: str, b: str) -> pl.DataFrame:
    """Return KEY and fst between two groups of what `imported` read; null where plink2 has none."""
    out = prefix.with_name(f"{prefix.name}.fst")
    columns = ("method=hudson", "report-variants", "vcols=chrom,pos,ref,alt,fst")
    asked = ("--fst", "POP", *columns, f"ids={a}", b)
    run("--pfile", prefix, "--output-chr", "chrM", *asked, "--out", out, *_QUIET)
    types = {"#CHROM": pl.String, "REF": pl.String, "ALT": pl.String, "HUDSON_FST": pl.Float64}
    found = pl.read_csv(
        f"{out}.{a}.{b}.fst.var", separator="\t", null_values=["nan", "NA"],
        schema_overrides=types, infer_schema_length=None,
    )  # fmt: skip
    contig = pl.col("#CHROM").replace({"PAR1": "chrX", "PAR2": "chrX"}).alias("contig")
    return found.select(contig, pos="POS", ref="REF", alt="ALT", fst="HUDSON_FST")


def _group(counted: Path, name: str) -> pl.DataFrame:
    """Join the two reports of one group, line by line."""
    read = [
        pl.read_csv(
            f"{counted}.{name}.{suffix}",
            separator="\t",
            schema_overrides={"#CHROM": pl.String, "REF": pl.String, "ALT": pl.String},
            infer_schema_length=None,
        )
        for suffix in ("acount", "gcount")
    ]
    alleles, genotypes = read
    same = ["#CHROM", "POS", "REF", "ALT"]
    if not alleles.select(same).equals(genotypes.select(same)):
        raise RuntimeError(f"the two reports of {name} are not about the same records")
    called = ["HOM_REF_CT", "HET_REF_ALT_CTS", "TWO_ALT_GENO_CTS", "HAP_REF_CT", "HAP_ALT_CTS"]
    return genotypes.select(
        pl.col("#CHROM").replace({"PAR1": "chrX", "PAR2": "chrX"}).alias("contig"),
        pl.col("POS").alias("pos"),
        pl.col("REF").alias("ref"),
        pl.col("ALT").alias("alt"),
        pl.lit(name).alias("group"),
        pl.sum_horizontal(called).alias("n_called"),
        alleles["OBS_CT"].alias("an"),
        alleles["ALT_CTS"].alias("ac"),
        pl.col("TWO_ALT_GENO_CTS").alias("hom_alt"),
        pl.col("HET_REF_ALT_CTS").alias("het"),
        pl.col("HAP_ALT_CTS").alias("hemi"),
    ).select(*KEY, *COUNTS)
