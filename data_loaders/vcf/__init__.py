"""VCF and BCF files read into variants and genotypes."""
