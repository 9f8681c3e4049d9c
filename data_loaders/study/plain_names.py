"""Names as a reader sees them: what cannot be told apart on screen is one name."""

import unicodedata

import polars as pl

# Cyrillic and Greek letters that are drawn like Latin ones, in lower case.
_LOOKS_LIKE = str.maketrans("аеорсухіјѕԁһνοικ", "aeopcyxijsdhvoik")


def plain(text: str) -> str:
    """Return a text in the one spelling of all that look like it.

    Accents are composed (NFC), characters without a sign of their own are off (category Cf: widths
    of zero, directions, soft hyphens), and blanks of every kind in a row are one space.

    >>> plain("  S\\u200b1\\u00a0"), plain("a\\u030a") == "\\u00e5"
    ('S1', True)
    """
    if not text.isascii():
        seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
        text = unicodedata.normalize("NFC", seen)
    return " ".join(text.split())


def plain_cells(cells: pl.Series) -> pl.Series:
    r"""Return a column of text with each cell as `plain` writes it; null stays null.

    >>> plain_cells(pl.Series(["a\u030a \u00a0b\u200b ", None])).to_list()
    ['å b', None]
    """
    return (
        cells.str.replace_all(r"\p{Cf}+", "")
        .str.normalize("NFC")
        .str.replace_all(r"\s+", " ")
        .str.strip_chars()
    )


def look(name: str) -> str:
    """Return what names share that a reader may take for one another, though they differ.

    Capitals, letters of full width, ligatures, and Cyrillic and Greek letters drawn as Latin ones.

    >>> look("MALAY") == look("Malay") == look("M\u0430lay") == look("\uff2dalay")
    True
    """
    return unicodedata.normalize("NFKC", name).casefold().translate(_LOOKS_LIKE)
