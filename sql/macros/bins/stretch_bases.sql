-- Bases of a stretch within which alleles go together, mostly: what a block jackknife leaves out.
create macro stretch_bases() as 5000000
