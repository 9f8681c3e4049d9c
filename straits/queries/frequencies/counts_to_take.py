"""Counts of all groups of a grouping, of a gene, a region or variants, to be taken away whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC

import polars as pl

from straits.errors import QueryError
from straits.queries.allele.allele_ranges import AlleleRange
from straits.queries.frequencies.frequency_rows import frequencies_and_parts
from straits.queries.groups import provenance, table_facts
from straits.store import Store

# Alleles of a file: each has a row for each group, and a file is made from all of them at once.
MOST_ALLELES = 50_000


@dataclass(frozen=True)
class TakenCounts:
    """Counts, and what is to be said of them.

    header
        What they are of, by key, in the order to write it.
    rows
        As of `frequencies_and_parts`, by site and group.
    rsids
        variant_id -> its rsIDs, joined by ";"; what has none is not in it.
    """

    header: Mapping[str, str]
    rows: pl.DataFrame
    rsids: Mapping[str, str]


def taken_counts(
    store: Store,
    gene: str | None = None,
    region: str | None = None,
    variant: str | None = None,
    variants: Sequence[AlleleRange] | None = None,
    grouping: str | None = None,
    sample_set: str = "all",
    most_alleles: int | None = MOST_ALLELES,
) -> TakenCounts:
    """Return the counts of each group at each site, partners' beside them, with what they are of.

    Parameters are those of `frequencies_and_parts`. Raises QueryError where that does, and where
    no allele is there.
    """
    rows, parts = frequencies_and_parts(
        store, gene, region, variant, variants, grouping, sample_set=sample_set,
        most_alleles=most_alleles, with_partners=True,
    )  # fmt: skip
    named = {"gene": gene, "region": region, "variant": variant}
    alleles = next((f"{kind} {name}" for kind, name in named.items() if name), "those of a list")
    if rows.is_empty():
        raise QueryError(f"The release has no allele of {alleles}, so there is no file.")
    n_withheld = int(parts["n_withheld"].sum())
    created = store.study.created_at.replace(tzinfo=UTC)
    groupings = rows["grouping"].unique(maintain_order=True).to_list()
    whose = provenance.of_groupings(store, groupings)
    header = {
        **table_facts.of_release(store, "allele counts by site and group"),
        "release": f"{store.release_id}, made {created:%Y-%m-%d}",
        "alleles": alleles,
        "grouping": " ".join(groupings),
        "people": sample_set,
        "call_sets": " ".join(parts["call_set"]),
        **({"partners": whose} if whose else {}),
        "withheld": f"{n_withheld} counts of an allele, a group and a call set" if n_withheld
        else "none",
        "use": "for research, not for the care of a patient",
    }  # fmt: skip
    return TakenCounts(header, rows, _rsids(store, rows))


def _rsids(store: Store, rows: pl.DataFrame) -> Mapping[str, str]:
    places = rows.unique("variant_id", maintain_order=True).select("contig", "pos", "ref", "alt")
    found = store.alleles.at(places.rows())["allele_index"].to_list()
    names = store.alleles.names(found).drop_nulls("rsid")
    return dict(names.select("variant_id", "rsid").iter_rows())
