-- People with at least one copy of the allele: each has one copy, and hom_alt has one more.
create macro carriers(ac, hom_alt) as ac - hom_alt
