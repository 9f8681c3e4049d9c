"""Which alleles people carry together: counted from genotypes, shown as the profile allows."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits import privacy
from straits.popgen import linkage
from straits.store.groups.group_genotypes import Asked, GroupGenotypes, Read
from straits.store.held.budget import Cache

COLUMNS = privacy.parse_columns(
    [
        "allele_index identity",
        "other_index identity",
        "is_phased text",
        "n_all count_people hidden",
        "n_called count_people part_of(n_all, relatives)",
        "r derived(n_called)",
        *(f"{name} count_alleles(n_called)" for name in ("both", "one_only", "other_only", "none")),
        "r2_phased derived(n_called)",
        "d_prime derived(n_called)",
    ]
)


class Linkage:
    """Linkage of the alleles of one release."""

    def __init__(self, of: GroupGenotypes, cache: Cache) -> None:
        """Read nothing yet."""
        self._of = of
        self._cache = cache

    def pairs(self, asked: Asked, alleles: Sequence[int], others: Sequence[int]) -> pl.DataFrame:
        """Return one row per allele and other allele that the call set has records of.

        Columns: allele_index, other_index, is_phased (both records are), n_called (people called at
        both), r (correlation of copies; null where either does not vary), and where both are
        phased: both, one_only (the allele without the other), other_only, none (haplotypes),
        r2_phased and d_prime; else null. Null too where withheld: under a profile with a minimum
        also where fewer people have a copy of either allele, or of what is not that allele.
        People with two copies of both places are counted, and people with one of both (XY on X, all
        on Y and the mitochondrion), each kind about its own mean; who has two copies of one and one
        of the other is not.

        Raises QueryError where the server holds no genotypes, or too many would be read.
        """
        self._of.require_rows("what people carry together cannot be counted")
        key = repr((asked, list(alleles), list(others)))
        counted = self._cache.answer(key, partial(self._counted, asked, alleles, others))
        return counted.clone()

    def _counted(self, asked: Asked, alleles: Sequence[int], others: Sequence[int]) -> pl.DataFrame:
        wanted = self._of.wanted(asked, sorted({*alleles, *others}))
        members, unrelated = self._of.members(asked)
        self._of.require_few(wanted.height, members.size, "correlate")
        read = self._of.read(asked.call_set_id, wanted, members.size)
        place = {index: row for row, index in enumerate(wanted["allele_index"])}
        rows = np.array([place[index] for index in alleles if index in place], np.int64)
        columns = np.array([place[index] for index in others if index in place], np.int64)
        people = members & unrelated if asked.sample_set == "unrelated" else members
        measures = _pairs(read, wanted["is_phased"].to_numpy(), (rows, columns), people, members)
        names = wanted["allele_index"].to_numpy()
        frame = pl.DataFrame(
            {"allele_index": np.repeat(names[rows], columns.size)}
            | {"other_index": np.tile(names[columns], rows.size)}
            | {name: values.ravel() for name, values in measures.items()}
        )
        # A carrier of two rare alleles is described by each of them.
        is_carried = privacy.are_carried(_n_carriers(read, people), self._of.profile)
        is_told = is_carried[rows][:, None] & is_carried[columns][None, :]
        if not self._of.is_shown(asked):
            is_told[:] = False
        frame = frame.with_columns(
            pl.when(pl.Series(is_told.ravel())).then("n_called").alias("n_called")
        )
        floats = frame.with_columns(pl.col(pl.Float64).fill_nan(None)).with_columns(
            pl.col("both", "one_only", "other_only", "none").cast(pl.Int64)
        )
        return privacy.guard(floats, COLUMNS, self._of.profile)


def _n_carriers(read: Read, people: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return how many people have a copy of each allele, or of the others if those are fewer."""
    called = (read.two | read.one) & people
    first, second = read.bits.first & called, read.bits.second & called
    n_carriers = (first | second).sum(axis=1)
    all_copies = (first & second & read.two) | ((first | second) & read.one)
    return np.asarray(np.minimum(n_carriers, (called & ~all_copies).sum(axis=1)), np.int64)


def _pairs(
    read: Read,
    is_phased: NDArray[np.bool_],
    chosen: tuple[NDArray[np.int64], NDArray[np.int64]],
    people: NDArray[np.bool_],
    members: NDArray[np.bool_],
) -> dict[str, NDArray[np.generic]]:
    """Return what the guard is shown of each pair, each of shape (rows, columns)."""
    rows, columns = chosen
    shape = rows.size, columns.size
    n_all, n_called = np.zeros(shape), np.zeros(shape)
    cells = [np.zeros(shape) for _ in range(4)]
    strata = []
    copies = read.bits.first.astype(np.float64) + read.bits.second
    for n_copies, has in ((2, read.two), (1, read.one)):
        if not (has & members).any():
            continue
        called = has & people
        counts = np.where(called, copies, np.nan)
        strata.append((counts[rows], counts[columns]))
        first, second = (
            (plane & called).astype(np.float32) for plane in (read.bits.first, read.bits.second)
        )
        there, of_all = called.astype(np.float32), (has & members).astype(np.float32)
        n = there[rows] @ there[columns].T
        n_called += n
        n_all += of_all[rows] @ of_all[columns].T
        both = first[rows] @ first[columns].T + second[rows] @ second[columns].T
        of_one = (first[rows] + second[rows]) @ there[columns].T
        of_other = there[rows] @ (first[columns] + second[columns]).T
        parts = (both, of_one - both, of_other - both, n_copies * n - of_one - of_other + both)
        cells = [cell + part for cell, part in zip(cells, parts, strict=True)]
    r2, d_prime = linkage.haplotype_linkage(*(np.maximum(cell, 0) for cell in cells))
    named = dict(zip(("both", "one_only", "other_only", "none"), cells, strict=True))
    phased = {**named, "r2_phased": r2, "d_prime": d_prime}
    are_phased = is_phased[rows][:, None] & is_phased[columns][None, :]
    return {
        "is_phased": are_phased,
        "n_all": n_all.astype(np.int64),
        "n_called": n_called.astype(np.int64),
        "r": linkage.pooled_r(strata) if strata else np.full(shape, np.nan),
        **{
            name: np.where(are_phased, values, np.nan).astype(np.float64)
            for name, values in phased.items()
        },
    }
