"""Colours: every one can be seen, and two groups never wear the same."""

import pytest

from straits.charts import look
from straits.charts.look import DARK, LIGHT, Look


@pytest.mark.parametrize("shades", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("colour", [*look.GROUP_COLOURS, "#FFFFFF", "#101317"])
def test_every_colour_can_be_seen_on_the_ground(colour: str, shades: Look) -> None:
    assert look.contrast(look.visible(colour, shades), shades.ground) >= 3


@pytest.mark.parametrize("first", look.GROUP_COLOURS)
@pytest.mark.parametrize("second", look.GROUP_COLOURS)
def test_a_and_b_never_wear_the_same(first: str, second: str) -> None:
    a, b = look.pair((first, "circle"), (second, "circle"), LIGHT)
    assert a[0] != b[0]
    assert a[1] != b[1]


@pytest.mark.parametrize("first", look.GROUP_COLOURS)
@pytest.mark.parametrize("second", look.GROUP_COLOURS)
@pytest.mark.parametrize("wished", look.GROUP_COLOURS)
def test_a_third_mark_is_taken_neither_for_a_nor_for_b(
    first: str, second: str, wished: str
) -> None:
    a = (first, "circle")
    b = look.apart((second, "circle"), [a])
    colour, shape = look.apart((wished, "circle"), [a, b])
    assert len({a[0], b[0], colour}) == 3
    assert len({a[1], b[1], shape}) == 3
