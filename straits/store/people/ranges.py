"""Whether numbers lie in the ranges and windows of criteria; unknown where there is no number."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from straits.cohorts import Age, AncestryProbability, Category, Event, Measurement
from straits.store.people.phenotype_columns import ReadingColumns
from straits.store.people.three_valued import Truth, all_of, of_flags

_EPOCH = date(1970, 1, 1)


def is_within(values: NDArray[np.float64], asked: Age | AncestryProbability | Measurement) -> Truth:
    """Return whether values lie in the range of a criterion; unknown where NaN."""
    is_in = np.ones(values.shape, np.bool_)
    for bound, test in (
        (asked.at_least, np.greater_equal), (asked.above, np.greater),
        (asked.at_most, np.less_equal), (asked.below, np.less),
    ):  # fmt: skip
        if bound is not None:
            is_in &= test(values, bound)
    return of_flags(is_in, ~np.isnan(values))


def is_in_window(readings: ReadingColumns, asked: Event | Measurement | Category) -> Truth:
    """Return whether readings lie in the window of a criterion.

    Unknown where a reading lacks the date or the age that it asks for.
    """
    since, before = (None if day is None else (day - _EPOCH).days
                     for day in (asked.since, asked.before))  # fmt: skip
    ends = (
        (readings.day, since, np.greater_equal), (readings.day, before, np.less),
        (readings.age, asked.from_age, np.greater_equal), (readings.age, asked.before_age, np.less),
    )  # fmt: skip
    parts = [
        of_flags(test(values, end), ~np.isnan(values))
        for values, end, test in ends
        if end is not None
    ]
    return all_of(parts, readings.person.size)
