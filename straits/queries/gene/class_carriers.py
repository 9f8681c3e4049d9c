"""How many people of each group carry any of some alleles of a gene."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from straits.formulas import rates
from straits.popgen import intervals
from straits.queries.allele import allele_annotations
from straits.queries.allele.allele_filters import Filters, filtered_range
from straits.queries.gene.gene_models import POPULATION_COLUMNS, gene_frequencies
from straits.queries.groups.populations_shown import Population
from straits.store import Asked, Store

# Why the carriers of a population are not known.
NO_GENOTYPES = "counts without genotypes"
NOT_CALLED = "not called"
WITHHELD = "withheld"

_COUNTED = ("n_people", "n_carriers", "n_part_called")
_RATES = ("per_1000", "low", "high")


def carriers_in_gene(
    store: Store,
    gene_id: str,
    populations: Sequence[Population],
    filters: Filters,
    functions: Sequence[str] = (),
) -> pl.DataFrame:
    """Return `carriers_of_any` of the alleles of a gene that filters keep, by class or verdict.

    functions
        Of the classes of `known_functions` those that are kept; empty for all alleles, named or
        not.

    Raises QueryError if the release knows no gene of that id.
    """
    span = filtered_range(store, replace(filters, gene_id=gene_id))
    hits = allele_annotations.in_gene(store, gene_id, span).filter(filters.has_classes)
    if functions:
        hits = hits.filter(pl.col("function_class").is_in(list(functions)))
    if hits.is_empty():
        nothing = {"allele_index": pl.Int64, "population_id": pl.String, "an": pl.Int64}
        return carriers_of_any(store, populations, pl.DataFrame(schema=nothing), filters.sample_set)
    # What lies outside the first and the last of them need not be read.
    index = hits["allele_index"].sort()
    narrow = replace(filters, span=(index[0], index[-1]))
    rows = gene_frequencies(store, gene_id, populations, narrow)
    rows = rows.join(hits.select("allele_index"), on="allele_index", how="semi")
    return carriers_of_any(store, populations, rows, filters.sample_set)


def carriers_of_any(
    store: Store, populations: Sequence[Population], rows: pl.DataFrame, sample_set: str
) -> pl.DataFrame:
    """Return one row per population: who carries at least one copy of any of some alleles.

    People are counted from their genotypes, so that nobody with two of the alleles counts twice,
    as a sum of frequencies would have it. A missing call is read as not carrying, so the share is
    rather too low where many calls are missing; n_part_called says of how many that may be so.

    rows
        The alleles, such as of `gene_frequencies`: allele_index, population_id, an.

    Columns: population_id, label, long_label, colour, shape, n_alleles (called in the population),
    n_people, n_carriers, n_part_called (as of store.carriers), per_1000, low, high
    (`share_interval`, per 1,000 too), why (empty where they are known). A pooled population is
    the sum over its call sets.
    """
    called = rows.filter(pl.col("an") > 0)
    alleles = called["allele_index"].unique().sort().to_list()
    counted = _counted(store, populations, alleles, sample_set)
    carriers = []
    for population in populations:
        n_alleles = called.filter(pl.col("population_id") == population.population_id).height
        cells = [
            counted.get((name, population.grouping, population.group_id))
            for name in population.call_set_ids
        ]
        known = [cell for cell in cells if cell is not None]
        counts = [_summed(known, name) for name in _COUNTED]
        why = ""
        if population.is_panel or not store.has_rows:
            why = NO_GENOTYPES
        elif not n_alleles or counts[0] == 0:
            why = NOT_CALLED
        elif counts[0] is None:
            why = WITHHELD
        carriers.append(
            {
                **{name: getattr(population, name) for name in POPULATION_COLUMNS},
                "n_alleles": n_alleles,
                **dict(zip(_COUNTED, (None, None, None) if why else counts, strict=True)),
                **_rate(None if why else counts[0], counts[1]),
                "why": why,
            }
        )
    kinds = {name: pl.Int64() for name in _COUNTED} | {name: pl.Float64() for name in _RATES}
    return pl.DataFrame(carriers, schema_overrides=kinds)


def _counted(
    store: Store, populations: Sequence[Population], alleles: Sequence[int], sample_set: str
) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Return the counts of each call set, grouping and group."""
    if not store.has_rows or not alleles:
        return {}
    of_call_set: dict[str, list[Asked]] = {}
    for population in populations:
        for name in () if population.is_panel else population.call_set_ids:
            asked = Asked(name, population.grouping, population.group_id, sample_set)
            if asked not in of_call_set.setdefault(name, []):
                of_call_set[name].append(asked)
    return {
        (name, row["grouping"], row["group_id"]): row
        for name, groups in of_call_set.items()
        for row in store.carriers(groups, alleles).iter_rows(named=True)
    }


def _summed(cells: Sequence[dict[str, Any]], name: str) -> int | None:
    """Return the sum over call sets; those that are withheld are left out, None if all are."""
    known = [cell[name] for cell in cells if cell["n_people"] is not None]
    return sum(number or 0 for number in known) if known else None


def _rate(n_people: int | None, n_carriers: int | None) -> dict[str, float | None]:
    if not n_people or n_carriers is None:
        return dict.fromkeys(_RATES)
    low, high = intervals.share_interval([n_carriers], [n_people])
    return {
        "per_1000": float(
            rates.PER_THOUSAND.values(n_carriers=n_carriers, n_people=n_people)["per_1000"]
        ),
        "low": 1000 * float(low[0]),
        "high": 1000 * float(high[0]),
    }
