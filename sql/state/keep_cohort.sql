-- Keeps a cohort under its id, for good.
insert or ignore into cohorts (cohort_id, tree)
values (:cohort_id, :tree)
