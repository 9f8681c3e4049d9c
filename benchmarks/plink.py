"""What plink2 is asked to do, and how its answers are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks.bench_studies import Panel, write_rows
from benchmarks.processes import Ran, run
from benchmarks.settings import THREADS

_SEXES = {"XX": "2", "XY": "1"}


@dataclass(frozen=True)
class Pgen:
    """The files of a panel as plink2 has them, and how long it took to make them."""

    prefix: Path
    ran: Ran

    @property
    def file(self) -> Path:
        """The genotypes alone."""
        return self.prefix.with_suffix(".pgen")


def make_pgen(panel: Panel, prefix: Path) -> Pgen:
    """Read the VCF of a panel into plink2's own files."""
    people = panel.people.items()
    sexes = [(sample, _SEXES.get(sex, "0")) for sample, (sex, _) in people]
    groups = [(sample, group) for sample, (_, group) in people]
    write_rows(prefix.with_suffix(".sex"), ("#IID", "SEX"), sexes)
    write_rows(prefix.with_suffix(".groups"), ("#IID", "POPULATION"), groups)
    sex = ["--update-sex", prefix.with_suffix(".sex"), "--split-par", "hg38"]
    return Pgen(prefix, _plink(["--vcf", panel.vcf, *sex, "--make-pgen", "--out", prefix]))


def count_by_group(pgen: Pgen, out: Path) -> Ran:
    """Count each allele in each group; relatives count too, as in Straits' sample set "all"."""
    groups = ["--pheno", pgen.prefix.with_suffix(".groups"), "--loop-cats", "POPULATION"]
    asked = [
        "--nonfounders",
        "--freq",
        "counts",
        "cols=chrom,pos,ref,alt,altfreq,nobs",
        "--out",
        out,
    ]
    return _plink(["--pfile", pgen.prefix, *groups, *asked])


def count_cohort(
    pgen: Pgen, samples: Sequence[str], region: tuple[str, int, int] | None, out: Path
) -> Ran:
    """Count each allele of a region, or all of them, in some people."""
    keep = write_rows(out.with_suffix(".keep"), ("#IID",), [(sample,) for sample in samples])
    where: list[str | Path] = []
    if region is not None:
        contig, start, end = region
        where = ["--chr", contig, "--from-bp", str(start), "--to-bp", str(end)]
    asked = [
        "--nonfounders",
        "--freq",
        "counts",
        "cols=chrom,pos,ref,alt,altfreq,nobs",
        "--out",
        out,
    ]
    return _plink(["--pfile", pgen.prefix, "--keep", keep, *where, *asked])


def read_counts(path: Path) -> pl.DataFrame:
    """Return contig, pos, ref, alt, ac and an of each line of an .acount file.

    ac is a half more for a heterozygous call where there is but one copy, as on a man's X.
    """
    types = {"#CHROM": pl.String, "ALT_CTS": pl.Float64, "OBS_CT": pl.Int64}
    found = pl.read_csv(path, separator="\t", schema_overrides=types)
    return named(found).hstack(found.select(ac="ALT_CTS", an="OBS_CT"))


def named(alleles: pl.DataFrame) -> pl.DataFrame:
    """Return contig, pos, ref and alt of plink2's alleles, contigs as Straits names them."""
    bare = pl.col("#CHROM").str.replace("^chr", "").replace({"MT": "M", "PAR1": "X", "PAR2": "X"})
    return alleles.select(contig="chr" + bare, pos="POS", ref="REF", alt="ALT")


def _plink(arguments: Sequence[str | Path]) -> Ran:
    return run(["plink2", *arguments, "--threads", str(THREADS)])
