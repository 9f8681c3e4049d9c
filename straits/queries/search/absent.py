"""Why an allele that a reader asks for is not there, as sentences that say what to do next."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from straits import genome
from straits.genome import Region
from straits.queries.allele import allele_ranges
from straits.queries.allele.variant_answers import variant
from straits.store import Store

_SHIFTS = Path(__file__).with_name("build_shifts.tsv")
_MOST_NAMED = 3


@dataclass(frozen=True)
class OtherBuild:
    """What a position would be if it had been meant in the other build."""

    build: str
    gene_symbol: str
    contig: str
    pos: int  # in the build of the study


@dataclass(frozen=True)
class _Moved:
    gene_symbol: str
    contig: str
    start: int  # GRCh38
    end: int
    shift: int  # GRCh37 less GRCh38


def why_absent(store: Store, contig: str, pos: int, ref: str, alt: str) -> str:
    """Return why the release has no such allele: what else is there, who looked, which build.

    The allele is one that `variant` does not find.
    """
    build = store.study.build
    named = genome.variant_id(contig, pos, ref, alt)
    length = genome.CONTIG_LENGTHS[build][contig]
    if not 1 <= pos <= length:
        sentences = [f"{contig} has {length:,} bases in {build}, and {pos:,} is not one of them."]
    else:
        sentences = [
            f"{named} was seen by no call set of this release ({build}).",
            *_others(store, contig, pos, ref),
            *_who_looked(store, Region(contig, pos, min(pos + len(ref) - 1, length))),
        ]
    sentences += _meant(store, contig, pos, ref, alt)
    if 1 <= pos <= length:
        start, end = max(pos - 500, 1), min(pos + 500, length)
        sentences.append(f"Look at its surroundings: {contig}:{start}-{end}.")
    return " ".join(sentences)


def why_other_build(
    store: Store, build: str, place: Region | tuple[str, int, str, str]
) -> tuple[str, tuple[str, ...]]:
    """Return that a region or allele was given in another build, and where it is in the study's.

    Besides the sentence, what can be searched for instead.
    """
    region = place if isinstance(place, Region) else Region(place[0], place[1], place[1])
    words = f"This is of {build}, and the study is of {store.study.build}"
    other = other_build(store.study.build, region.contig, (region.start + region.end) // 2)
    if other is None:
        return f"{words}: lift it over first.", ()
    words += f"; {build} has {other.gene_symbol} there"
    moved = region.start + other.pos - (region.start + region.end) // 2
    if isinstance(place, Region):
        here = Region(region.contig, max(moved, 1), max(moved, 1) + region.end - region.start)
        return f"{words}. In {store.study.build} that is about {here}.", (str(here),)
    named = genome.variant_id(region.contig, moved, *place[2:])
    if variant(store, named) is not None:
        return f"{words}. In {store.study.build} the allele is {named}, which is here.", (named,)
    here = Region(region.contig, max(moved - 500, 1), moved + 500)
    return f"{words}. In {store.study.build} that is about {region.contig}:{moved}.", (str(here),)


def why_empty(store: Store, region: Region) -> str:
    """Return why a region shows nothing; nothing is returned where it has alleles."""
    first, last = allele_ranges.allele_range(store, [region])
    if first <= last:
        return ""
    sentences = [f"No allele of this release lies in {region}.", *_who_looked(store, region)]
    middle = (region.start + region.end) // 2
    other = other_build(store.study.build, region.contig, middle)
    if other is not None:
        sentences.append(
            f"In {other.build} it would be in {other.gene_symbol}; this study is in "
            f"{store.study.build}, where that is around {other.contig}:{other.pos}."
        )
    return " ".join(sentences)


def other_build(build: str, contig: str, pos: int) -> OtherBuild | None:
    """Return what a position means in the other build, if a gene known in both says so there.

    None where the position lies in that gene in either build, or no gene says anything.

    >>> other_build("GRCh38", "chr10", 96541616)
    OtherBuild(build='GRCh37', gene_symbol='CYP2C19', contig='chr10', pos=94781859)
    >>> other_build("GRCh37", "chr10", 94781859)
    OtherBuild(build='GRCh38', gene_symbol='CYP2C19', contig='chr10', pos=96541616)
    >>> other_build("GRCh38", "chr10", 94781859)
    """
    for gene in _moved():
        if gene.contig != contig:
            continue
        by_build = {
            "GRCh38": (gene.start, gene.end),
            "GRCh37": (gene.start + gene.shift, gene.end + gene.shift),
        }
        (other,) = (name for name in by_build if name != build)
        here, there = by_build[build], by_build[other]
        if there[0] <= pos <= there[1] and not here[0] <= pos <= here[1]:
            return OtherBuild(other, gene.gene_symbol, contig, pos + here[0] - there[0])
    return None


@cache
def _moved() -> tuple[_Moved, ...]:
    with _SHIFTS.open(encoding="utf-8", newline="") as lines:
        return tuple(
            _Moved(
                row["gene_symbol"], row["contig"], int(row["start_pos"]), int(row["end_pos"]),
                int(row["shift"]),
            )
            for row in csv.DictReader(lines, delimiter="\t")
        )  # fmt: skip


def _others(store: Store, contig: str, pos: int, ref: str) -> list[str]:
    """Say what other alleles there are at the position, and what they take for the reference."""
    near = allele_ranges.alleles_in(
        store, allele_ranges.allele_range(store, [Region(contig, pos, pos)])
    )
    if near.is_empty():
        return []
    named = near["variant_id"].to_list()
    shown = ", ".join(named[:_MOST_NAMED]) + (" and others" if len(named) > _MOST_NAMED else "")
    sentences = [f"At that position it has {shown}."]
    bases = {written[0] for written in near["ref"]}
    if bases != {ref[0]}:
        sentences.append(f"The reference base there is {min(bases)}, not {ref[0]}.")
    return sentences


def _who_looked(store: Store, region: Region) -> list[str]:
    """Say which call sets cover a place, which do not, and which do not say."""
    call_sets = store.query("call_sets").select(
        "call_set_id", "call_set_name", "has_callable_regions"
    )
    covered = store.query(
        "callable_in_range",
        call_sets=call_sets["call_set_id"].to_list(),
        contig=region.contig,
        start_pos=region.start,
        end_pos=region.end,
    )
    n_covered = covered.group_by("call_set_id").agg(
        (pl.col("end_pos") - pl.col("start_pos") + 1).sum().alias("n_bases")
    )
    n_bases, length = pl.col("n_bases").fill_null(0), region.end - region.start + 1
    known = call_sets.join(n_covered, on="call_set_id", how="left", maintain_order="left")
    says, seen = known.filter("has_callable_regions"), "looked there without seeing"
    groups = [
        (says.filter(n_bases == length), f"{seen} {'it' if length == 1 else 'any'}."),
        (says.filter(n_bases.is_between(1, length - 1)), "looked at a part of it only."),
        (says.filter(n_bases == 0), "did not look there: it is not callable."),
    ]
    sentences = [
        f"{_listed(names['call_set_name'].to_list())} {what}"
        for names, what in groups
        if names.height
    ]
    silent = known.filter(~pl.col("has_callable_regions"))["call_set_name"].to_list()
    return (
        [*sentences, f"Whether {_listed(silent)} looked there is not known."]
        if silent
        else sentences
    )


def _meant(store: Store, contig: str, pos: int, ref: str, alt: str) -> list[str]:
    build = store.study.build
    other = other_build(build, contig, pos)
    if other is None:
        return []
    words = f"In {other.build} this position is in {other.gene_symbol}, but the study is in {build}"
    moved = genome.variant_id(contig, other.pos, ref, alt)
    if variant(store, moved) is not None:
        return [f"{words}, where the allele is {moved}, which is here."]
    return [f"{words}: lift it over first, to about {contig}:{other.pos}."]


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
