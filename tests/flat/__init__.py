"""Arrays of fixed width over the alleles of a release."""
