-- Lower end of the 95 % score interval of an allele frequency; null where an is 0.
--
-- Unlike AF ± z·SE it stays inside [0, 1] and is honest at AC 0.
-- source: Wilson 1927, Journal of the American Statistical Association 22:209
create macro wilson_low(ac, an) as
    case when an > 0 then greatest(
        0.0,
        (
            2 * ac + pow(z_95(), 2)
            - z_95() * sqrt(pow(z_95(), 2) + 4 * ac * (1 - ac / an))
        ) / (2 * (an + pow(z_95(), 2)))
    ) end
