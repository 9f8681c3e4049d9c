"""Two groups, or several, over many alleles."""
