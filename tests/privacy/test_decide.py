"""The one rule of what may be shown, in Python and in SQL."""

import duckdb
import numpy as np
import pytest

from straits import privacy
from straits.errors import QueryError
from straits.privacy import decide
from straits.store.query.sql_files import FOLDER

OPEN, INSIDE = privacy.profile("open"), privacy.profile("inside")
(MACRO,) = FOLDER.glob("macros/*/is_too_few.sql")


@pytest.mark.parametrize("profile", [OPEN, INSIDE], ids=lambda profile: profile.name)
def test_the_macro_withholds_what_the_rule_withholds(profile: privacy.Profile) -> None:
    with duckdb.connect() as connection:
        connection.execute(MACRO.read_text())
        said = connection.execute(
            "select n, total, is_too_few(n, total, $least) "
            "from range(62) as parts (n), range(62) as totals (total) where n <= total",
            {"least": decide.bound("min_people", profile)},
        ).fetchall()
    assert len({withheld for *_, withheld in said}) == (1 if profile is OPEN else 2)
    for n, total, withheld in said:
        assert withheld is not decide.are_shown([n, total - n], profile)


@pytest.mark.parametrize("profile", [OPEN, INSIDE], ids=lambda profile: profile.name)
def test_many_cells_are_judged_as_each_is(profile: privacy.Profile) -> None:
    counts = np.arange(-3, 45)
    each = [decide.is_too_few(int(n), profile) for n in counts]
    assert decide.are_too_few(counts, profile).tolist() == each
    assert any(each) == (profile is INSIDE)


def test_what_tells_of_single_people_goes_where_there_is_a_minimum() -> None:
    assert decide.is_exact(OPEN)
    assert decide.tells_overlaps(OPEN)
    assert decide.tells_values(OPEN)
    assert not any(
        shows(INSIDE) for shows in (decide.is_exact, decide.tells_overlaps, decide.tells_values)
    )
    decide.require_copies(OPEN)
    with pytest.raises(QueryError, match="does not show phenotypes by genotype"):
        decide.require_copies(INSIDE)
    decide.require_persons(OPEN, ".")
    with pytest.raises(QueryError, match="nothing about one person, so count"):
        decide.require_persons(INSIDE, ", so count.")
