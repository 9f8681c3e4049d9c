"""The genotype calls of one call set at one locus, as its files say them."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from demo import call_sets
from demo.call_sets import N_LEVELS, CallSet
from demo.loci import Locus

# Share of the people who are heterozygous for an artefact of the laboratory.
_ARTEFACT = 0.3


@dataclass(frozen=True)
class Record:
    """One line of a VCF: rows of the variants of the locus that are its alternate alleles."""

    rows: tuple[int, ...]
    filter: str


@dataclass(frozen=True)
class Calls:
    """Records in order of position, with the call of each sample.

    first, second
        Allele numbers, 0 for the reference, shape (n_records, n_samples).
    level
        How well each call was read, an index into the levels of the call set.
    is_half
        Calls of which one allele was not read.
    is_haploid
        Samples of which one allele is written, shape (n_samples,).
    """

    records: tuple[Record, ...]
    first: NDArray[np.uint8]
    second: NDArray[np.uint8]
    level: NDArray[np.uint8]
    is_half: NDArray[np.bool_]
    is_haploid: NDArray[np.bool_]


def call(
    rng: np.random.Generator,
    call_set: CallSet,
    is_covered: NDArray[np.bool_],
    variants: pl.DataFrame,
    maternal: NDArray[np.bool_],
    paternal: NDArray[np.bool_],
    is_haploid: NDArray[np.bool_],
) -> Calls:
    """Call the variants that the assay covers and that somebody in the call set carries.

    maternal, paternal
        Which samples carry each variant on which haplotype, (n_variants, n_samples).
    """
    is_artefact = (variants["only_in"] == call_set.call_set_id).fill_null(False).to_numpy()
    is_seen = maternal.any(axis=1) | paternal.any(axis=1) | is_artefact
    records = _records(rng, call_set, variants, np.flatnonzero(is_covered & is_seen), is_artefact)
    first = np.empty((len(records), maternal.shape[1]), dtype=np.uint8)
    second = np.empty_like(first)
    level = rng.integers(0, N_LEVELS, first.shape, dtype=np.uint8)
    for at, record in enumerate(records):
        first[at], second[at] = maternal[record.rows[0]], paternal[record.rows[0]]
        for number, row in enumerate(record.rows[1:], start=2):
            first[at] += np.uint8(number) * maternal[row]
            second[at] += np.uint8(number) * paternal[row]
        if is_artefact[record.rows[0]]:
            second[at] = rng.random(first.shape[1]) < _ARTEFACT
        if rng.random() < call_set.poor_sites:
            level[at, rng.random(first.shape[1]) < rng.uniform(0.03, 0.25)] = 0
    is_half = np.zeros(first.shape, dtype=bool)
    if call_set.writes_half_calls:
        is_half = (first != second) & (level == N_LEVELS - 1)
    if not call_set.is_phased:
        first, second = np.minimum(first, second), np.maximum(first, second)
    return Calls(records, first, second, level, is_half, is_haploid)


def _records(
    rng: np.random.Generator,
    call_set: CallSet,
    variants: pl.DataFrame,
    rows: NDArray[np.int64],
    is_artefact: NDArray[np.bool_],
) -> tuple[Record, ...]:
    """Group alleles into records, and let a few fail the caller's filter."""
    pos, kind = variants["pos"].to_numpy(), variants["kind"].to_list()
    records: list[Record] = []
    for row in rows.tolist():
        fails = rng.random() < 0.015 and kind[row] != "anchor" and not is_artefact[row]
        if call_set.is_joined and records and pos[records[-1].rows[0]] == pos[row]:
            records[-1] = Record((*records[-1].rows, row), records[-1].filter)
            continue
        records.append(Record((row,), call_set.filters[0] if fails else "PASS"))
    return tuple(records)


def count(
    call_set: CallSet,
    calls: Calls,
    is_male_on_x: NDArray[np.bool_],
    cells: NDArray[np.int64],
    n_cells: int,
) -> dict[str, NDArray[np.int64]]:
    """Count, by the rules of ingest, what a store should hold of these calls.

    is_male_on_x
        Samples with one copy of the locus by the sample sheet, shape (n_samples,).
    cells
        Which cell of the result each sample is counted in, or -1, shape (n_samples,).

    Returns n_called, an, ac, hom_alt, het and hemi, each (n_alleles, n_cells), the alleles of the
    records in order.
    """
    same = calls.first == calls.second
    fine = ~(call_set.is_missing | call_set.is_refused)[calls.level] & ~calls.is_half
    fine &= np.where(is_male_on_x, calls.is_haploid | same, ~calls.is_haploid)
    alleles = [
        (at, number)
        for at, record in enumerate(calls.records)
        for number, _ in enumerate(record.rows, start=1)
    ]
    at = np.array([index for index, _ in alleles], dtype=np.int64)
    number = np.array([index for _, index in alleles], dtype=np.uint8)[:, None]
    first = (calls.first[at] == number) & fine[at]
    second = (calls.second[at] == number) & fine[at]

    def total(of_sample: NDArray[np.bool_]) -> NDArray[np.int64]:
        return _sum_by_cell(of_sample, cells, n_cells)

    n_called = total(fine)
    an = n_called + total(fine & ~is_male_on_x)
    hom_alt = total(first & second & ~is_male_on_x)
    het = total((first != second) & ~is_male_on_x)
    hemi = total(first & is_male_on_x)
    return {
        "n_called": n_called[at],
        "an": an[at],
        "ac": 2 * hom_alt + het + hemi,
        "hom_alt": hom_alt,
        "het": het,
        "hemi": hemi,
    }


def _sum_by_cell(
    of_sample: NDArray[np.bool_], cells: NDArray[np.int64], n_cells: int
) -> NDArray[np.int64]:
    order = np.argsort(cells, kind="stable")
    order = order[np.searchsorted(cells[order], 0) :]
    present, starts = np.unique(cells[order], return_index=True)
    sums = np.zeros((len(of_sample), n_cells), dtype=np.int64)
    sums[:, present] = np.add.reduceat(of_sample[:, order], starts, axis=1, dtype=np.int64)
    return sums


def is_covered(call_set: CallSet, locus: Locus, variants: pl.DataFrame) -> NDArray[np.bool_]:
    """Tell which variants an assay covers with every base."""
    pos = variants["pos"].to_numpy()
    last = pos + variants["ref"].str.len_chars().to_numpy().astype(np.int64) - 1
    first_in, last_in = (call_sets.covers(call_set, locus, each) for each in (pos, last))
    return first_in & last_in
