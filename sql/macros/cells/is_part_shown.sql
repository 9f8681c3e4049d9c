-- Whether a part of a breakdown is shown: it is not too few, and what is withheld beside it is not.
--
-- n_hidden is how many people the parts have together that are too few: of fewer than the minimum
-- what they are would follow from the total, so that no part is shown.
create macro is_part_shown(n_people, n_hidden, min_people) as
    not is_too_few(n_people, n_people, min_people)
    and not is_too_few(n_hidden, n_hidden, min_people)
