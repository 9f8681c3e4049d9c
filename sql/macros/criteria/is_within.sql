-- Whether a value lies in a range; null if there is no value. A bound that is null is not asked.
create macro is_within(value_asked, at_least, above, at_most, below) as
    (at_least is null or value_asked >= at_least)
    and (above is null or value_asked > above)
    and (at_most is null or value_asked <= at_most)
    and (below is null or value_asked < below)
