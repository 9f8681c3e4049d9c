"""What annotators say of alleles, and what public tables know of them, as tables of a release."""
