-- People with at least one copy, per 1,000 people called; null where nobody was called.
--
-- Of people, not of alleles: on chrX a man with one copy is as much a carrier as a woman.
create macro carriers_per_1000(ac, hom_alt, n_called) as
    1000.0 * carriers(ac, hom_alt) / nullif(n_called, 0)
