"""The page of pharmacogenes: phenotypes, alleles, positions and drugs."""
