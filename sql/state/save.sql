-- Adds a saving to the history of a name; is_removed takes the name off the list.
insert into saves (
    cohort_id, name, description, owner, saved_at, study, release_id, n_people, is_removed
)
values (
    :cohort_id, :name, :description, :owner, :saved_at, :study, :release_id, :n_people, :is_removed
)
