"""What slides of a meeting hold: one message each, and a picture or a chart that can be edited.

The program that writes the file is loaded where one is made, and not when a server starts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

# Of a slide, in inches.
WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.5
HEADLINE, SENTENCE, FOOT = 1.25, 0.6, 0.4
# What a picture may take up, in inches: between the headline and the foot.
PICTURE = (WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN - HEADLINE - FOOT - 0.2)


@dataclass(frozen=True)
class Series:
    """The numbers of one colour, one for each category; None where none is told.

    low, high
        Ends of their intervals; empty where they have none.
    """

    name: str
    values: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class EditableChart:
    """A chart as PowerPoint has it, with its numbers in a workbook: bars with intervals, or lines.

    categories
        One for each row of bars, from the top, or for each step along a line.
    colours
        #RRGGBB, one for each series; fewer: the program's own.
    axis
        What its numbers are; empty where the headline says so.
    keys
        Label and colour of what stands above it, where that is not its series; none: its series.
    said
        What stands above it in words; empty for nothing.
    is_centred
        Whether 0 stands in the middle, with as much room to the left as to the right.
    """

    kind: Literal["bars", "lines"]
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    colours: tuple[str, ...] = ()
    axis: str = ""
    keys: tuple[tuple[str, str], ...] = ()
    said: str = ""
    is_centred: bool = False


@dataclass(frozen=True)
class Slide:
    """One figure as it is shown: one message, one picture.

    headline
        What was found, in a sentence.
    picture
        PNG, drawn within PICTURE, its proportions kept; or a chart; None: nothing is shown.
    alt
        What the picture shows, for whoever does not see it.
    foot
        What stands small below it: which data they are, and whether they are synthetic.
    notes
        What the speaker reads: the caption and the address of the page.
    sentence
        What whoever shows it says of it; empty for nothing.
    """

    headline: str
    picture: bytes | EditableChart | None
    alt: str
    foot: str
    notes: str
    sentence: str = ""


def ratio(*, has_sentence: bool) -> float:
    """Return the width of the place of a picture over its height."""
    return PICTURE[0] / (PICTURE[1] - (SENTENCE if has_sentence else 0))


def pptx(slides: Sequence[Slide], title: str) -> bytes:
    """Return the slides as a PPTX of 16:9, in order.

    title
        What the file says that it is; it has no author.
    """
    from straits.exports import pptx_file

    return pptx_file.written(slides, title)
