"""Invented coding sequence that can be read: it starts, goes on and stops, as a gene's does."""

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from demo.loci import Locus
from demo.names import LETTERS
from demo.transcript import CODONS, Transcript, complement

Wish = Callable[[str], bool]


def with_codons(locus: Locus, bases: str, fixed: NDArray[np.bool_]) -> str:
    """Return the bases of a locus with ATG first, a stop last, none between, and true anchors.

    fixed
        Which bases must stay, shape (n_bases,).
    """
    transcript = Transcript.of(locus, bases)
    letters = list(transcript.bases)
    stays = fixed if locus.strand == "+" else fixed[::-1]
    first, last = transcript.coding
    places = transcript.spliced[first : last + 1]
    wishes = _anchored(transcript)
    n_codons = len(places) // 3
    for number in range(n_codons):
        at = places[3 * number : 3 * number + 3]
        wish = wishes.get(number, _goes_on)
        if number == 0:
            wish = _starts
        elif number == n_codons - 1:
            wish = _stops
        now = "".join(letters[index] for index in at)
        if wish(now):
            continue
        held = [bool(stays[index]) for index in at]
        for index, letter in zip(at, _nearest(now, held, wish), strict=True):
            letters[index] = letter
    whole = "".join(letters)
    return whole if locus.strand == "+" else complement(whole)


def _nearest(now: str, held: list[bool], wish: Wish) -> str:
    """Return the codon that meets a wish with the fewest changes, and none where bases are held."""
    fitting = [
        codon
        for codon in sorted(CODONS)
        if wish(codon)
        and all(a == b for a, b, is_held in zip(now, codon, held, strict=True) if is_held)
    ]
    return min(fitting, key=lambda codon: sum(a != b for a, b in zip(now, codon, strict=True)))


def _anchored(transcript: Transcript) -> dict[int, Wish]:
    """Return, by number of the codon from 0, what the anchors ask of it."""
    wishes: dict[int, Wish] = {}
    is_single = (pl.col("ref").str.len_chars() == 1) & (pl.col("alt").str.len_chars() == 1)
    anchors = transcript.locus.anchors.filter(is_single & pl.col("protein").is_not_null())
    for pos, alt, protein in anchors.select("pos", "alt", "protein").iter_rows():
        place = transcript.place[transcript.index(pos)] - transcript.coding[0]
        letter = alt if transcript.locus.strand == "+" else complement(alt)
        before = LETTERS[protein[2:5]]
        after = before if protein.endswith("=") else LETTERS[protein[-3:]]
        wishes[place // 3] = _makes(place % 3, letter, before, after)
    return wishes


def _makes(at: int, letter: str, before: str, after: str) -> Wish:
    def wish(codon: str) -> bool:
        changed = codon[:at] + letter + codon[at + 1 :]
        return CODONS[codon] == before and CODONS[changed] == after

    return wish


def _goes_on(codon: str) -> bool:
    return CODONS[codon] != "*"


def _starts(codon: str) -> bool:
    return codon == "ATG"


def _stops(codon: str) -> bool:
    return CODONS[codon] == "*"
