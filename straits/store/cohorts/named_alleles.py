"""The alleles that a criterion on genotypes is about, and what its names stand for otherwise."""

import polars as pl

from straits import genome
from straits.cohorts import Carrier, GeneCarrier, sentence
from straits.errors import QueryError
from straits.store.cohorts import criterion_files
from straits.store.query.running import Run
from straits.store.query.sql_files import fixed, query_path, read_sql_file


def alleles_of(run: Run, tree: Carrier | GeneCarrier) -> pl.DataFrame:
    """Return allele_index and region_class of the alleles that a criterion is about.

    Raises QueryError if the release has none of them, if it does not know an rsID, or if an rsID or
    the name of a gene stands for several.
    """
    if isinstance(tree, Carrier):
        for variant in tree.variants:
            if genome.is_rsid(variant):
                _check_rsid(run, tree, variant)
    part = criterion_files.alleles(tree)
    alleles = run(fixed("cohorts", part.file).text, part.values)
    if alleles.is_empty():
        raise _unmet(tree, f"the release has no such allele{_why_none(run, tree)}")
    return alleles


def _check_rsid(run: Run, tree: Carrier, rsid: str) -> None:
    """Refuse an rsID that the release does not know, or that several alleles have."""
    text = read_sql_file(query_path("alleles_by_rsid")).text
    named = run(text, {"rsid": rsid.lower()})["variant_id"].to_list()
    if not named:
        raise _unmet(
            tree, f"the release knows no allele as {rsid}; name it by its position and alleles"
        )
    if len(named) > 1:
        raise _unmet(
            tree,
            f"{rsid} is an rsID of {' and of '.join(named)}; name those that are meant, for "
            f"example “carries any of {', '.join(named)}”",
        )


def _why_none(run: Run, tree: Carrier | GeneCarrier) -> str:
    """Return why there is no allele, for the end of a sentence, or what to do instead."""
    if isinstance(tree, Carrier):
        return ". Search for it, and take it as the release writes it"
    text = read_sql_file(query_path("genes_of_names")).text
    symbols = run(text, {"names": [tree.gene]})["gene_symbol"].to_list()
    if len(symbols) > 1:
        return f": {tree.gene} is a name of {' and of '.join(symbols)}. Name the one that is meant"
    if symbols and symbols[0] != tree.gene:
        return f": it calls {tree.gene} {symbols[0]}. Name it so"
    return "" if symbols else f", and no gene {tree.gene!r}"


def _unmet(tree: Carrier | GeneCarrier, why: str) -> QueryError:
    return QueryError(f"The criterion “{sentence(tree)[:200]}” cannot be met: {why}.")
