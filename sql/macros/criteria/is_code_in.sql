-- Whether a code is one of some, or stands below one: E11 holds E11.9, and E10 to E14 holds E12.1.
--
-- The ends of each range are written without the dot; a code that stands alone is both of its ends.
create macro is_code_in(code, lows, highs) as
    len(
        list_filter(
            list_zip(lows, highs),
            lambda ends: left(replace(code, '.', ''), len(ends[1])) >= ends[1]
            and left(replace(code, '.', ''), len(ends[2])) <= ends[2]
        )
    ) > 0
