"""Genes: their models, their alleles, and who carries them."""
