"""BCF records written out as the lines of a VCF."""
