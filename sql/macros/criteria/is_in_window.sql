-- Whether a reading lies in a window of days and of ages, each without its end.
--
-- Null if the reading lacks the date or the age to tell. An end that is null is not asked.
create macro is_in_window(measured_on, age_at, since, before, from_age, before_age) as
    (since is null or measured_on >= since)
    and (before is null or measured_on < before)
    and (from_age is null or age_at >= from_age)
    and (before_age is null or age_at < before_age)
