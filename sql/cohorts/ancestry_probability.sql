-- One row per person on the axes: does the probability of their inferred group lie in a range?
--
-- Who has no row is unknown. The probability is that of ancestry_probabilities.
--
-- needs: rows
-- parameters:
--   at_least real or null
--   above real or null
--   at_most real or null
--   below real or null
select
    probabilities.call_set_id,
    probabilities.sample_index,
    is_within(
        probabilities.probability,
        $at_least::double, $above::double, $at_most::double, $below::double
    ) as holds
from probabilities
