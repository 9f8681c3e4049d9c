"""Genotypes of VCF lines: read, judged by ploidy and quality, and decoded."""
