"""BCF records as the lines of a VCF, which htslib writes."""
