-- Chance of a chi-squared at least as large, with one degree of freedom.
--
-- Of up to 8 by the series of the error function, above by the trapezoidal rule, with steps of 0.3,
-- for its complement: either is off by less than a part in 10^12.
-- source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 7.1.6
-- source: Hunter and Regan 1972, Math Comp 26:539
create macro chi_square_p(chi_square) as
    case
        when chi_square <= 8
            then
                1 - sqrt(chi_square / 2) * exp(-chi_square / 2) * list_sum(
                    list_transform(
                        range(80),
                        lambda term: power(chi_square / 2, term) / gamma(term + 1.5)
                    )
                )
        else
            0.3 * sqrt(chi_square / 2) * exp(-chi_square / 2) / pi() * (
                2 / chi_square + 2 * list_sum(
                    list_transform(
                        range(1, 30),
                        lambda term: exp(-0.09 * term * term)
                        / (0.09 * term * term + chi_square / 2)
                    )
                )
            )
    end
