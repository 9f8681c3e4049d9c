-- Lower end of the 95 % score interval of an allele frequency; null where an is 0.
--
-- Unlike AF ± z·SE it stays inside [0, 1] and is honest at AC 0.
-- source: Wilson 1927, Journal of the American Statistical Association 22:209
create macro wilson_low(ac, an) as
    case when an > 0 then greatest(
        0.0,
        (
            2 * ac + pow(1.959963984540054, 2)
            - 1.959963984540054 * sqrt(
                pow(1.959963984540054, 2) + 4 * ac * (1 - ac / an)
            )
        ) / (2 * (an + pow(1.959963984540054, 2)))
    ) end
