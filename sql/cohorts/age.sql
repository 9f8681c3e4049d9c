-- One row per person counted: does their age in years lie in a range? Null if there is no age.
--
-- needs: rows
-- parameters:
--   at_least real or null
--   above real or null
--   at_most real or null
--   below real or null
select
    is_within(
        people.age, $at_least::double, $above::double, $at_most::double, $below::double
    ) as holds
from people
