-- Two-proportion score statistic of two allele counts, with the variance of both taken together.
--
-- Its square is Pearson's chi-squared without continuity correction. Null where the two together
-- have no allele, or nothing but the allele, or where either has none called. It orders alleles;
-- what is shown beside it is Fisher's exact p.
-- source: Pearson 1900; Fleiss, Levin and Paik 2003, Statistical Methods for Rates and Proportions
create macro score_z(ac_1, an_1, ac_2, an_2) as
    (allele_frequency(ac_1, an_1) - allele_frequency(ac_2, an_2)) / sqrt(
        nullif(
            allele_frequency(ac_1 + ac_2, an_1 + an_2)
            * (1 - allele_frequency(ac_1 + ac_2, an_1 + an_2))
            * (1 / nullif(an_1, 0) + 1 / nullif(an_2, 0)),
            0
        )
    )
