"""Write one VCF per person with their carried alleles, as afquery reads them: VCF, folder.

Also writes crowded.tsv, the places where somebody has more than two copies over all records of one
position: afquery takes such calls for failed. Runs in the peers' environment; not timed.
"""

import sys
from pathlib import Path

import numpy as np
from cyvcf2 import VCF


def main() -> None:
    vcf, folder = VCF(sys.argv[1], threads=2), Path(sys.argv[2])
    lines: list[list[str]] = [[] for _ in vcf.samples]
    copies: dict[tuple[str, int], np.ndarray] = {}
    for record in vcf:
        calls = record.genotype.array()[:, :2]  # the last column is phasing
        n_copies = (calls > 0).sum(axis=1)
        place = record.CHROM, record.POS
        copies[place] = copies.get(place, 0) + n_copies
        alts = ",".join(record.ALT)
        opening = f"{record.CHROM}\t{record.POS}\t.\t{record.REF}\t{alts}\t.\tPASS\t.\tGT\t"
        for sample in np.flatnonzero((n_copies > 0) | (calls == -1).any(axis=1)):
            # -1 is missing, and -2 stands where a haploid call has no second allele.
            called = [
                str(allele) if allele >= 0 else "." for allele in calls[sample] if allele > -2
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
    crowded = [f"{contig}\t{pos}\n" for (contig, pos), n in copies.items() if n.max() > 2]
    (folder / "crowded.tsv").write_text("contig\tpos\n" + "".join(crowded))


if __name__ == "__main__":
    main()
