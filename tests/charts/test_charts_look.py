"""Colours: every one can be seen, and two groups never wear the same."""

from itertools import product

from straits.charts import look
from straits.charts.look import DARK, LIGHT

MARKS = [(colour, "circle") for colour in look.GROUP_COLOURS]


def test_every_colour_can_be_seen_on_the_ground() -> None:
    unseen = [
        (colour, shades.ground)
        for shades in (LIGHT, DARK)
        for colour in [*look.GROUP_COLOURS, "#FFFFFF", "#101317"]
        if look.contrast(look.visible(colour, shades), shades.ground) < 3
    ]
    assert unseen == []


def test_a_and_b_never_wear_the_same() -> None:
    mistaken = []
    for first, second in product(MARKS, MARKS):
        a, b = look.pair(first, second, LIGHT)
        if a[0] == b[0] or a[1] == b[1]:
            mistaken.append((first, second, a, b))
    assert mistaken == []


def test_a_third_mark_is_taken_neither_for_a_nor_for_b() -> None:
    mistaken = []
    for a, second, wished in product(MARKS, MARKS, MARKS):
        marks = [a, look.apart(second, [a])]
        marks.append(look.apart(wished, marks))
        if len({colour for colour, _ in marks}) < 3 or len({shape for _, shape in marks}) < 3:
            mistaken.append((a, second, wished, marks))
    assert mistaken == []
