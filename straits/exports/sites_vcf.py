"""Counts of groups as a VCF of sites: one record per allele, no genotypes.

AC, AN and AF of each group stand in INFO as AC_Malay, AN_Malay and AF_Malay, which is what the
`panels` of a study read; where AC is known only as a range, AC_low_Malay and AC_high_Malay stand in
its place, and AC_STATE_Malay says why a count is not exact.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from straits import genome
from straits.exports.row_streams import Header
from straits.exports.visible_text import visible

# INFO keys of a group: the column they come from, Number, Type, and what they are.
_KEYS = {
    "AC": ("ac", "A", "Integer", "Copies of the allele (AC) in {}"),
    "AN": ("an", "1", "Integer", "Alleles called (AN) in {}"),
    "AF": ("af", "A", "Float", "Allele frequency, AC over AN, in {}"),
    "nhomalt": ("hom_alt", "A", "Integer", "People with two copies of the allele in {}"),
    "nhemi": ("hemi", "A", "Integer", "Haploid people with the allele in {}"),
    "AC_low": ("ac_low", "A", "Integer", "Least that AC can be, known only as a range, in {}"),
    "AC_high": ("ac_high", "A", "Integer", "Most that AC can be, known only as a range, in {}"),
    "AC_STATE": (
        "ac_state", "1", "String", "Why AC is not exact: suppressed by the profile, partial (that "
        "of some call sets) or censored (a range), in {}",
    ),
    "AN_SOURCE": (
        "an_source", "1", "String", "How an allele that no record shows is known to be absent: "
        "callable (regions that were sequenced), or none (nothing says so), in {}",
    ),
}  # fmt: skip
# States that need no words, since they are the rule.
_PLAIN = {"AC_STATE": "exact", "AN_SOURCE": "observed"}
# Below this AF is written as a power of ten.
_DIGITS = 9


@dataclass(frozen=True)
class _Group:
    """A column of groups: how its INFO keys end, and who it is in words."""

    tag: str
    words: str


def lines(
    header: Header, rows: pl.DataFrame, rsids: Mapping[str, str], build: str
) -> Iterator[str]:
    """Yield the lines of a VCF 4.2, each with its end.

    header
        What the counts are of, by key; written as ##straits_key=value.
    rows
        One per allele and group, those of an allele together and in order of place: contig, pos,
        ref, alt, variant_id, filter, group, site (where sites are apart), n_called, an, ac, af,
        hom_alt, hemi, ac_state, an_source, ac_low, ac_high.
    rsids
        variant_id -> its rsIDs, joined by ";"; what has none is not in it.
    build
        Of the contigs.
    """
    groups = _groups(rows)
    yield from _header(header, rows, groups, build)
    for _, of_allele in rows.group_by("variant_id", maintain_order=True):
        yield _record(of_allele, groups, rsids)


def _groups(rows: pl.DataFrame) -> dict[tuple[str, str], _Group]:
    """Return the groups by group and site, in order, under names that INFO takes."""
    has_sites = "site" in rows.columns
    site = pl.col("site") if has_sites else pl.lit("")
    pairs = rows.select("group", site.alias("site")).unique(maintain_order=True).rows()
    names = [group for group, _ in pairs]
    groups: dict[tuple[str, str], _Group] = {}
    taken: set[str] = set()
    for group, place in pairs:
        is_alone = names.count(group) == 1
        tag = wanted = _tag(group if is_alone else f"{group}_{place}")
        number = 1
        while tag in taken:
            number += 1
            tag = f"{wanted}_{number}"
        taken.add(tag)
        groups[group, place] = _Group(tag, f"{group} at {place}" if has_sites else group)
    return groups


def _tag(name: str) -> str:
    """Return a name of letters, digits and underscores.

    >>> _tag("South Asian"), _tag("é 日本")
    ('South_Asian', '_')
    """
    return re.sub(r"[^0-9A-Za-z]+", "_", name)


def _header(
    header: Header, rows: pl.DataFrame, groups: Mapping[tuple[str, str], _Group], build: str
) -> Iterator[str]:
    yield "##fileformat=VCFv4.2\n"
    yield f"##source=Straits {header['straits']}\n"
    yield f"##reference={build}\n"
    for key, value in header.items():
        yield f"##straits_{key}={_one_line(value)}\n"
    for name in _failed(rows["filter"].unique().to_list()):
        yield f'##FILTER=<ID={name},Description="As the call sets of the study say">\n'
    for group in groups.values():
        for key, (_, number, kind, words) in _KEYS.items():
            about = words.format(group.words)
            yield (
                f"##INFO=<ID={key}_{group.tag},Number={number},Type={kind},"
                f'Description="{_quoted(about)}">\n'
            )
    for contig, length in genome.CONTIG_LENGTHS[build].items():
        yield f"##contig=<ID={contig},length={length},assembly={build}>\n"
    yield "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"


def _record(
    rows: pl.DataFrame, groups: Mapping[tuple[str, str], _Group], rsids: Mapping[str, str]
) -> str:
    first = rows.row(0, named=True)
    info = []
    for row in rows.iter_rows(named=True):
        tag = groups[row["group"], row.get("site", "")].tag
        info += [
            f"{key}_{tag}={_written(row[column])}"
            for key, (column, *_) in _KEYS.items()
            if row[column] is not None and row[column] != _PLAIN.get(key)
        ]
    cells = (
        first["contig"], str(first["pos"]), rsids.get(first["variant_id"], "."), first["ref"],
        first["alt"], ".", _filter(rows["filter"].to_list()), ";".join(info) or ".",
    )  # fmt: skip
    return "\t".join(cells) + "\n"


def _written(value: object) -> str:
    return f"{value:.{_DIGITS}g}" if isinstance(value, float) else str(value)


def _filter(said: list[str | None]) -> str:
    """Return FILTER of an allele: PASS where all that saw it say so.

    >>> _filter(["PASS", None]), _filter(["PASS", "LowQual;q10"]), _filter([None])
    ('PASS', 'LowQual;q10', '.')
    """
    failed = _failed(said)
    if failed:
        return ";".join(failed)
    return "PASS" if any(said) else "."


def _failed(said: list[str | None]) -> list[str]:
    names = {name for text in said if text for name in text.split(";")} - {"PASS", "."}
    return sorted(re.sub(r'[\s,<>="]', "_", name) for name in names)


def _one_line(text: str) -> str:
    return " ".join(visible(text).split())


def _quoted(text: str) -> str:
    return _one_line(text).replace("\\", "\\\\").replace('"', '\\"')
