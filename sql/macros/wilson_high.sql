-- Upper end of the 95 % score interval of an allele frequency; null where an is 0.
--
-- At AC 0 it is the highest frequency that the alleles called do not rule out.
-- source: Wilson 1927, Journal of the American Statistical Association 22:209
create macro wilson_high(ac, an) as
    case when an > 0 then least(
        1.0,
        (
            2 * ac + pow(1.959963984540054, 2)
            + 1.959963984540054 * sqrt(
                pow(1.959963984540054, 2) + 4 * ac * (1 - ac / an)
            )
        ) / (2 * (an + pow(1.959963984540054, 2)))
    ) end
