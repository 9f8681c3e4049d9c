"""The statistics of allele counts, one chapter per file, each a pure function of arrays."""
