"""Who carries an allele: masks per call set, from the genotypes of those who are counted."""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits.cohorts import Carrier, GeneCarrier
from straits.genotypes.columns import genotype_columns, people_bits
from straits.genotypes.masks import bits
from straits.store.cohorts import criterion_files
from straits.store.cohorts.criterion_files import CarrierMasks
from straits.store.cohorts.named_alleles import Run, alleles_of
from straits.store.query.sql_files import fixed


def carrier_masks(run: Run, tree: Carrier | GeneCarrier) -> CarrierMasks:
    """Return, per call set, who meets a criterion on genotypes, and of whom that is unknown.

    Alleles that the release does not have are carried by nobody that it knows of.
    Raises QueryError if it has none of them, or where a name stands for none or several.
    """
    regions = dict(alleles_of(run, tree).iter_rows())
    has_part = _who_has(run)
    masks: dict[str, tuple[bytes, bytes]] = {}
    calls = run(fixed("store", "calls_of_alleles").text, {"alleles": list(regions)})
    for (call_set_id,), rows in calls.group_by("call_set_id", maintain_order=True):
        has = has_part.get(str(call_set_id))
        if has is None:
            continue  # an external panel, of which nobody is a person
        masks[str(call_set_id)] = _masks(criterion_files.copies(tree), rows, regions, has)
    return masks


def _who_has(run: Run) -> dict[str, dict[str, NDArray[np.bool_]]]:
    """Return, per call set and region class, who has that part of the genome at all."""
    by_call_set: dict[str, dict[str, NDArray[np.bool_]]] = {}
    masks = run(fixed("store", "ploidy").text, {"call_set_id": None})
    for call_set_id, region, _, mask in masks.iter_rows():
        one_ploidy = bits(mask, 8 * len(mask))
        regions = by_call_set.setdefault(call_set_id, {})
        regions[region] = one_ploidy | regions.get(region, np.zeros_like(one_ploidy))
    return by_call_set


def _masks(
    copies_wanted: tuple[int, int],
    rows: pl.DataFrame,
    regions: Mapping[int, str],
    has: Mapping[str, NDArray[np.bool_]],
) -> tuple[bytes, bytes]:
    low, high = copies_wanted
    is_met = np.zeros_like(has["autosome"])
    is_unclear = np.zeros_like(is_met)
    genotypes = genotype_columns(rows.to_arrow())
    named = rows.select("allele_index", "an_source").iter_rows()
    for row, (allele_index, an_source) in enumerate(named):
        people = people_bits(genotypes, np.array([row]), is_met.size)
        is_known = has[regions[allele_index]] & ~people.is_missing[0] & (an_source != "none")
        n_copies = people.n_copies[0]
        is_met |= is_known & (n_copies >= low) & (n_copies <= high)
        is_unclear |= ~is_known
    return np.packbits(is_met).tobytes(), np.packbits(is_unclear & ~is_met).tobytes()
