-- Logarithm of the factorials of the four cells of a 2 x 2 table, summed.
--
-- outcome of the copies are among the an_1 alleles of the first group.
create macro log_of_cells(outcome, copies, an_1, an_2) as
    lgamma(outcome + 1)
    + lgamma(copies - outcome + 1)
    + lgamma(an_1 - outcome + 1)
    + lgamma(an_2 - copies + outcome + 1)
