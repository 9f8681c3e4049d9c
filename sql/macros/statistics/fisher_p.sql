-- Two-sided p of Fisher's exact test: all tables of the same margins that are no likelier, summed.
--
-- What is likelier by less than 1 in 10,000,000 is taken as as likely, as R's fisher.test does.
-- source: Fisher 1935, J R Stat Soc 98:39
create macro fisher_p(ac_1, an_1, ac_2, an_2) as
    least(
        1,
        list_sum(
            list_transform(
                list_filter(
                    range(
                        greatest(0, ac_1 + ac_2 - an_2)::bigint,
                        least(ac_1 + ac_2, an_1)::bigint + 1
                    ),
                    lambda outcome: log_of_cells(outcome, ac_1 + ac_2, an_1, an_2)
                    >= log_of_cells(ac_1, ac_1 + ac_2, an_1, an_2) - 1e-7
                ),
                lambda outcome: exp(
                    lgamma(ac_1 + ac_2 + 1)
                    + lgamma(an_1 + an_2 - ac_1 - ac_2 + 1)
                    + lgamma(an_1 + 1)
                    + lgamma(an_2 + 1)
                    - lgamma(an_1 + an_2 + 1)
                    - log_of_cells(outcome, ac_1 + ac_2, an_1, an_2)
                )
            )
        )
    )
