"""HGVS descriptions such as NM_000769.4:c.681G>A, found among what annotators wrote.

What is described on a transcript or protein is looked up as the annotators of the study's files
described it; nothing is computed from sequence. A description on a chromosome is read directly.
"""

import re
from dataclasses import dataclass

from tinyhgvs import (
    HgvsVariant,
    NucleotideDeletion,
    NucleotideDeletionInsertion,
    NucleotideInsertion,
    NucleotideSubstitution,
    ProteinFrameshift,
    ProteinProduced,
    TinyHGVSError,
    parse_hgvs,
)

from straits import genome
from straits.queries.search import name_spelling

_LETTERS = {
    "A": "Ala", "R": "Arg", "N": "Asn", "D": "Asp", "C": "Cys", "Q": "Gln", "E": "Glu",
    "G": "Gly", "H": "His", "I": "Ile", "L": "Leu", "K": "Lys", "M": "Met", "F": "Phe",
    "P": "Pro", "S": "Ser", "T": "Thr", "W": "Trp", "Y": "Tyr", "V": "Val", "U": "Sec",
    "X": "Ter", "*": "Ter",
}  # fmt: skip
_WORDS = {name.lower(): name for name in _LETTERS.values()}

_SPLIT = re.compile(
    r"\s*(?P<reference>[^\s:]+?)?\s*(?P<mark>:\s*|\s+|^)(?P<level>[cgmnp])\.\s*(?P<change>\S.*?)\s*",
    re.IGNORECASE,
)
# A change of a protein without p. in front; letters are capitals, words are not.
_WORD = f"(?i:{'|'.join(_WORDS)})"
_SHORT = re.compile(
    r"\s*(?P<reference>[A-Za-z][\w.-]*)[\s:]+\(?"
    rf"(?P<change>[A-Z]\d+[A-Z*=]|{_WORD}\d+(?:{_WORD}|[*=]))\)?\s*"
)
# Bases without c. in front, as in older papers.
_BARE = re.compile(
    r"\s*(?P<reference>[A-Za-z][\w.-]*)[\s:]+(?P<change>\*?\d+(?:[+-]\d+)?[ACGT]>[ACGT])\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Description:
    """A description that is written as HGVS asks.

    reference
        The accession or gene that it is about; empty where none is named.
    level
        c, n, p, g or m.
    text
        The description itself, in the spelling of the `consequences` table.
    pattern
        The same as a pattern of SQL's like, with a backslash before what is to be taken literally.
    """

    reference: str
    level: str
    text: str
    pattern: str
    parsed: HgvsVariant


@dataclass(frozen=True)
class Place:
    """An allele on a chromosome: what is replaced by what.

    ref
        The bases that are replaced, or None where the description does not say them.
    """

    contig: str
    start: int
    end: int
    ref: str | None
    alt: str

    @property
    def ends(self) -> tuple[int, int]:
        """The first and the last position; an insertion lies between two."""
        return min(self.start, self.end), max(self.start, self.end)

    def is_allele(self, pos: int, ref: str, alt: str) -> bool:
        """Tell whether a trimmed allele of the contig is this one, as it is written.

        >>> Place("chr1", 100, 101, None, "").is_allele(99, "CAT", "C")
        True
        """
        if ref[0] == alt[0] and len(ref) != len(alt):
            pos, ref, alt = pos + 1, ref[1:], alt[1:]
        before, after = pos - self.start, self.end - (pos + len(ref) - 1)
        if before < 0 or after < 0 or (self.ref and self.ref != ref):
            return False
        # What the description repeats of the reference around the allele is not written in it.
        return self.alt[before : len(self.alt) - after] == alt and len(self.alt) == (
            before + len(alt) + after
        )


def is_hgvs(text: str) -> bool:
    """Tell whether a text is meant as HGVS, well written or not.

    >>> is_hgvs("NM_000769.4:c.681G>A"), is_hgvs("CYP2C9 R144C"), is_hgvs("ALDH2 Glu504Lys")
    (True, True, True)
    >>> is_hgvs("chr10:94781859")
    False
    """
    return any(pattern.fullmatch(text) for pattern in (_SPLIT, _SHORT)) or _is_bare(text)


def parse(text: str) -> Description:
    """Read a description in the usual spellings.

    Capitals, one-letter amino acids, parentheses and the bases behind del and dup do not matter; a
    gene may stand for its transcript, and `p.` may be left out behind a gene.

    Raises ValueError, with what was expected, for anything else.

    >>> found = parse("cyp2c9 r144c".upper())
    >>> found.reference, found.text
    ('CYP2C9', 'p.Arg144Cys')
    >>> parse("NM_007294.4(BRCA1):c.68_69delAG").text
    'c.68_69del'
    """
    match = _SPLIT.fullmatch(text)
    if match:
        reference, level, change = match["reference"] or "", match["level"].lower(), match["change"]
    elif match := _SHORT.fullmatch(text):
        reference, level, change = match["reference"], "p", match["change"]
    elif _is_bare(text) and (match := _BARE.fullmatch(text)):
        reference, level, change = match["reference"], "c", match["change"]
    else:
        raise ValueError(f"expected HGVS such as CYP2C19:c.681G>A, got {text!r}")
    spelled = f"{level}.{_protein(change) if level == 'p' else _bases(change)}"
    try:
        # The library knows no level m, which is written like g.
        parsed = parse_hgvs("X:" + re.sub("^m", "g", spelled))
    except TinyHGVSError as error:
        raise ValueError(
            f"{spelled!r} is not a change as HGVS writes it, such as c.681G>A, c.68_69del, "
            "c.1216+1G>A or p.Arg144Cys"
        ) from error
    pattern = spelled.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%")
    change_made = parsed.description
    if isinstance(change_made, ProteinProduced) and isinstance(change_made.edit, ProteinFrameshift):
        # p.Arg97fs stands for p.Arg97ProfsTer23, wherever the new stop lies.
        pattern = re.sub(r"^(p\.[A-Z][a-z]{2}\d+)fs$", r"\1%fs%", pattern)
    return Description(reference.split("(")[0], level, spelled, pattern, parsed)


def place(described: Description, build: str) -> Place:
    """Return the allele that a description on a chromosome means.

    Raises ValueError, with what to do, for another build, a contig that is none, or a change that
    cannot be told without the sequence.
    """
    contig = _contig(described.reference, build)
    change = described.parsed.description
    location = getattr(change, "location", None)
    start = getattr(getattr(location, "start", None), "coordinate", None)
    if start is None:
        raise ValueError(f"{described.text!r} names no position that can be looked up")
    last = getattr(getattr(location, "end", None), "coordinate", None) or start
    match change:
        case NucleotideSubstitution():
            return Place(contig, start, last, change.reference, change.alternate)
        case NucleotideDeletion():
            return Place(contig, start, last, None, "")
        case NucleotideInsertion() | NucleotideDeletionInsertion():
            added = "".join(getattr(item, "value", "") for item in _items(change))
            if added and isinstance(change, NucleotideInsertion):
                return Place(contig, last, start, "", added)
            if added:
                return Place(contig, start, last, None, added)
    raise ValueError(
        f"{described.text!r} cannot be looked up on a chromosome; write it as contig-pos-ref-alt, "
        "such as chr10-94781859-G-A"
    )


def _is_bare(text: str) -> bool:
    """Tell whether a text is a gene and a change of a base, and not an allele of a chromosome."""
    match = _BARE.fullmatch(text)
    return match is not None and name_spelling.chromosome(match["reference"]) is None


def _items(change: NucleotideInsertion | NucleotideDeletionInsertion) -> tuple[object, ...]:
    return tuple(change.sequence)


def _contig(reference: str, build: str) -> str:
    contig = genome.normalise_contig(reference)
    of = genome.build_of_contig(reference)
    if of not in (None, build):
        raise ValueError(f"{reference} is of {of}, and the study is of {build}")
    return contig


def _bases(change: str) -> str:
    """Spell a change of bases: bases in capitals, and not repeated behind del and dup."""
    text = re.sub(r"\s*\(p\..*\)$", "", change, flags=re.IGNORECASE).upper()
    text = re.sub(r"\s*-?>\s*", ">", text).replace(" ", "")
    for word in ("DEL", "INS", "DUP", "INV", "CON"):
        text = text.replace(word, word.lower())
    return re.sub(r"(del|dup)[ACGTU]+(ins|$)", r"\1\2", text)


def _protein(change: str) -> str:
    """Spell a change of amino acids with three letters, and a stop as Ter."""
    text = change.strip().removeprefix("(").removesuffix(")")
    words = re.compile("|".join(_WORDS), re.IGNORECASE)
    kept = re.compile(r"fs|del|ins|dup|ext|" + words.pattern + r"|[A-Z*]", re.IGNORECASE)

    def spell(match: re.Match[str]) -> str:
        word = match[0]
        if word.lower() in ("fs", "del", "ins", "dup", "ext"):
            return word.lower()
        return _WORDS.get(word.lower()) or _LETTERS.get(word.upper(), word)

    spelled = kept.sub(spell, text)
    same = re.fullmatch(r"([A-Z][a-z]{2})(\d+)\1", spelled)
    return f"{same[1]}{same[2]}=" if same else spelled
