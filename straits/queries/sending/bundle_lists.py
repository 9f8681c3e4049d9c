"""Named lists of alleles that a bundle tells of: of genes, of regions, of a file, of references.

An allele that is spelt out somewhere else is listed whoever has it. One that is only found in the
study, within a gene or a region, would tell by being listed that somebody has it: see bundle_plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from straits import genome
from straits.errors import QueryError
from straits.genome import Region
from straits.queries.comparison.gene_lists import gene_list
from straits.queries.lists.variant_list_text import variants_in
from straits.store import Store

ALLELE = ["contig", "pos", "ref", "alt"]
_SCHEMA = pl.Schema({"contig": pl.String, "pos": pl.Int32, "ref": pl.String, "alt": pl.String})
_BASES = r"^[ACGTN]+$"


@dataclass(frozen=True)
class BundleList:
    """A list.

    named
        contig, pos, ref, alt of alleles that are spelt out.
    found
        The same of those that the study has where the list names a place.
    regions, has_rsids
        The places that it names; whether it names rsIDs.
    """

    name: str
    named: pl.DataFrame
    found: pl.DataFrame
    regions: tuple[Region, ...] = ()
    has_rsids: bool = False


def of_genes(store: Store, names: Sequence[str]) -> BundleList:
    """Return the alleles of the study between the ends of genes.

    Raises QueryError for a name that is no gene, or several, of the release.
    """
    listed = gene_list(store, names)
    for name, symbols in listed.several:
        raise QueryError(f"{name} stands for {' and '.join(symbols)}. Name one of them.")
    if listed.unknown:
        raise QueryError(f"{listed.unknown[0][0]} is no gene of this release.")
    genes = store.sending.table("genes").filter(pl.col("gene_id").is_in(listed.gene_ids))
    regions = [Region(*row) for row in genes.select("contig", "start_pos", "end_pos").iter_rows()]
    name = "genes " + ", ".join(sorted(listed.gene_symbols))
    found = within(store.sending.table("alleles"), regions)
    return BundleList(_short(name), _nothing(), found, tuple(regions))


def of_text(store: Store, name: str, text: str) -> BundleList:
    """Return the alleles of a text: alleles as they are spelt; rsIDs and regions, where found.

    Raises QueryError for a text of another build, or without any of the three.
    """
    written = variants_in(text)
    if written.build not in (None, store.study.build):
        raise QueryError(
            f"The list {name!r} is of {written.build}, and the study of {store.study.build}."
        )
    if not written.entries:
        raise QueryError(f"The list {name!r} has no allele, rsID or region.")
    regions = [entry for entry in written.entries if isinstance(entry, Region)]
    rsids = [entry for entry in written.entries if isinstance(entry, str)]
    spelt = [entry for entry in written.entries if isinstance(entry, tuple)]
    alleles = store.sending.table("alleles")
    found = pl.concat(
        [
            within(alleles, regions),
            alleles.filter(pl.col("rsid").is_in(rsids)).select(ALLELE).cast(_SCHEMA),
        ]
    ).unique(maintain_order=True)
    named = _plain(pl.DataFrame(spelt, _SCHEMA, orient="row"))
    return BundleList(_short(name), named, found, tuple(regions), bool(rsids))


def of_pharmacogenes(store: Store) -> BundleList:
    """Return the changes that define the named alleles of the pharmacogenes."""
    changes = store.sending.table("named_allele_changes")
    return BundleList("pharmacogenes", _plain(changes.select(ALLELE)), _nothing())


def of_reference(name: str, alleles: pl.DataFrame) -> BundleList:
    """Return a list that a table of a reference spells out: contig, pos, ref, alt."""
    return BundleList(name, _plain(alleles.select(ALLELE)), _nothing())


def _plain(alleles: pl.DataFrame) -> pl.DataFrame:
    """Return alleles of bases alone, each once, in order."""
    are_bases = pl.col("ref").str.contains(_BASES) & pl.col("alt").str.contains(_BASES)
    is_placed = pl.col("contig").is_in(genome.CONTIGS)
    return alleles.cast(_SCHEMA).filter(are_bases & is_placed).unique().sort(ALLELE)


def _nothing() -> pl.DataFrame:
    return pl.DataFrame(schema=_SCHEMA)


def within(alleles: pl.DataFrame, regions: Sequence[Region]) -> pl.DataFrame:
    """Return contig, pos, ref, alt of those of some alleles that begin in regions."""
    if not regions:
        return _nothing()
    is_within = pl.any_horizontal(
        (pl.col("contig") == each.contig) & pl.col("pos").is_between(each.start, each.end)
        for each in regions
    )
    return _plain(alleles.filter(is_within).select(ALLELE))


def _short(name: str) -> str:
    return name if len(name) <= 200 else f"{name[:197]}..."
