-- Denominator of Hudson's F_ST of one allele in two groups; null where either has fewer than two
-- alleles called.
--
-- source: Bhatia 2013, Genome Research 23:1514, eq. 10
create macro hudson_fst_denominator(ac_1, an_1, ac_2, an_2) as
    case when least(an_1, an_2) > 1 then
        allele_frequency(ac_1, an_1) * (1 - allele_frequency(ac_2, an_2))
        + allele_frequency(ac_2, an_2) * (1 - allele_frequency(ac_1, an_1))
    end
