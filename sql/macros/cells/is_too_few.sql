-- Whether a profile withholds a cell of so many people, or what the cell leaves of its total.
--
-- An empty cell tells of nobody. The guard decides again on what leaves the store; queries that
-- rank or add up use this to leave such cells out beforehand.
create macro is_too_few(n_people, n_total, min_people) as
    min_people > 0
    and (
        (n_people > 0 and n_people < min_people)
        or (n_total - n_people > 0 and n_total - n_people < min_people)
    )
