"""The demo as a custodian opens it: under the profile inside, or with a rule of it taken away."""

from dataclasses import replace
from functools import cache
from typing import Any
from unittest import mock

from straits import cohorts, privacy
from straits.store import Store
from straits.store.releases.release_files import find_release
from tests.builders import demo_studies

INSIDE = privacy.profile("inside")


@cache
def store(**rules: Any) -> Store:
    """Return the small demo under the profile inside, with some of its rules as they were."""
    profile = replace(INSIDE, **rules)
    with mock.patch("straits.privacy.profile", return_value=profile):
        return Store(find_release(demo_studies.small_demo_store(), None))


def shown_in(of: Store, sentences: list[str], call_set_id: str) -> list[str]:
    """Return the ids of the cohorts that are shown in a call set."""
    ids = [of.cohorts.enter(cohorts.parse(sentence)) for sentence in sentences]
    shown = []
    for cohort_id in ids:
        rows = of.cohorts.sizes(cohort_id).drop_nulls("n_people")
        if call_set_id in rows["call_set_id"]:
            shown.append(cohort_id)
    return shown
