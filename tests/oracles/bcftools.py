"""Counts per group from `bcftools +fill-tags`, and files prepared with bcftools for it."""

import subprocess
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import polars as pl

KEY = ("contig", "pos", "ref", "alt", "group")
COUNTS = ("n_called", "an", "ac", "hom_alt", "het", "hemi")
_TAGS = ("NS", "AN", "AC", "AC_Hom", "AC_Het", "AC_Hemi")


def run(*arguments: str | Path) -> bytes:
    """Run bcftools and return what it prints; its complaint is in the error when it fails."""
    done = subprocess.run(["bcftools", *map(str, arguments)], capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(f"bcftools {arguments[0]}: {done.stderr.decode()[-2000:]}")
    return done.stdout


def group_counts(vcf: Path, groups: Mapping[str, str], work: Path) -> pl.DataFrame:
    """Return a row per record, alternate allele and group: KEY, then COUNTS.

    vcf
        One alternate allele per record; the ploidy of each call is taken as written.
    groups
        The group of each sample; samples of the file that are not named are not counted.
    work
        A folder for the intermediate files.

    The tag AC_Hom counts alleles, so that people are half of it; NS counts people with a call.
    """
    listed, tagged = work / f"{vcf.name}.groups", work / f"{vcf.name}.bcf"
    listed.write_text("".join(f"{sample}\t{group}\n" for sample, group in groups.items()))
    tags = ",".join(_TAGS)
    run("+fill-tags", vcf, "-Ob1", "-o", tagged, "--", "-S", listed, "-t", tags)
    names = sorted(set(groups.values()))
    columns = [f"%{tag}_{name}" for name in names for tag in _TAGS]
    asked = "\t".join(["%CHROM", "%POS", "%REF", "%ALT", *columns]) + "\n"
    wide = pl.read_csv(
        BytesIO(run("query", "-f", asked, tagged)),
        separator="\t",
        has_header=False,
        null_values=".",
        new_columns=[*KEY[:4], *(f"{name}/{tag}" for name in names for tag in _TAGS)],
        schema_overrides={"column_1": pl.String},
        infer_schema_length=None,
    )
    counts = {
        "n_called": "NS", "an": "AN", "ac": "AC", "hom_alt": "AC_Hom", "het": "AC_Het",
        "hemi": "AC_Hemi",
    }  # fmt: skip
    return pl.concat(
        wide.select(
            *KEY[:4],
            pl.lit(name).alias("group"),
            *(pl.col(f"{name}/{tag}").alias(count) for count, tag in counts.items()),
        ).with_columns(pl.col("hom_alt") // 2)
        for name in names
    )


def split(vcf: Path, out: Path, reference: Path | None = None) -> Path:
    """Write the file with one alternate allele per record, left-aligned when there is a FASTA.

    The calls of the other alternates of a record are 0 in each of its parts.
    """
    aligned = ("-f", reference) if reference else ()
    run("norm", "-m", "-any", *aligned, "-Ob1", "-o", out, vcf)
    return out


def without_half_calls(vcf: Path, out: Path) -> Path:
    """Write the file with `./1` and its like set missing, as setGT does it."""
    run("+setGT", vcf, "-Ob1", "-o", out, "--", "-t", "./x", "-n", ".")
    return out
