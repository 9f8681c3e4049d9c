"""What a partner holds tells them neither who is in a group, nor who has an allele that few have.

Whoever attacks holds genomes, of members and of others, and knows the frequencies of the population
exactly. Controls: no budget, every allele told exactly; none told as none; one's own totals.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.stats import binom

from data_loaders.annotations.clinvar import pathogenic_alleles
from straits import privacy, queries
from straits.privacy import SentStates
from straits.store import SentLedger, SentPart
from tests.attacks import guarded_demo
from tests.builders import inside_store
from tests.queries.sending.test_bundles_made import store, wanted

INSIDE = guarded_demo.INSIDE
N_OTHERS = 2_000
ALLELE = ["contig", "pos", "ref", "alt"]
Floats = NDArray[np.float64]


class Population(NamedTuple):
    """A group and others of one population; copies of shape (people, variants)."""

    af: Floats
    members: NDArray[np.int8]
    others: NDArray[np.int8]

    @property
    def ac(self) -> NDArray[np.int64]:
        return self.members.sum(axis=0, dtype=np.int64)

    @property
    def an(self) -> NDArray[np.int64]:
        return np.full(self.af.size, 2 * len(self.members))

    def states(self) -> SentStates:
        """Return how each count leaves, where every position was looked at."""
        everywhere = np.ones(self.af.size, np.bool_)
        return privacy.sent_states(self.ac, self.an, self.an, everywhere, INSIDE)


def population(n_people: int, n_variants: int, seed: int, rarest: float = 0.002) -> Population:
    """Return people of independent variants, of which most are rare as they are in genomes."""
    rng = np.random.default_rng(seed)
    af = np.exp(rng.uniform(np.log(rarest), np.log(0.5), n_variants))
    drawn = (
        (rng.random((n, n_variants), np.float32) < af).astype(np.int8)
        + (rng.random((n, n_variants), np.float32) < af)
        for n in (n_people, N_OTHERS)
    )
    return Population(af, *drawn)


def found(of: Population, exact: NDArray[np.bool_], band: NDArray[np.bool_], most: int) -> float:
    """Return the part of the members that the likelihood ratio finds, with 1 in 100 others.

    exact, band
        Which counts are told, and of which it is told that there are no more than `most` copies.
    """
    edge = 0.5 / of.an
    in_group = np.clip(of.ac / of.an, edge, 1 - edge)
    scores = []
    n = len(of.members)
    # Of whoever is in the group the others have the rest.
    copies = np.arange(3)[:, None]
    of_member = binom.cdf(most - copies, 2 * (n - 1), of.af)
    of_other = binom.cdf(most, 2 * n, of.af)
    with np.errstate(divide="ignore"):
        of_band = np.log(np.maximum(of_member, 1e-12)) - np.log(np.maximum(of_other, 1e-12))
    for people in (of.members, of.others):
        gain = people[:, exact] @ np.log(in_group / of.af)[exact]
        gain += (2 - people[:, exact]) @ np.log((1 - in_group) / (1 - of.af))[exact]
        for number in range(3):
            gain += (people[:, band] == number) @ of_band[number, band]
        scores.append(gain)
    inside, outside = scores
    return float((inside > np.quantile(outside, 0.99)).mean())


def within_budget(of: Population) -> NDArray[np.bool_]:
    """Return the first alleles of a list whose exact ones fit, as the plan counts them."""
    fits = np.cumsum(of.states().is_exact) <= privacy.most_variants(
        len(of.members), privacy.MOST_POWER
    )
    return fits


def nothing(of: Population) -> NDArray[np.bool_]:
    return np.zeros(of.af.size, np.bool_)


@pytest.mark.parametrize("n_people", [100, 300])
def test_a_genome_does_not_tell_who_is_in_a_group_whose_bundles_fit(n_people: int) -> None:
    powers = []
    for seed in range(8):
        of = population(n_people, 2_000, seed)
        states, fits = of.states(), within_budget(of)
        assert (states.is_exact & fits).sum() == privacy.most_variants(n_people, 0.1)
        powers.append(found(of, states.is_exact & fits, states.is_low & fits, 9))
    assert np.mean(powers) <= 0.10, powers


def test_a_genome_tells_who_is_in_a_group_of_which_everything_is_told() -> None:
    of = population(100, 4_000, 1)
    assert found(of, ~nothing(of), nothing(of), 0) >= 0.8


def test_none_within_the_band_tells_nothing_besides() -> None:
    of = population(300, 20_000, 2, rarest=0.0005)
    states = of.states()
    without = found(of, states.is_exact, nothing(of), 9)
    assert abs(found(of, states.is_exact, states.is_low, 9) - without) <= 0.02


def test_none_told_as_none_tells_who_is_in_a_group() -> None:
    of = population(300, 20_000, 2, rarest=0.0005)
    is_none = of.states().is_low & (of.ac == 0)
    assert found(of, nothing(of), is_none, 0) >= 0.5


@pytest.mark.long
def test_lists_of_pharmacogenes_and_of_pathogenic_alleles_fit_for_300_people(
    tmp_path: Path,
) -> None:
    # Frequencies of the demo's named alleles are about those that are published.
    lists = (
        queries.sending.of_pharmacogenes(store()),
        queries.sending.of_reference("pathogenic", pathogenic_alleles("GRCh38")),
    )
    plan = queries.sending.plan(store(), SentLedger(tmp_path), wanted(*lists))
    assert plan.alleles.filter(list="pathogenic").height > 10_000
    n_here = [group.n_here for group in plan.groups]
    assert 0 < max(n_here) <= privacy.most_variants(300, privacy.MOST_POWER)
    assert not any(group.is_beyond for group in plan.groups)  # of 86 people and fewer, too


class Held(NamedTuple):
    """What is known of one allele in some groups of one call set, each of both sexes.

    low, high
        By group and sex; sums of rows as (places, number).
    """

    low: dict[tuple[str, str], int]
    high: dict[tuple[str, str], int]
    sums: list[tuple[list[tuple[str, str]], int]]


@cache
def told() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the cells of two bundles, of which the second tells the sexes apart."""
    text = "chr1:1-240000000 chr2:1-240000000 chr10:1-130000000 chrX:1-150000000"
    every = queries.sending.of_text(store(), "everything", text)
    # Spelt out by somebody else, so that what few have is listed too.
    spelt = queries.sending.of_reference("everything", every.found)
    cells = [
        pl.concat(
            store().sending.cells(store().sending.listed(spelt.named), part)
            for part in parts(by_sex)
        )
        for by_sex in (False, True)
    ]
    return cells[0], cells[1]


def parts(by_sex: bool) -> list[SentPart]:
    groups = ("chinese", "indian", "malay")
    return [
        SentPart("singapore", "sg_wgs", "ethnic_group", group, "all", by_sex) for group in groups
    ]


@cache
def truth() -> pl.DataFrame:
    """Return what each group of the genomes of Singapore has, by sex."""
    folder = inside_store.inside_store() / "current" / "aggregates"
    names = pl.read_parquet(folder / "alleles.parquet").select("allele_index", *ALLELE)
    rows = []
    for group in ("chinese", "indian", "malay"):
        place = f"frequencies/call_set_id=sg_wgs/grouping=ethnic_group/group_id={group}"
        leaves = pl.read_parquet(folder / place / "data.parquet", hive_partitioning=False)
        by_sex = leaves.group_by("allele_index", "sex").agg(pl.col("ac", "an").sum())
        rows.append(by_sex.with_columns(group_id=pl.lit(group)).join(names, on="allele_index"))
    return pl.concat(rows)


def solved(totals: bool) -> tuple[int, int, int]:
    """Return cells of 1 to 9 that are known within fewer than ten, all of those, and exact cells.

    totals
        Whether the sender tells their own total of each allele besides.
    """
    true = {tuple(key): part for key, part in truth().group_by(ALLELE, maintain_order=True)}
    whole, by_sex = ({tuple(key): part for key, part in cells.group_by(ALLELE)} for cells in told())
    n_solved = n_small = n_exact = 0
    for allele in list(whole)[::3]:
        known = true[allele]
        places = [(row["group_id"], row["sex"]) for row in known.iter_rows(named=True)]
        an = {(row["group_id"], row["sex"]): row["an"] for row in known.iter_rows(named=True)}
        sums: list[tuple[list[int], int, int]] = []
        for cells in (whole[allele], by_sex[allele]):
            for row in cells.iter_rows(named=True):
                at = [
                    place
                    for place, (group, sex) in enumerate(places)
                    if group == row["group_id"] and row["sex"] in (None, sex)
                ]
                if row["state"] == "exact":
                    sums.append((at, row["ac"], row["ac"]))
                    n_exact += 1
                elif row["state"] == "range" and row["ac_low"] == 0:
                    sums.append((at, 0, row["ac_high"]))
        if totals:
            sums.append((list(range(len(places))), *(2 * [int(known["ac"].sum())])))
        groups = {group for group, _ in places}
        for group in groups:
            at = [place for place, (name, _) in enumerate(places) if name == group]
            n = int(known.filter(group_id=group)["ac"].sum())
            if 1 <= n <= 9:
                n_small += 1
                low, high = (
                    _end(sums, at, sign, [an[each] for each in places]) for sign in (1, -1)
                )
                n_solved += high - low + 1 < 10
    return n_solved, n_small, n_exact


def _end(
    sums: list[tuple[list[int], int, int]], at: list[int], sign: int, most: list[int]
) -> float:
    """Return the least (sign 1) or the most (-1) that some parts can add up to."""
    n = len(most)
    matrix, bounds = [], []
    for places, low, high in sums:
        row = np.zeros(n)
        row[places] = 1
        matrix += [row, -row]
        bounds += [high, -low]
    aim = np.zeros(n)
    aim[at] = sign
    result = linprog(
        aim,
        A_ub=np.array(matrix) if matrix else None,
        b_ub=bounds or None,
        bounds=[(0, each) for each in most],
    )
    assert result.status == 0
    return round(sign * result.fun)


def test_two_bundles_put_together_tell_no_few_copies() -> None:
    n_solved, n_small, n_exact = solved(totals=False)
    assert n_small > 50
    assert n_exact > 100
    assert n_solved == 0


def test_a_total_of_ones_own_tells_few_copies() -> None:
    n_solved, n_small, _ = solved(totals=True)
    assert n_solved > 0.1 * n_small
