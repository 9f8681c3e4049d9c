-- Whether a code stands above one of some, and so may be it: E11 above E11.2, or E11.2 to E11.4.
--
-- The ends of each range are written without the dot; a code that stands alone is both of its ends.
create macro is_code_above(code, lows, highs) as
    len(
        list_filter(
            list_zip(lows, highs),
            lambda ends: length(replace(code, '.', '')) < length(ends[1])
            and left(ends[1], length(replace(code, '.', ''))) <= replace(code, '.', '')
            and left(ends[2], length(replace(code, '.', ''))) >= replace(code, '.', '')
        )
    ) > 0
