"""Simulate a growing population and write its genotypes as a VCF: people, bases, seed, to stdout.

Run in the peers' environment, since it needs msprime.
"""

import sys

import msprime
import numpy as np

# 0|0, 0|1, 1|0 and 1|1, each with the tab behind it, as one word.
WORDS = np.frombuffer(b"0|0\t0|1\t1|0\t1|1\t", np.uint32)
FIRST_POS = 1_000_000


def main() -> None:
    n_people, n_bases, seed = (int(argument) for argument in sys.argv[1:4])
    demography = msprime.Demography()
    # Two million today, grown for 250 generations from 12,000: most alleles are rare, as in fact.
    demography.add_population(name="A", initial_size=2_000_000, growth_rate=0.02)
    demography.add_population_parameters_change(250, initial_size=12_000, growth_rate=0)
    trees = msprime.sim_ancestry(
        {"A": n_people},
        demography=demography,
        sequence_length=n_bases,
        recombination_rate=1e-8,
        random_seed=seed,
    )
    trees = msprime.sim_mutations(
        trees, rate=1.25e-8, random_seed=seed, model=msprime.BinaryMutationModel()
    )
    out = sys.stdout.buffer
    names = "\t".join(f"S{number}" for number in range(n_people))
    out.write(
        b"##fileformat=VCFv4.2\n##contig=<ID=chr1,length=248956422>\n"
        b'##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
        b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t" + names.encode() + b"\n"
    )
    last = 0
    for variant in trees.variants(copy=False):
        alleles = np.minimum(variant.genotypes, 1).astype(np.int64)
        calls = WORDS[alleles[0::2] * 2 + alleles[1::2]].tobytes()
        last = max(last + 1, int(variant.site.position) + 1)
        out.write(b"chr1\t%d\t.\tA\tG\t.\tPASS\t.\tGT\t" % (FIRST_POS + last))
        out.write(calls[:-1] + b"\n")


if __name__ == "__main__":
    main()
