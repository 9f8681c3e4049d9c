-- The largest of 1, 2 and 5 times a power of ten that is not above the spread; null for none.
create macro round_width(spread) as
    case when spread > 0 then pow(10, floor(log10(spread))) * case
        when spread >= 5 * pow(10, floor(log10(spread))) then 5
        when spread >= 2 * pow(10, floor(log10(spread))) then 2
        else 1
    end end
