"""Charts of pharmacogenes: shares that are ranges, and the positions that define alleles."""
