-- Upper end of the 95 % score interval of an allele frequency; null where an is 0.
--
-- At AC 0 it is the highest frequency that the alleles called do not rule out.
-- source: Wilson 1927, Journal of the American Statistical Association 22:209
create macro wilson_high(ac, an) as
    case when an > 0 then least(
        1.0,
        (
            2 * ac + pow(z_95(), 2)
            + z_95() * sqrt(pow(z_95(), 2) + 4 * ac * (1 - ac / an))
        ) / (2 * (an + pow(z_95(), 2)))
    ) end
