"""The columns of people that are held in memory, each read when it is first asked for."""

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from straits.cohorts import PgxPhenotype
from straits.store.held.budget import Cache
from straits.store.people.group_overlaps import GroupOverlaps, group_overlaps
from straits.store.people.matching import order_of_choice
from straits.store.people.member_masks import LeafMasks, leaf_masks
from straits.store.people.person_columns import PersonColumns, person_columns
from straits.store.people.phenotype_columns import (
    ReadingColumns,
    StatusColumns,
    reading_columns,
    status_columns,
)  # fmt: skip
from straits.store.people.three_valued import Truth, of_flags
from straits.store.query.running import Run
from straits.store.query.sql_files import fixed


class HeldPeople:
    """Everybody who is counted in a release, in columns of one order; safe between threads."""

    def __init__(self, run: Run, kept: Callable[[], Cache] = Cache) -> None:
        """Read nothing yet; kept makes a cache."""
        self._run = run
        self._columns, self._phenotypes = kept(), kept()

    @property
    def columns(self) -> PersonColumns:
        """What the sample sheets say of them."""
        return self._columns.answer("people", partial(person_columns, self._run))

    @property
    def overlaps(self) -> GroupOverlaps:
        """The groups that they are in."""
        return self._columns.answer("overlaps", lambda: group_overlaps(self.columns))

    @property
    def order_of_choice(self) -> NDArray[np.int32]:
        """Their places in the order in which matched people are taken."""
        return self._columns.answer("order", partial(order_of_choice, self._run))

    @property
    def ancestry_probabilities(self) -> NDArray[np.float64]:
        """How likely the inferred group of each is, NaN where that is not known."""
        return self._columns.answer("ancestry", self._read_ancestry)

    def pgx(self, criterion: PgxPhenotype) -> Truth:
        """Return whether the calls of each allow no phenotype of a pharmacogene but some."""
        return self._columns.answer(
            ("pgx", criterion.gene, criterion.phenotypes), partial(self._read_pgx, criterion)
        )

    def status(self, phenotype: str) -> StatusColumns:
        """Return what is known of a phenotype."""
        ask = partial(status_columns, self._run, phenotype)
        return self._phenotypes.answer(("status", phenotype), ask)

    def readings(self, phenotype: str) -> ReadingColumns:
        """Return the readings of a phenotype."""
        ask = partial(reading_columns, self._run, phenotype)
        return self._phenotypes.answer(("readings", phenotype), ask)

    @property
    def mask_lengths(self) -> dict[str, int]:
        """How many bytes a mask of the samples of each call set has."""
        return self._columns.answer("lengths", self._read_lengths)

    def leaves(self, call_set_id: str) -> LeafMasks:
        """Return everybody who is counted in a call set, as masks."""

        def ask() -> LeafMasks:
            return leaf_masks(self.columns, call_set_id, self.mask_lengths[call_set_id])

        return self._columns.answer(("leaves", call_set_id), ask)

    def _read_ancestry(self) -> NDArray[np.float64]:
        return self.columns.aligned(
            self._run(fixed("cohorts", "ancestry_probabilities").select, {}), "probability"
        )

    def _read_pgx(self, asked: PgxPhenotype) -> Truth:
        values = {"gene": asked.gene, "phenotypes": list(asked.phenotypes)}
        holds = self.columns.aligned(self._run(fixed("cohorts", "pgx").text, values), "holds")
        return of_flags(holds == 1, ~np.isnan(holds))

    def _read_lengths(self) -> dict[str, int]:
        return dict(self._run(fixed("store", "mask_sizes").text, {}).iter_rows())
