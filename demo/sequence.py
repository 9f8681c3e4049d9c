"""Where variants lie and how they are spelled, on an invented reference sequence.

No genome is at hand where the demo study is made, so bases are random except at the anchors. They
depend on the locus only: both sites, and studies of all seeds, have the same ones.
"""

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from demo import populations
from demo.loci import Locus
from demo.names import LETTERS
from demo.transcript import CODONS, Transcript, complement

_BASES = np.frombuffer(b"ACGT", dtype=np.uint8)
TRANSITION = {"A": "G", "G": "A", "C": "T", "T": "C"}
_TRANSITIONS = 0.68
_INDELS = 0.08
_LONGEST_INDEL = 8
# An exon's base is as likely to be chosen as this many others, so that exome and genes have much
# to show.
_EXON_WEIGHT = 8

Wish = Callable[[str], bool]


def choose_positions(rng: np.random.Generator, locus: Locus, n_sites: int) -> NDArray[np.int64]:
    """Choose distinct positions of a locus, in order; none is where an anchor is."""
    length = locus.end - locus.start + 1
    weight = np.ones(length)
    for start, end in locus.exons:
        weight[max(0, start - locus.start) : max(0, end - locus.start + 1)] = _EXON_WEIGHT
    # What becomes of a start or stop codon is not invented.
    for end in locus.cds:
        at = end - locus.start
        weight[max(0, at - _LONGEST_INDEL - 3) : at + 3] = 0
    # An indel of up to _LONGEST_INDEL bases must not reach beyond the locus, nor touch an anchor.
    weight[: _LONGEST_INDEL + 1] = weight[-_LONGEST_INDEL - 1 :] = 0
    for pos, ref in locus.anchors.select("pos", "ref").iter_rows():
        at = pos - locus.start
        weight[at - _LONGEST_INDEL - 1 : at + len(ref) + 1] = 0
    # The largest of uniform ** (1 / weight): weighted sampling without replacement (Efraimidis and
    # Spirakis 2006, Inf Process Lett 97:181).
    with np.errstate(divide="ignore"):
        key = np.log(rng.random(length)) / weight
    n_chosen = min(n_sites, int((weight > 0).sum()))
    chosen = np.argpartition(key, length - n_chosen)[length - n_chosen :]
    return np.sort(chosen) + locus.start


def spell(
    rng: np.random.Generator,
    locus: Locus,
    positions: NDArray[np.int64],
    second: NDArray[np.int64],
    is_young: NDArray[np.bool_],
) -> pl.DataFrame:
    """Return contig, pos, ref and alt of one allele per position, then of the second alleles.

    second
        Indexes of the positions that have a second allele; both are single-base changes.
    is_young
        Which positions' alleles are young; old ones may be common, and few genes would bear a
        common frameshift.
    """
    bases = reference(locus)
    room = np.diff(positions, append=locus.end)
    is_indel = rng.random(len(positions)) < _INDELS
    is_indel[second] = False
    is_indel &= is_young | ~locus.is_exonic(positions)
    length = np.minimum(rng.geometric(0.45, len(positions)), _LONGEST_INDEL)
    is_transition = rng.random(len(positions)) < _TRANSITIONS
    rows: list[tuple[int, str, str]] = []
    for index, pos in enumerate(positions.tolist()):
        at = pos - locus.start
        ref = bases[at]
        if is_indel[index]:
            deleted = bases[at + 1 : at + 1 + length[index]]
            # Left-aligned, a deletion does not end in the base before it, nor does an insertion.
            if rng.random() < 0.55 and length[index] < room[index] and deleted[-1] != ref:
                rows.append((pos, ref + deleted, ref))
                continue
            inserted = _random_bases(rng, int(length[index]) - 1) + _other(rng, ref, ref)
            rows.append((pos, ref, ref + inserted))
            continue
        rows.append(
            (
                pos,
                ref,
                TRANSITION[ref] if is_transition[index] else _other(rng, ref, TRANSITION[ref]),
            )
        )
    for index in second.tolist():
        pos, ref, alt = rows[index]
        rows.append((pos, ref, _other(rng, ref, alt)))
    spelled = pl.DataFrame(
        rows, schema={"pos": pl.Int64, "ref": pl.String, "alt": pl.String}, orient="row"
    )
    return spelled.select(contig=pl.lit(locus.contig), pos="pos", ref="ref", alt="alt")


def reference(locus: Locus) -> str:
    """Return the invented bases of a locus, with the true ones at the anchors.

    The coding sequence begins with ATG, ends with a stop and has none before; at an anchor that
    changes an amino acid it has a codon that makes the change so.
    """
    rng = populations.stream(0, "reference", locus.gene_symbol)
    codes = _BASES[rng.integers(0, 4, locus.end - locus.start + 1)]
    fixed = np.zeros(len(codes), dtype=bool)
    for pos, ref, alt in locus.anchors.select("pos", "ref", "alt").iter_rows():
        # What is inserted at an anchor repeats what follows.
        known = ref + alt[len(ref) :]
        at = pos - locus.start
        codes[at : at + len(known)] = np.frombuffer(known.encode(), dtype=np.uint8)
        fixed[at : at + len(known)] = True
    return _with_codons(locus, codes.tobytes().decode(), fixed)


def _random_bases(rng: np.random.Generator, length: int) -> str:
    return _BASES[rng.integers(0, 4, length)].tobytes().decode()


def _other(rng: np.random.Generator, *unwanted: str) -> str:
    wanted = [base for base in "ACGT" if base not in unwanted]
    return wanted[rng.integers(len(wanted))]


def _with_codons(locus: Locus, bases: str, fixed: NDArray[np.bool_]) -> str:
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
