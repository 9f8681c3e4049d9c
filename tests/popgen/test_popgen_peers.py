"""F_ST, Hardy-Weinberg and linkage on the 1000 Genomes against plink2, given the same genotypes."""

import csv
import re
from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl
import pysam
import pytest

from straits.popgen import fst, hardy_weinberg, linkage
from tests.conftest import Tool

POPULATIONS = ("CHB", "GBR", "YRI")
# XX without, with one and with two copies, XY without and with. One heterozygote and one hemizygote
# would be exactly as likely as these two heterozygotes; plink2 halves the observed one alone.
TIED = [59, 2, 0, 60, 0]


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("plink2")


@pytest.fixture(scope="module")
def founders(shared_data: Path, work: Path) -> Path:
    """Write a .psam of all people, and beside it a list of the founders of POPULATIONS."""
    folder = shared_data / "kg30x_pharmacogenes"
    with pysam.VariantFile(str(folder / "CYP2C8.vcf.gz")) as vcf:
        samples = list(vcf.header.samples)
    with (folder / "20130606_g1k.ped").open(newline="") as rows:
        people = {row["Individual ID"]: row for row in csv.DictReader(rows, delimiter="\t")}
    lines, kept = ["#IID\tSEX\tPOP"], []
    for sample in samples:
        person = people[sample]
        lines.append(f"{sample}\t{person['Gender']}\t{person['Population']}")
        is_child = person["Paternal ID"] in samples or person["Maternal ID"] in samples
        if person["Population"] in POPULATIONS and not is_child:
            kept.append(sample)
    (work / "founders.txt").write_text("\n".join(kept) + "\n")
    path = work / "people.psam"
    path.write_text("\n".join(lines) + "\n")
    return path


def imported(plink2: Tool, gene: str, shared_data: Path, founders: Path, missing: str = "") -> Path:
    """Return the prefix of plink2's own files of a gene, founders of POPULATIONS only."""
    vcf = shared_data / "kg30x_pharmacogenes" / f"{gene}.vcf.gz"
    everyone, prefix = founders.parent / f"{gene}_all", founders.parent / gene
    options = [missing] if missing else []
    plink2("--vcf", vcf, "--psam", founders, *options, "--make-pgen", "--out", everyone)
    named = ("--set-all-var-ids", "@:#:$r:$a", "--new-id-max-allele-len", "500")
    kept = ("--keep", founders.parent / "founders.txt")
    plink2("--pfile", everyone, *kept, *named, "--make-pgen", "--out", prefix)
    return prefix


@pytest.fixture(scope="module")
def autosomal(plink2: Tool, shared_data: Path, founders: Path) -> Path:
    return imported(plink2, "CYP2C8", shared_data, founders)


def table(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, separator="\t", null_values=["nan", "NA"], infer_schema_length=None)


def counts(plink2: Tool, prefix: Path) -> dict[str, pl.DataFrame]:
    """Return plink2's counts of genotypes in each population."""
    plink2("--pfile", prefix, "--loop-cats", "POP", "--geno-counts", "--out", prefix)
    return {name: table(Path(f"{prefix}.{name}.gcount")) for name in POPULATIONS}


def test_hudson_fst_equals_plink2(plink2: Tool, autosomal: Path) -> None:
    asked = ("--fst", "POP", "method=hudson", "report-variants")
    plink2("--pfile", autosomal, *asked, "--out", autosomal)
    summary = table(Path(f"{autosomal}.fst.summary")).rows()
    counted = counts(plink2, autosomal)
    ac_an = {
        name: (
            (group["HET_REF_ALT_CTS"] + 2 * group["TWO_ALT_GENO_CTS"]).to_numpy(),
            2 * group[["HOM_REF_CT", "HET_REF_ALT_CTS", "TWO_ALT_GENO_CTS"]].sum_horizontal(),
        )
        for name, group in counted.items()
    }
    assert [row[:2] for row in summary] == list(combinations(POPULATIONS, 2))
    for first, second, expected in summary:
        theirs = table(Path(f"{autosomal}.{first}.{second}.fst.var"))["HUDSON_FST"].to_numpy()
        parts = fst.hudson_fst_parts(*ac_an[first], *ac_an[second])
        with np.errstate(invalid="ignore"):
            ours = parts[0] / parts[1]
        assert np.isfinite(theirs).sum() > 200
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-8)
        assert fst.ratio_of_averages(*parts) == pytest.approx(expected, rel=1e-5)


def test_hardy_weinberg_midp_equals_plink2(plink2: Tool, autosomal: Path) -> None:
    plink2("--pfile", autosomal, "--loop-cats", "POP", "--hardy", "midp", "--out", autosomal)
    for name in POPULATIONS:
        theirs = table(Path(f"{autosomal}.{name}.hardy"))
        genotypes = theirs[["HOM_A1_CT", "HET_A1_CT", "TWO_AX_CT"]].to_numpy().T
        ours = hardy_weinberg.hardy_weinberg_midp(*genotypes)
        varies = (genotypes > 0).sum(axis=0) > 1
        assert varies.sum() > 100
        np.testing.assert_allclose(ours[varies], theirs["MIDP"].to_numpy()[varies], rtol=1e-4)


def test_hardy_weinberg_x_midp_equals_plink2(
    plink2: Tool, shared_data: Path, founders: Path
) -> None:
    shown = plink2("--version")
    renamed = "--set-invalid-haploid-missing"
    is_old = "v2.00a3" in shown or "v2.00a2" in shown
    x = imported(plink2, "G6PD", shared_data, founders, "--set-hh-missing" if is_old else renamed)
    plink2("--pfile", x, "--loop-cats", "POP", "--hardy", "midp", "--out", x)
    for name in POPULATIONS:
        theirs = table(Path(f"{x}.{name}.hardy.x"))
        columns = ["FEMALE_HOM_A1_CT", "FEMALE_HET_A1_CT", "FEMALE_TWO_AX_CT"]
        columns += ["MALE_A1_CT", "MALE_AX_CT", "MIDP"]
        assert theirs.height > 100
        for *genotypes, expected in theirs[columns].unique().rows():
            if genotypes == TIED:
                continue
            ours = hardy_weinberg.hardy_weinberg_x_midp(*genotypes)
            assert ours == pytest.approx(expected, rel=1e-4), genotypes


def test_linkage_of_phased_haplotypes_equals_plink2(
    plink2: Tool, shared_data: Path, autosomal: Path, tmp_path: Path
) -> None:
    plink2("--pfile", autosomal, "--maf", "0.02", "--export", "haps", "--out", tmp_path / "common")
    rows = (tmp_path / "common.haps").read_text().splitlines()
    names = [row.split(" ", 2)[1] for row in rows]
    carried = np.array([row.split(" ")[5:] for row in rows], dtype=np.int64)
    pairs = np.random.default_rng(3).choice(len(names), size=(12, 2), replace=False)
    for first, second in pairs:
        shown = plink2("--pfile", autosomal, "--ld", names[first], names[second], cwd=tmp_path)
        expected = re.search(r"r\^2 = (\S+)\s+D' = (\S+)", shown)
        assert expected, shown
        x, y = carried[first], carried[second]
        both, neither = (x & y).sum(), ((1 - x) & (1 - y)).sum()
        r2, d_prime = linkage.haplotype_linkage(both, x.sum() - both, y.sum() - both, neither)
        assert r2 == pytest.approx(float(expected[1]), rel=1e-4, abs=1e-6)
        assert abs(d_prime) == pytest.approx(float(expected[2]), rel=1e-4)
        of_genotypes = linkage.pooled_r(
            [([x.reshape(-1, 2).sum(axis=1)], [y.reshape(-1, 2).sum(axis=1)])]
        )
        # People mate at random enough that the two correlations are close.
        assert of_genotypes[0, 0] ** 2 == pytest.approx(r2, abs=0.05)
