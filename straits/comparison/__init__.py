"""Two groups, allele by allele, over any number of alleles: passes over counts, and no files.

Counts come as arrays in order of the alleles, by chunks that stay in fast memory, and each pass
keeps what is small: numbers by reason, cells of a grid, the largest of a block.
"""
