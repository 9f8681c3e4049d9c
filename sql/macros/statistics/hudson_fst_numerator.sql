-- Numerator of Hudson's F_ST of one allele in two groups; null where either has fewer than two
-- alleles called.
--
-- F_ST over several alleles is the sum of the numerators over that of the denominators, never the
-- mean of their ratios. A negative one is honest.
-- source: Bhatia 2013, Genome Research 23:1514, eq. 10
create macro hudson_fst_numerator(ac_1, an_1, ac_2, an_2) as
    pow(allele_frequency(ac_1, an_1) - allele_frequency(ac_2, an_2), 2)
    - allele_frequency(ac_1, an_1)
    * (1 - allele_frequency(ac_1, an_1))
    / nullif(greatest(an_1 - 1, 0), 0)
    - allele_frequency(ac_2, an_2)
    * (1 - allele_frequency(ac_2, an_2))
    / nullif(greatest(an_2 - 1, 0), 0)
