"""What criteria on phenotypes are of everybody, from the columns of the phenotype.

Each function says what a file of sql/cohorts says, which is named in it.
"""

import numpy as np
from numpy.typing import NDArray

from straits.cohorts import Category, Event, Measurement
from straits.store.people.code_ranges import hits_of_codes
from straits.store.people.phenotype_columns import ReadingColumns, StatusColumns
from straits.store.people.ranges import is_in_window, is_within
from straits.store.people.three_valued import (
    FALSE,
    TRUE,
    UNKNOWN,
    Truth,
    all_of,
    of_flags,
)  # fmt: skip

_KNOWN = ("yes", "no", "measured")


def is_unknown(status: StatusColumns) -> Truth:
    """Return of whom it is not known whether they have a phenotype (event_unknown)."""
    return of_flags(status.status.truth(_KNOWN) != TRUE)


def has_event(status: StatusColumns) -> Truth:
    """Return who has a phenotype at all (event)."""
    has = status.status.truth(("yes", "measured"))
    return np.where(status.status.truth(_KNOWN) == TRUE, has, UNKNOWN)


def has_events(asked: Event, status: StatusColumns, readings: ReadingColumns) -> Truth:
    """Return whose readings show a phenotype often enough (event_readings, repeated_event)."""
    is_hit = np.where(readings.is_no, FALSE, hits_of_codes(asked, readings))
    counts = all_of([is_in_window(readings, asked), is_hit], readings.person.size)
    n_people = status.value.size
    n_hits = _rows_by_person(readings, counts == TRUE, n_people)
    n_likely = _rows_by_person(readings, counts != FALSE, n_people) + status.n_unread
    is_known = status.status.truth(_KNOWN)
    truth = np.where(is_known == TRUE, FALSE, UNKNOWN)
    truth[n_likely >= asked.times] = UNKNOWN
    truth[n_hits >= asked.times] = TRUE
    # Of whom a site says nothing, nothing is known.
    return np.where(is_known == UNKNOWN, UNKNOWN, truth)


def is_chosen_met(asked: Measurement | Category, status: StatusColumns) -> Truth:
    """Return whose value that counts meets a criterion (measurement, category)."""
    met = _met(asked, status)
    return np.where(status.status.truth(("measured",)) == TRUE, met, UNKNOWN)


def are_readings_met(
    asked: Measurement | Category, status: StatusColumns, readings: ReadingColumns
) -> Truth:
    """Return whose readings in the window meet a criterion, as its `which` has it.

    (measurement_readings and category_readings with every_reading or some_readings)
    """
    is_read = ~np.isnan(readings.value) if isinstance(asked, Measurement) else None
    is_hit, inside = _met(asked, readings) == TRUE, is_in_window(readings, asked)

    def n_of(is_counted: NDArray[np.bool_]) -> NDArray[np.int64]:
        here = is_counted if is_read is None else is_counted & is_read
        return np.bincount(readings.person[here], minlength=status.value.size)

    n_inside = n_of(inside == TRUE)
    if asked.which == "every":
        n_misses = n_of((inside == TRUE) & ~is_hit)
        n_unclear = n_of((inside == UNKNOWN) & ~is_hit) + status.n_unread
        truth = np.where((n_inside > 0) & (n_unclear == 0), TRUE, UNKNOWN)
        truth[n_misses > 0] = FALSE
    else:
        times = asked.times if asked.which == "some" else 1
        n_hits = n_of((inside == TRUE) & is_hit)
        n_likely = n_hits + n_of((inside == UNKNOWN) & is_hit) + status.n_unread
        truth = np.where(n_inside > 0, FALSE, UNKNOWN)
        truth[n_likely >= times] = UNKNOWN
        truth[n_hits >= times] = TRUE
    return np.where(status.status.codes >= 0, truth, UNKNOWN)


def is_end_met(asked: Measurement | Category, n_people: int, readings: ReadingColumns) -> Truth:
    """Return whose latest, or first, reading in the window meets a criterion.

    (measurement_readings with end_measurement, category_readings with end_category)
    """
    here = np.flatnonzero(is_in_window(readings, asked) == TRUE)
    if isinstance(asked, Measurement):
        here = here[~np.isnan(readings.value[here])]
    sign = -1 if asked.which == "latest" else 1
    for values in (readings.day, readings.age):
        # Who has no date comes after those who have one, and likewise with ages.
        order = np.nan_to_num(sign * values[here], nan=np.inf)
        starts, sizes = _stretches(readings.person[here])
        least = np.minimum.reduceat(order, starts) if starts.size else order
        here = here[order == np.repeat(least, sizes)]
    truth = np.full(n_people, UNKNOWN)
    starts, sizes = _stretches(readings.person[here])
    people = readings.person[here][starts]
    if isinstance(asked, Measurement):
        truth[people] = is_within(_medians(readings.value[here], starts, sizes), asked)
    elif starts.size:
        is_hit = _met(asked, readings)[here] == TRUE
        n_hits = np.add.reduceat(is_hit, starts, dtype=np.int64)
        truth[people] = of_flags(n_hits > 0, (n_hits == 0) | (n_hits == sizes))
    return truth


def _met(asked: Measurement | Category, columns: StatusColumns | ReadingColumns) -> Truth:
    """Return whether a value, or category, of each person or reading is one that is asked for."""
    if isinstance(asked, Measurement):
        return is_within(columns.value, asked)
    return columns.category.truth(asked.categories)


def _rows_by_person(
    readings: ReadingColumns, is_counted: NDArray[np.bool_], n_people: int
) -> NDArray[np.int64]:
    """Return how many rows of tables have any of some readings; a row with several counts once."""
    rows = readings.source_row[is_counted]
    _, first = np.unique(rows, return_index=True)
    return np.bincount(readings.person[is_counted][first], minlength=n_people)


def _stretches(person: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each person begins among readings by person, and how many they have."""
    is_first = np.ones(person.size, np.bool_)
    is_first[1:] = person[1:] != person[:-1]
    starts = np.flatnonzero(is_first)
    return starts, np.diff(np.append(starts, person.size))


def _medians(
    values: NDArray[np.float64], starts: NDArray[np.int64], sizes: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the median of each stretch of values, none of which is empty."""
    ordered = values[np.lexsort((values, np.repeat(starts, sizes)))]
    # As DuckDB has it, to the last digit.
    low, high = ordered[starts + (sizes - 1) // 2], ordered[starts + sizes // 2]
    medians: NDArray[np.float64] = 0.5 * low + 0.5 * high
    return medians
