"""What is counted of a group: as it is stored, leaf by leaf, and as it is told."""

SEXES = ("XX", "XY", "unknown")
SAMPLE_SETS = ("all", "unrelated")

# A leaf is the people of a group in a call set who share sex and is_unrelated. These add up, over
# leaves and call sets; haploid_alt are the carriers with one copy of the place, on MT too.
LEAF_COUNTS = ("n_called", "ac", "an", "hom_alt", "haploid_alt")

# What is told of a group: het is ac - 2 hom_alt - haploid_alt, hemi is haploid_alt on X and Y.
COUNTS = ("n_called", "ac", "an", "hom_alt", "het", "hemi")
