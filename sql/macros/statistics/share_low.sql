-- Lower end of the 95 % interval of a share: exact where fewer than 5 have it or lack it.
--
-- Elsewhere Wilson's, which covers too little there; null where n_all is 0.
-- source: Clopper and Pearson 1934, Biometrika 26:404; Brown, Cai, DasGupta 2001, Stat Sci 16:101
create macro share_low(n_having, n_all) as
    case
        when n_all is null or n_all = 0 then null
        when n_having = 0 then 0.0
        when n_having < 5 then share_with_chance(n_having - 1, n_all, 0.975)
        when n_all - n_having < 5 then 1 - share_with_chance(n_all - n_having, n_all, 0.025)
        else wilson_low(n_having, n_all)
    end
