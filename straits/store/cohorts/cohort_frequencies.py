"""Allele counts of a cohort, made when they are asked for, in the columns of `frequencies`."""

import importlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from straits.genome import REGION_CLASSES
from straits.genotypes.masks import PloidyMasks
from straits.store.cohorts.named_alleles import Run
from straits.store.genotypes.genotype_cache import GenotypeCache
from straits.store.held.budget import Cache
from straits.store.query.running import Check
from straits.store.query.sql_files import fixed
from straits.store.releases.release_files import Release
from straits.tables import COUNTS, FREQUENCY_COLUMNS, SAMPLE_SETS, SEXES, count_column

# The grouping under which cohorts stand beside the groups of a study.
COHORT = "cohort"

# Begins the grouping under which the people of one cohort stand beside those of the groups.
ONE_COHORT = "cohort:"

# sample_set, sex -> bits of the people, packed as by numpy.packbits.
Masks = Mapping[tuple[str, str], NDArray[np.uint8]]


class Genotypes:
    """Where the genotypes of a release are read from."""

    def __init__(
        self, release: Release, cache: GenotypeCache, run: Run, kept: Callable[[], Cache] = Cache
    ) -> None:
        """Read nothing yet; kept makes a cache."""
        self.release = release
        self.cache = cache
        self.run = run
        self._ploidy, self._states = kept(), kept()

    def ploidy(self, call_set_id: str) -> PloidyMasks:
        """Return who has two copies and who has one of each region class."""
        return self._ploidy.answer(call_set_id, partial(self._read_ploidy, call_set_id))

    def states(self, call_set_id: str, first_allele: int, last_allele: int) -> pl.DataFrame:
        """Return allele_index, variant_index, an_source and region_class of a range of alleles."""
        asked = call_set_id, first_allele, last_allele
        states: pl.DataFrame = self._states.answer(asked, partial(self._read_states, *asked))
        return states

    def _read_states(self, call_set_id: str, first_allele: int, last_allele: int) -> pl.DataFrame:
        span = {"first_allele": first_allele, "last_allele": last_allele}
        return self.run(
            fixed("store", "states_of_range").text, {"call_set_id": call_set_id, **span}
        )

    def _read_ploidy(self, call_set_id: str) -> PloidyMasks:
        masks = self.run(fixed("store", "ploidy").text, {"call_set_id": call_set_id})
        shape = len(REGION_CLASSES), max(len(mask) for mask in masks["mask"])
        by_copies = {copies: np.zeros(shape, np.uint8) for copies in (2, 1)}
        for _, region, copies, mask in masks.iter_rows():
            by_copies[copies][REGION_CLASSES.index(region)] = np.frombuffer(mask, np.uint8)
        return PloidyMasks(by_copies[2], by_copies[1])


def frequencies(
    genotypes: Genotypes,
    call_set_id: str,
    masks: Masks,
    first_allele: int,
    last_allele: int,
    check: Check,
) -> dict[str, NDArray[np.int32]]:
    """Return the columns of `frequencies` for a closed range of alleles, in their order.

    masks
        Whose genotypes are counted, by sample set and sex; what is left out counts 0.
    check
        Called before each row group; what it raises ends the counting.

    As in the stored ones, an allele without a record has the an of all who are callable, or 0.
    """
    states = genotypes.states(call_set_id, first_allele, last_allele)
    ploidy = genotypes.ploidy(call_set_id)
    region = states["region_class"].replace_strict(
        {name: place for place, name in enumerate(REGION_CLASSES)}, return_dtype=pl.Int8
    )
    kernel = _kernel()
    columns = {name: np.zeros(states.height, np.int32) for name in FREQUENCY_COLUMNS}
    observed = states["variant_index"].is_not_null().to_numpy()
    variants = states["variant_index"].drop_nulls().to_numpy()
    callable_ = (states["an_source"] == "callable").to_numpy()
    by_mask: dict[tuple[str, str], list[Any]] = {key: [] for key in masks}
    for part in _rows(genotypes, call_set_id, variants):
        check()
        for key, mask in masks.items():
            by_mask[key].append(kernel.count_cohort(part.columns, part.region, ploidy, mask))
    for (sample_set, sex), counted in by_mask.items():
        assumed = _assumed(ploidy, masks[sample_set, sex])[region.to_numpy()]
        for count in COUNTS:
            numbers = np.zeros(states.height, np.int32)
            if counted:
                every = np.concatenate([getattr(part, count) for part in counted])
                numbers[observed] = every[variants - variants.min()]
            if count in ("n_called", "an"):
                numbers[callable_] = assumed[callable_, int(count == "an")]
            columns[count_column(count, sample_set, sex)] += numbers
            columns[count_column(count, sample_set)] += numbers
    return columns


def as_table(
    cohort_id: str, call_set_id: str, first_allele: int, columns: Mapping[str, NDArray[np.int32]]
) -> pa.Table:
    """Return the columns as rows of `staging.frequencies`, of the grouping "cohort"."""
    n = columns[FREQUENCY_COLUMNS[0]].size
    keys = {"call_set_id": call_set_id, "grouping": COHORT, "group_id": cohort_id}
    return pa.table(
        {name: pa.repeat(pa.scalar(value), n) for name, value in keys.items()}
        | {"allele_index": np.arange(first_allele, first_allele + n)}
        | dict(columns)
    )


def masks_of(people: pl.DataFrame, is_member: pl.Series) -> dict[tuple[str, str], pl.Series]:
    """Return who of a call set's people is a member, by sample set and sex."""
    return {
        (sample_set, sex): is_member
        & (people["sex"] == sex)
        & (people["is_unrelated"] if sample_set != "all" else True)
        for sample_set in SAMPLE_SETS
        for sex in SEXES
    }


@cache
def _kernel() -> Any:
    """Return the compiled kernel; its compiler takes half a second to load, and not every visit."""
    return importlib.import_module("straits.genotypes.cohort")


def _rows(genotypes: Genotypes, call_set_id: str, variants: NDArray[np.int64]) -> Iterator[Any]:
    if variants.size:
        yield from genotypes.cache.rows(
            genotypes.release, call_set_id, int(variants.min()), int(variants.max())
        )


def _assumed(ploidy: PloidyMasks, mask: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Return n_called and an of each region class if everybody was called, shape (4, 2)."""
    two, one = (np.bitwise_count(masks & mask).sum(axis=1, dtype=np.int32) for masks in ploidy)
    return np.stack([two + one, 2 * two + one], axis=1)
