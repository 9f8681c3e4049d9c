"""Single alleles: what is known of each, and its counts."""
