"""The figures of pharmacogenes that can be explained: shares that are ranges, and their test."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from straits.popgen import intervals
from straits.ui.explain.offers import Offer, offer

_COUNTS = ("certain", "possible", "covered")


def of_phenotypes(rows: pl.DataFrame) -> list[Offer]:
    """Return the share of each phenotype that somebody may have, in each group.

    rows
        As of queries.pharmacogenes.phenotypes, with row_label.
    """
    return _shares("certain_possible", rows, "phenotype", "row_label")


def of_alleles(rows: pl.DataFrame) -> list[Offer]:
    """Return the share of each named allele that somebody may carry, in each group.

    rows
        As of queries.pharmacogenes.alleles.
    """
    of_chromosomes = rows.with_columns(n_covered="n_chromosomes")
    return _shares("certain_possible_allele", of_chromosomes, "allele", "group_label")


def of_drugs(rows: pl.DataFrame) -> list[Offer]:
    """Return the share for whom the recommendation of each drug differs, in each group.

    rows
        As of queries.pharmacogenes.drugs.
    """
    return _shares("certain_possible_drug", rows, "drug", "group_label")


def _shares(statistic: str, rows: pl.DataFrame, what: str, whose: str) -> list[Offer]:
    """Return the shares of rows in which anybody may have what a column names."""
    found = []
    there = rows.filter(pl.col("n_possible").is_null() | (pl.col("n_possible") > 0))
    for row in there.iter_rows(named=True):
        at = f"{row[what]} in {row[whose]}"
        counts = _counts(row)
        if None in counts.values():
            found.append(offer(statistic, at, None))
        elif counts["covered"]:
            given = counts | {"z": intervals.Z_95}
            found.append(offer(statistic, at, given, row[whose], row[what]))
    return found


def of_pair(pair: Sequence[Mapping[str, Mapping[str, Any]]], names: tuple[str, str]) -> list[Offer]:
    """Return the test of A against B for each phenotype.

    pair
        Of A and of B, the counts of each phenotype as of queries.pharmacogenes.phenotypes.
    """
    found = []
    for phenotype, of_a in pair[0].items():
        sides = _counts(of_a), _counts(pair[1][phenotype])
        given = {
            f"{name}_{side}": counts[name]
            for side, counts in zip("ab", sides, strict=True)
            for name in _COUNTS
        }
        if None in given.values():
            found.append(offer("p_allowed", phenotype, None, *names))
        elif (given["possible_a"] or given["possible_b"]) and all(
            given[f"covered_{side}"] for side in "ab"
        ):
            found.append(offer("p_allowed", phenotype, given, *names))
    return found


def _counts(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[f"n_{name}"] for name in _COUNTS}
