"""Named haplotypes of a phased panel by PharmCAT's definitions, one chromosome at a time.

Written apart from the product: it goes by the peer's files alone, and by bases rather than changes.
"""

import gzip
import json
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

UNNAMED = "not named"
_EITHER = {"R": "AG", "Y": "CT", "M": "AC", "K": "GT", "S": "CG", "W": "AT"}
# What the peer calls alleles that were renamed.
RENAMED = {"*45.001": "*45", "*45.002": "*46"}


class Chromosome(NamedTuple):
    """What one chromosome has at the places of a definition.

    bases
        Place of the definition and bases, where they are not those of the reference; the last of a
        place counts.
    others
        Places at which it has bases that no allele has.
    """

    bases: tuple[tuple[int, str], ...] = ()
    others: tuple[int, ...] = ()


def chromosomes(vcf: Path, definition: dict[str, Any]) -> list[Chromosome]:
    """Return the chromosomes of a phased file, two per sample in the order of its columns.

    A place without a record is the reference; a record overlaps a place where it changes any of the
    bases that tell the place's alleles apart.
    """
    places = definition["variants"]
    bases_of: list[list[tuple[int, str]]] = []
    others_of: list[list[int]] = []
    with gzip.open(vcf, "rt") as lines:
        for line in lines:
            if line.startswith("##"):
                continue
            fields = line.rstrip("\n").split("\t")
            if line.startswith("#"):
                bases_of, others_of = ([[] for _ in range(2 * len(fields[9:]))] for _ in "12")
                continue
            pos, ref, alt = int(fields[1]), fields[3], fields[4]
            touched = [at for at, place in enumerate(places) if _touches(place, pos, ref, alt)]
            if not touched:
                continue
            copies = [
                2 * number + copy
                for number, call in enumerate(fields[9:])
                for copy, written in enumerate(call[:3:2])
                if written == "1"
            ]
            for at in touched:
                place = places[at]
                bases = alt + place["ref"][len(ref) :]
                is_its_own = pos == place["position"] and bases in place["alts"]
                for copy in copies:
                    if is_its_own:
                        bases_of[copy].append((at, bases))
                    else:
                        others_of[copy].append(at)
    return [
        Chromosome(tuple(bases), tuple(others))
        for bases, others in zip(bases_of, others_of, strict=True)
    ]


def _touches(place: dict[str, Any], pos: int, ref: str, alt: str) -> bool:
    start, bases = place["position"], place["ref"]
    if pos == start and len(ref) <= len(bases) and alt + bases[len(ref) :] in place["alts"]:
        return True
    # The base before an insertion or a deletion is no part of it.
    is_indel = any(len(other) != len(bases) for other in place["alts"])
    return len(ref) == len(alt) and start + is_indel <= pos < start + len(bases)


def names(
    found: Chromosome,
    definition: dict[str, Any],
    unknown: Collection[int] = (),
    known_alleles: Collection[str] | None = None,
) -> tuple[str, ...]:
    """Return the alleles that a chromosome can be, in the order of the definition; or UNNAMED.

    unknown
        Positions of which nothing is known.
    known_alleles
        Where given, only these alleles are known, by the places that they need; what has bases of
        no allele, or two at one place, is not named. Else such bases count as the reference, and of
        two at one place the last counts.
    """
    alleles = definition["namedAlleles"]
    reference = alleles[0]["alleles"]
    if known_alleles is not None:
        alleles = [each for each in alleles if _name(each) in known_alleles]
    needed = [
        {at: cell for at, cell in enumerate(each["alleles"]) if cell and cell != reference[at]}
        for each in alleles
    ]
    places = [*range(len(reference))]
    if known_alleles is not None:
        places = sorted({at for cells in needed for at in cells})
        is_double = len({at for at, _ in found.bases}) < len(found.bases)
        if is_double or {*found.others} & {*places}:
            return (UNNAMED,)
    seen = [at for at in places if definition["variants"][at]["position"] not in unknown]
    own = [{at: cells[at] for at in seen if at in cells}.items() for cells in needed]
    bases = dict(found.bases)
    fitting = [
        at
        for at, cells in enumerate(needed)
        if all(
            _fits(cells.get(place, reference[place]), bases.get(place, reference[place]))
            for place in seen
        )
    ]
    kept = [at for at in fitting if not any(own[at] < own[other] for other in fitting)]
    return tuple(_name(alleles[at]) for at in kept) or (UNNAMED,)


def _fits(cell: str, bases: str) -> bool:
    return bases == cell or bases in _EITHER.get(cell, "")


def _name(allele: dict[str, Any]) -> str:
    return RENAMED.get(allele["name"], allele["name"])


@cache
def of_gene(shared: Path, gene: str) -> tuple[dict[str, Any], list[Chromosome]]:
    """Return the peer's definition of a gene, and the chromosomes of the panel."""
    definition = json.loads((shared / "pharmcat/definition" / f"{gene}.json").read_text())
    vcf = shared / "kg30x_pharmacogenes" / f"{gene}.vcf.gz"
    return definition, chromosomes(vcf, definition)
