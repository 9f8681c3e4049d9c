-- The share of which at most n_seen of n_all are seen with some chance; n_seen is below 5.
--
-- Found by halving: the chance falls as the share grows.
-- The linter does not read a lambda of two values.
create macro share_with_chance(n_seen, n_all, chance) as
    list_reduce(  -- noqa: PRS
        range(56),
        lambda ends, step: case
            when chance_of_at_most(n_seen, n_all, (ends.low + ends.high) / 2) > chance
                then {'low': (ends.low + ends.high) / 2, 'high': ends.high}
            else {'low': ends.low, 'high': (ends.low + ends.high) / 2}
        end,
        {'low': 0.0::double, 'high': 1.0::double}
    ).low
