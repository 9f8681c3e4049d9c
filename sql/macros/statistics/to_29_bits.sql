-- A number rounded to 29 bits, in which two that are equal but for their last digits are equal.
-- source: Dekker 1971, Numer Math 18:224, the larger half of Veltkamp's split
create macro to_29_bits(number) as
    number * (power(2, 24) + 1) - (number * (power(2, 24) + 1) - number)
