"""People taken for being like those of a cohort: what sql/cohorts/matched.sql says."""

from hashlib import md5

import numpy as np
from numpy.typing import NDArray

from straits.cohorts import Matched
from straits.store.people.person_columns import PersonColumns
from straits.store.people.three_valued import Truth, of_flags
from straits.store.query.running import Run
from straits.store.query.sql_files import fixed


def order_of_choice(run: Run) -> NDArray[np.int32]:
    """Return the places of everybody in the order in which they are taken: by their ids alone."""
    people = run(fixed("store", "everyone").text, {})
    digests = b"".join(md5(name.encode()).digest() for name in people["person_id"])
    high, low = np.frombuffer(digests, ">u8").reshape(-1, 2).T
    order = np.lexsort((people["sample_index"].to_numpy(), low, high))
    return order.astype(np.int32)


def are_matched(
    asked: Matched,
    people: PersonColumns,
    order: NDArray[np.int32],
    is_case: NDArray[np.bool_],
    is_among: NDArray[np.bool_],
) -> Truth:
    """Return who is taken; it is never unknown.

    order
        As of order_of_choice.
    is_case, is_among
        Who surely is of the cohort, and of those to take from, shape (n_people,).
    """
    stratum = _strata(asked, people)
    n_wanted = asked.ratio * np.bincount(stratum[is_case], minlength=stratum.max(initial=-1) + 1)
    is_eligible = is_among & ~is_case
    eligible = order[is_eligible[order]]
    # Each stratum's own in the order of choice, one stratum after the other.
    eligible = eligible[np.argsort(stratum[eligible], kind="stable")]
    of = stratum[eligible]
    rank = np.arange(of.size) - np.searchsorted(of, of)
    is_taken = np.zeros(people.n_people, np.bool_)
    is_taken[eligible[rank < n_wanted[of]]] = True
    return of_flags(is_taken)


def _strata(asked: Matched, people: PersonColumns) -> NDArray[np.int64]:
    """Return who is alike, as numbers: of a call set, sex, band of ages, and group if asked."""
    columns = [people.sex, np.floor(people.age / asked.years)]
    if asked.grouping is not None:
        columns.append(people.of_grouping(asked.grouping).codes)
    stratum = people.call_set.astype(np.int64)
    for column in columns:
        # Who has no age, or no group, is alike in that.
        kinds, kind = np.unique(column, return_inverse=True)
        stratum = np.unique(stratum * kinds.size + kind, return_inverse=True)[1]
    return stratum
