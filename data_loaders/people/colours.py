"""Colours for groups: well apart, and a child's near its parent's."""

import itertools
import math
from collections.abc import Collection, Iterator

# The colours that people with any colour vision can tell apart (Okabe and Ito 2008), with a darker
# yellow that shows on white; then colours each as far as can be from all before, by OKLab.
PALETTE = (
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8F8100", "#952C8F",
    "#6FCF59", "#937AF7", "#AF1C33", "#227403", "#98AD85", "#E68AFA", "#81561E", "#6B577A",
    "#6344BD", "#FF9180", "#C0AAD1", "#10D0B8", "#D44567", "#036F6B", "#AE55C1", "#6DA606",
    "#1795FA", "#7D90CA", "#0B90A2", "#BB8558", "#9B5763", "#BCBC01", "#FA8AC2", "#986EA2",
)  # fmt: skip
NEUTRAL = "#808080"

# Lightness at which a mark shows both on white and on near-black.
_DARKEST, _LIGHTEST = 0.45, 0.80
_HUE_STEP = math.radians(7)


def unused(taken: Collection[str]) -> Iterator[str]:
    """Yield colours of the palette that are not taken yet, for ever.

    >>> list(itertools.islice(unused({"#0072B2"}), 2))
    ['#D55E00', '#009E73']
    """
    free = [colour for colour in PALETTE if colour not in taken]
    return itertools.cycle(free or PALETTE)


def shades(colour: str, number: int) -> list[str]:
    """Return shades of one colour from dark to light, their hue to and fro around its own.

    >>> shades("#0072B2", 1), len(set(shades("#0072B2", 7)))
    (['#0072B2'], 7)
    """
    if number == 1:
        return [colour]
    _, chroma, hue = oklch(colour)
    step = (_LIGHTEST - _DARKEST) / (number - 1)
    return [
        _hex(_DARKEST + index * step, chroma, hue + (_HUE_STEP if index % 2 else -_HUE_STEP))
        for index in range(number)
    ]


def oklch(colour: str) -> tuple[float, float, float]:
    """Return lightness, chroma and hue (radians) of a colour (Ottosson 2020, OKLab).

    >>> [round(value, 2) for value in oklch("#FFFFFF")[:2]]
    [1.0, 0.0]
    """
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _hex(lightness: float, chroma: float, hue: float) -> str:
    """Return the nearest colour that a screen can show: less chroma, the same lightness and hue."""
    while True:
        channels = _channels(lightness, chroma * math.cos(hue), chroma * math.sin(hue))
        if chroma == 0 or all(-1e-4 <= channel <= 1 + 1e-4 for channel in channels):
            bounded = (min(max(channel, 0.0), 1.0) for channel in channels)
            return "#" + "".join(f"{round(_gamma(channel) * 255):02X}" for channel in bounded)
        chroma = max(0.0, chroma - 0.002)


def _channels(lightness: float, a: float, b: float) -> tuple[float, float, float]:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _gamma(channel: float) -> float:
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055
