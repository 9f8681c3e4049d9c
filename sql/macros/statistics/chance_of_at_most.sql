-- Chance that at most n_seen of n_all have what a share of everybody has; n_seen is below 5.
--
-- The first terms of the binomial distribution, the first one taken out of the sum.
create macro chance_of_at_most(n_seen, n_all, share) as
    pow(1 - share, n_all)
    * (
        1 + if(n_seen >= 1, n_all * share / (1 - share), 0)
        * (
            1 + if(n_seen >= 2, (n_all - 1) / 2 * share / (1 - share), 0)
            * (
                1 + if(n_seen >= 3, (n_all - 2) / 3 * share / (1 - share), 0)
                * (1 + if(n_seen >= 4, (n_all - 3) / 4 * share / (1 - share), 0))
            )
        )
    )
