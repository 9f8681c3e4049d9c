"""Rows of a contig put in order of pos, ref and alt, and duplicates of an allele found."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_GENOTYPES = ("plane_1", "plane_2", "carriers", "missing", "missing_samples")


@dataclass(frozen=True)
class Order:
    """Where the rows of a contig go.

    kept
        Rows to keep, sorted by pos, ref, alt, shape (n_kept,).
    duplicates
        Rows that another record of the same allele was preferred to, shape (n_duplicates,).
    preferred
        The row that was kept instead of each duplicate, shape (n_duplicates,).
    """

    kept: NDArray[np.int64]
    duplicates: NDArray[np.int64]
    preferred: NDArray[np.int64]


def order_rows(table: pa.Table) -> Order:
    """Sort the rows of one contig and choose among records of the same allele.

    The record that passed its filters is preferred, then the most called, then the first.
    """
    pos = table["pos"].to_numpy()
    rows = np.argsort(pos, kind="stable")
    ordered = pos[rows]
    shares = np.flatnonzero(np.diff(ordered) == 0)
    if not shares.size:
        return Order(rows, np.empty(0, np.int64), np.empty(0, np.int64))
    in_tie = np.zeros(rows.size, bool)
    in_tie[shares] = in_tie[shares + 1] = True
    places = np.flatnonzero(in_tie)
    tied = rows[places]
    part = table.select(["ref", "alt", "filter", "n_called"]).take(pa.array(tied))
    refs, alts = part["ref"].to_pylist(), part["alt"].to_pylist()
    is_pass = pc.fill_null(pc.equal(part["filter"], "PASS"), False).to_pylist()
    n_called = part["n_called"].to_pylist()
    best_first = sorted(
        range(tied.size),
        key=lambda at: (
            int(pos[tied[at]]), refs[at], alts[at], not is_pass[at], -n_called[at], int(tied[at])
        ),
    )  # fmt: skip
    is_repeat = np.zeros(rows.size, bool)
    duplicates: list[int] = []
    preferred: list[int] = []
    for place, at, before in zip(places, best_first, [-1, *best_first[:-1]], strict=True):
        rows[place] = tied[at]
        same = (
            before >= 0
            and pos[tied[before]] == pos[tied[at]]
            and (refs[before], alts[before]) == (refs[at], alts[at])
        )
        if same:
            is_repeat[place] = True
            duplicates.append(int(tied[at]))
            preferred.append(int(rows[place - 1]) if not is_repeat[place - 1] else preferred[-1])
    return Order(rows[~is_repeat], np.array(duplicates, np.int64), np.array(preferred, np.int64))


def same_genotypes(table: pa.Table, first: int, second: int) -> bool:
    """Tell whether two rows hold the same calls for everybody."""
    return all(table[name][first] == table[name][second] for name in _GENOTYPES)


def take_ordered(table: pa.Table, rows: NDArray[np.int64]) -> pa.Table:
    """Return rows of a table in the order asked for; near ones are read together."""
    low, high = int(rows.min()), int(rows.max()) + 1
    if high - low == rows.size and bool((np.diff(rows) == 1).all()):
        return table.slice(low, rows.size)
    if high - low <= 4 * rows.size + 1024:
        return table.slice(low, high - low).combine_chunks().take(pa.array(rows - low))
    return table.take(pa.array(rows))
