"""The interval of the odds ratio that a case draws, against that of the page's own statistic."""

import numpy as np
import pytest

from straits.formulas import lessons
from straits.popgen import stratified

CELLS = {"ac_a": [84, 2, 9], "an_a": [605, 25, 40], "ac_b": [55, 73, 70], "an_b": [557, 596, 321]}
Z = 1.959963984540054


def ends(formula: lessons.Formula, cells: dict[str, list[int]]) -> list[float]:
    worked_out = formula.values(**{name: np.array(cell) for name, cell in cells.items()}, z=Z)
    return [float(worked_out[name].squeeze()) for name in ("odds_ratio", "low", "high")]


def test_the_interval_within_groups_is_that_of_mantel_and_haenszel() -> None:
    told = stratified.cochran_mantel_haenszel(*([CELLS[name]] for name in CELLS))
    assert ends(lessons.WITHIN_ODDS, CELLS) == pytest.approx([float(one[0]) for one in told[1:]])


def test_one_group_alone_is_as_if_it_were_pooled() -> None:
    alone = {name: cell[:1] for name, cell in CELLS.items()}
    assert ends(lessons.WITHIN_ODDS, alone) == pytest.approx(ends(lessons.POOLED_ODDS, alone))
