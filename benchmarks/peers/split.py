"""Write one VCF per person with their carried alleles, as afquery reads them: VCF, folder.

Runs in the peers' environment; its time is not part of afquery's.
"""

import sys
from pathlib import Path

import numpy as np
from cyvcf2 import VCF


def main() -> None:
    vcf, folder = VCF(sys.argv[1], threads=2), Path(sys.argv[2])
    lines: list[list[str]] = [[] for _ in vcf.samples]
    for record in vcf:
        calls = record.genotype.array()
        alts = ",".join(record.ALT)
        opening = f"{record.CHROM}\t{record.POS}\t.\t{record.REF}\t{alts}\t.\tPASS\t.\tGT\t"
        first, second = calls[:, 0], calls[:, 1]
        for sample in np.flatnonzero((first != 0) | (second > 0) | (second == -1)):
            called = [
                str(allele) if allele >= 0 else "." for allele in calls[sample, :2] if allele != -2
            ]
            lines[sample].append(f"{opening}{'/'.join(called)}\n")
    contigs = "".join(f"##contig=<ID={name}>\n" for name in vcf.seqnames)
    for sample, name in enumerate(vcf.samples):
        header = (
            f"##fileformat=VCFv4.2\n{contigs}"
            '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
            f"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{name}\n"
        )
        (folder / f"{name}.vcf").write_text(header + "".join(lines[sample]))


if __name__ == "__main__":
    main()
