"""Genotypes rewritten, as text, to the number of copies that sex and region allow."""

import gzip
from collections.abc import Callable
from pathlib import Path

Ploidy = Callable[[str, int, str], int]


def rewrite(vcf: Path, out: Path, ploidy: Ploidy) -> Path:
    """Write a plain VCF of GT alone in which every call has its ploidy or is missing.

    ploidy
        Gives 0, 1 or 2 for a contig (as the file names it), a position and a sample.

    With two copies a half-call and a haploid call become `./.`; with one, `a/a` becomes `a` and
    `a/b` becomes `.`; with none every call becomes `.`.
    """
    opened = gzip.open(vcf, "rt") if vcf.suffix == ".gz" else vcf.open()
    with opened as lines, out.open("w") as written:
        samples: list[str] = []
        for line in lines:
            if line.startswith("##"):
                # The definitions of INFO fields go with the fields.
                if not line.startswith("##INFO"):
                    written.write(line)
                continue
            fields = line.rstrip("\r\n").split("\t")
            if line.startswith("#"):
                samples = fields[9:]
                written.write(line)
                continue
            place = fields[8].split(":").index("GT")
            contig, pos = fields[0], int(fields[1])
            fields[7:9] = [".", "GT"]
            fields[9:] = [
                _call(column.split(":")[place], ploidy(contig, pos, sample))
                for sample, column in zip(samples, fields[9:], strict=True)
            ]
            written.write("\t".join(fields) + "\n")
    return out


def _call(genotype: str, copies: int) -> str:
    alleles = genotype.replace("|", "/").split("/")
    if copies == 0 or "." in alleles:
        return "./." if copies == 2 else "."
    if copies == 2:
        return genotype if len(alleles) == 2 else "./."
    return alleles[0] if len(set(alleles)) == 1 else "."
