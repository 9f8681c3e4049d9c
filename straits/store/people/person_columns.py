"""Who is counted, in columns: one value for each person, by call_set_id and sample_index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits.store.people.three_valued import FALSE, Truth, of_flags
from straits.store.query.running import Run
from straits.store.query.sql_files import fixed
from straits.tables import SEXES

# The code of who is in no group.
NONE = -1


@dataclass(frozen=True)
class Coded:
    """A column of names as their places among those that occur, which are in order.

    codes
        Shape (n_people,); NONE where there is no name.
    """

    names: tuple[str, ...]
    codes: NDArray[np.int32]

    def truth(self, wanted: Sequence[str]) -> Truth:
        """Return whether each name is one of some; unknown where there is none."""
        # One more at the end, which is where NONE leads.
        by_code = of_flags(np.array([*(name in wanted for name in self.names), False], np.bool_))
        by_code[NONE] = 0
        return by_code[self.codes]


@dataclass(frozen=True)
class PersonColumns:
    """What the sample sheets say of everybody who is counted; arrays of shape (n_people,).

    call_set_ids, site_ids, assays
        Of the call sets with people, in order; no assay where none is named.
    starts
        The place of the first person of each call set, and the end.
    sex
        Place in tables.SEXES.
    age
        Years; NaN where it is not known.
    unrelated
        Unknown where nobody says.
    """

    call_set_ids: tuple[str, ...]
    site_ids: tuple[str, ...]
    assays: tuple[str | None, ...]
    starts: tuple[int, ...]
    call_set: NDArray[np.int16]
    sample_index: NDArray[np.int32]
    sex: NDArray[np.int8]
    age: NDArray[np.float64]
    unrelated: Truth
    groups: Mapping[str, Coded]

    @property
    def n_people(self) -> int:
        """How many people are counted, once for each call set that counts them."""
        return self.starts[-1]

    @property
    def is_unrelated(self) -> NDArray[np.bool_]:
        """Who counts as unrelated: of whom nobody says does too."""
        is_unrelated: NDArray[np.bool_] = self.unrelated != FALSE
        return is_unrelated

    def of(self, call_set_id: str) -> slice:
        """Return where the people of a call set are; nowhere if it has none."""
        if call_set_id not in self.call_set_ids:
            return slice(0, 0)
        number = self.call_set_ids.index(call_set_id)
        return slice(self.starts[number], self.starts[number + 1])

    def of_grouping(self, grouping: str) -> Coded:
        """Return the groups of a grouping; none where the sample sheet has no column of it."""
        nobody = Coded((), np.full(self.n_people, NONE, np.int32))
        return self.groups.get(grouping, nobody)

    def by_call_set(self, is_member: NDArray[np.bool_]) -> tuple[int, ...]:
        """Return of how many people of each call set something is true."""
        starts = np.array(self.starts[:-1], np.intp)
        return tuple(np.add.reduceat(is_member, starts, dtype=np.int64).tolist())

    def aligned(self, rows: pl.DataFrame, column: str) -> NDArray[np.float64]:
        """Return a column of rows by call_set_id and sample_index; NaN where there is no row."""
        names = pl.Series(self.call_set_ids, dtype=pl.String)
        everybody = pl.DataFrame(
            {"call_set_id": names.gather(self.call_set), "sample_index": self.sample_index}
        )
        joined = everybody.join(
            rows.with_columns(pl.col("sample_index").cast(pl.Int32)),
            on=["call_set_id", "sample_index"], how="left", maintain_order="left",
        )  # fmt: skip
        return joined[column].cast(pl.Float64).fill_null(float("nan")).to_numpy()

    def members(self, is_member: NDArray[np.bool_], grouping: str, group_id: str) -> pl.DataFrame:
        """Return some people as rows of `staging.sample_groups`."""
        here = np.flatnonzero(is_member)
        names = pl.Series(self.call_set_ids, dtype=pl.String)
        return pl.DataFrame(
            {"call_set_id": names.gather(self.call_set[here])}
            | {"sample_index": self.sample_index[here]}
        ).with_columns(pl.lit(grouping).alias("grouping"), pl.lit(group_id).alias("group_id"))


def person_columns(run: Run) -> PersonColumns:
    """Return everybody who is counted in the release that statements are run on."""
    people = run(fixed("store", "everyone").text, {})
    groupings = run(fixed("store", "groups_of_people").text, {})["grouping"]
    call_sets = run(fixed("store", "call_sets_of_people").text, {})
    told = {row["call_set_id"]: row for row in call_sets.iter_rows(named=True)}
    by_call_set = coded(people["call_set_id"])
    n_people = np.bincount(by_call_set.codes, minlength=len(by_call_set.names))
    is_unrelated = people["is_unrelated"]
    return PersonColumns(
        by_call_set.names,
        tuple(told[name]["site_id"] for name in by_call_set.names),
        tuple(told[name]["assay"] for name in by_call_set.names),
        tuple(np.concatenate([[0], np.cumsum(n_people)]).tolist()),
        by_call_set.codes.astype(np.int16),
        people["sample_index"].cast(pl.Int32).to_numpy(),
        people["sex"].cast(pl.Enum(SEXES)).to_physical().cast(pl.Int8).to_numpy(),
        people["age"].fill_null(float("nan")).to_numpy(),
        of_flags(
            is_unrelated.fill_null(value=False).to_numpy(), is_unrelated.is_not_null().to_numpy()
        ),
        {
            name: coded(people[name])
            for name in groupings.unique(maintain_order=True)
            if name in people.columns
        },
    )


def coded(column: pl.Series) -> Coded:
    """Return a column of text as codes."""
    text = column.cast(pl.String)
    names = text.drop_nulls().unique().sort()
    codes = text.cast(pl.Enum(names)).to_physical().cast(pl.Int32).fill_null(NONE)
    return Coded(tuple(names), codes.to_numpy())
