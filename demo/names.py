"""What HGVS calls a variant on a transcript: the change of its bases, and of its protein."""

from dataclasses import dataclass

from demo.transcript import Transcript, complement, translate

_THREE = {
    "A": "Ala", "R": "Arg", "N": "Asn", "D": "Asp", "C": "Cys", "Q": "Gln", "E": "Glu",
    "G": "Gly", "H": "His", "I": "Ile", "L": "Leu", "K": "Lys", "M": "Met", "F": "Phe",
    "P": "Pro", "S": "Ser", "T": "Thr", "W": "Trp", "Y": "Tyr", "V": "Val", "*": "Ter",
}  # fmt: skip
LETTERS = {three: letter for letter, three in _THREE.items()}


@dataclass(frozen=True)
class Change:
    """Bases from index `low` up to, but without, `high` replaced by others, along a transcript."""

    low: int
    high: int
    bases: str


def change(transcript: Transcript, pos: int, ref: str, alt: str) -> Change:
    """Return a trimmed record as a change; an indel is moved as far along the strand as it goes.

    HGVS asks for the place nearest the 3' end where the same bases could have been changed.
    """
    if len(ref) == len(alt):
        ends = sorted((transcript.index(pos), transcript.index(pos + len(ref) - 1)))
        bases = alt if transcript.locus.strand == "+" else complement(alt)
        return Change(ends[0], ends[1] + 1, bases)
    # The first base of an indel's record stays.
    ends = sorted((transcript.index(pos + 1), transcript.index(pos + len(ref) - 1)))
    low, high = ends[0], ends[1] + 1
    if len(ref) == 1:
        low = high = max(transcript.index(pos), transcript.index(pos + 1))
    bases = alt[1:] if transcript.locus.strand == "+" else complement(alt[1:])
    whole = transcript.bases
    if bases:
        while high < len(whole) and bases[0] == whole[high]:
            bases, low, high = bases[1:] + bases[0], low + 1, high + 1
    else:
        while high < len(whole) and whole[low] == whole[high]:
            low, high = low + 1, high + 1
    return Change(low, high, bases)


def coding_name(transcript: Transcript, of: Change) -> str | None:
    """Return a change as c., such as c.681G>A or c.12+3_12+4insA; None outside the transcript."""
    whole = transcript.bases
    if of.low == of.high:
        repeated = whole[of.low - len(of.bases) : of.low] == of.bases
        low, high = (of.low - len(of.bases), of.low - 1) if repeated else (of.low - 1, of.low)
        what = "dup" if repeated else f"ins{of.bases}"
    else:
        low, high = of.low, of.high - 1
        what = f"{whole[low]}>{of.bases}" if of.bases else "del"
    ends = [transcript.coordinate(low), transcript.coordinate(high)]
    if None in ends:
        return None
    return f"c.{ends[0]}{what}" if low == high else f"c.{ends[0]}_{ends[1]}{what}"


def proteins(transcript: Transcript, of: Change) -> tuple[str, str] | None:
    """Return the protein without and with a change, each up to its stop if it has one.

    None where the change is not among coding bases of one exon alone.
    """
    first, last = (of.low - 1, of.low) if of.low == of.high else (of.low, of.high - 1)
    if not transcript.is_coding(first, last):
        return None
    before = transcript.coding_bases(transcript.bases)
    low = transcript.place[of.low] - transcript.coding[0]
    changed = before[:low] + of.bases + before[low + of.high - of.low :]
    return translate(before), translate(changed)


def protein_name(pair: tuple[str, str] | None, grows_by: int) -> str | None:
    """Return what becomes of a protein as p., such as p.Gly681Asp or p.Arg12LeufsTer5.

    pair
        As of `proteins`.
    grows_by
        Bases that are gained, or lost if negative.

    None where it cannot be said in one of the usual ways.

    >>> protein_name(("MAGKL*", "MAGNL*"), 0), protein_name(("MAGKL*", "MAGL*"), -3)
    ('p.Lys4Asn', 'p.Lys4del')
    >>> protein_name(("MAGKL*", "MARI*"), 1), protein_name(("MAGKL*", "MAGGKL*"), 3)
    ('p.Gly3ArgfsTer3', 'p.Gly3dup')
    """
    if pair is None:
        return None
    old, new = pair
    start = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), None)
    if start is None:
        return None
    if new[start] == "*":
        return f"p.{_at(old, start)}Ter"
    if old[start] == "*":
        return None
    if grows_by % 3:
        stop = f"Ter{len(new) - start}" if new.endswith("*") else "Ter?"
        return f"p.{_at(old, start)}{_THREE[new[start]]}fs{stop}"
    if grows_by == 0:
        return f"p.{_at(old, start)}{_THREE[new[start]]}"
    return _in_frame(old, new, start) if new.endswith("*") else None


def unchanged_name(protein: str, place: int) -> str:
    """Return the name of a change of bases that leaves the amino acid of a place, from 0, as it is.

    >>> unchanged_name("MAP*", 2)
    'p.Pro3='
    """
    return f"p.{_at(protein, place)}="


def _in_frame(old: str, new: str, start: int) -> str | None:
    end = 0
    longest = min(len(old), len(new)) - start
    while end < longest and old[-1 - end] == new[-1 - end]:
        end += 1
    lost, gained = old[start : len(old) - end], new[start : len(new) - end]
    if "*" in gained + lost:
        return None
    added = "".join(_THREE[letter] for letter in gained)
    if lost:
        last = f"_{_at(old, start + len(lost) - 1)}" if len(lost) > 1 else ""
        return f"p.{_at(old, start)}{last}del{f'ins{added}' if added else ''}"
    if old[start - len(gained) : start] == gained:
        first = start - len(gained)
        last = f"_{_at(old, start - 1)}" if len(gained) > 1 else ""
        return f"p.{_at(old, first)}{last}dup"
    return f"p.{_at(old, start - 1)}_{_at(old, start)}ins{added}"


def _at(protein: str, place: int) -> str:
    return f"{_THREE[protein[place]]}{place + 1}"
