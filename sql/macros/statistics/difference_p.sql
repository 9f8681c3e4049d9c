-- Two-sided p of a difference of two allele counts: chi-square where all cells of the table reach
-- 100, else Fisher's exact.
create macro difference_p(ac_1, an_1, ac_2, an_2) as
    if(
        least(ac_1, an_1 - ac_1, ac_2, an_2 - ac_2) >= 100,
        chi_square_p(score_z(ac_1, an_1, ac_2, an_2) ** 2),
        fisher_p(ac_1, an_1, ac_2, an_2)
    )
