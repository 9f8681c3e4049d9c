"""The counts of a release, read from its Parquet files alone, and what they tell of two groups."""

from collections import defaultdict
from dataclasses import dataclass
from math import hypot, sqrt
from pathlib import Path

import polars as pl
from scipy.stats import chi2_contingency, fisher_exact

Z = 1.959963984540054
# A sign of a batch effect: call sets differ within a group below this.
BATCH_P = 1e-4
KEY = ["call_set_id", "grouping", "group_id", "allele_index"]


@dataclass(frozen=True)
class Group:
    """A group at one allele: AC from low to high of AN; an is 0 where nothing is known of it."""

    label: str
    low: int
    high: int
    an: int

    @property
    def written(self) -> str:
        """AF as pages write it."""
        ends = [frequency(self.low / self.an), frequency(self.high / self.an)]
        return ends[0] if self.low == self.high else " to ".join(ends)

    @property
    def told(self) -> str:
        """AF as sentences tell it: of fewer copies than 50 people have, with how many they are."""
        copies = "copy" if self.an == 1 else "copies"
        return f"{self.written} of {self.an} {copies}" if self.an < 100 else self.written


def frequency(af: float) -> str:
    """Write a frequency with three decimals, a rare one with two digits that count."""
    return "0" if af == 0 else f"{af:.3f}" if af >= 0.01 else f"{af:.2g}"


def rows_of(store: Path, grouping: str) -> pl.DataFrame:
    """Return one row per call set, group and allele: unrelated people's low, high and an."""
    folder = store / "current" / "aggregates"
    labels = pl.read_parquet(folder / "groups.parquet").filter(grouping=grouping)
    frames = []
    for path in sorted(folder.glob(f"frequencies/*/grouping={grouping}/*/data.parquet")):
        call_set, group = (part.name.partition("=")[2] for part in (path.parents[2], path.parent))
        states = pl.read_parquet(
            folder / "allele_states" / f"call_set_id={call_set}" / "data.parquet"
        )
        is_known = pl.col("an_source").is_in(["observed", "callable"])
        unrelated = pl.col("ac", "an").filter("is_unrelated").sum()
        counts = pl.read_parquet(path).group_by("allele_index").agg(unrelated)
        counts = counts.join(states, on="allele_index")
        frames.append(
            counts.select(
                pl.lit(call_set).alias("call_set_id"),
                pl.lit(grouping).alias("grouping"),
                pl.lit(group).alias("group_id"),
                "allele_index",
                pl.col("ac").alias("low"),
                pl.col("ac").alias("high"),
                pl.when(is_known).then("an").otherwise(0).alias("an"),
            )
        )
    ranges = pl.read_parquet(folder / "censored_counts.parquet").select(
        *KEY, "ac_low", "ac_high", pl.col("an").alias("an_in_range")
    )
    return (
        pl.concat(frames)
        .join(ranges, on=KEY, how="left")
        .with_columns(
            pl.coalesce("ac_low", "low").alias("low"),
            pl.coalesce("ac_high", "high").alias("high"),
            pl.coalesce("an_in_range", "an").alias("an"),
        )
        .join(labels.select("group_id", "label", "sort_order"), on="group_id")
    )


def groups_by_allele(rows: pl.DataFrame) -> dict[int, list[Group]]:
    """Return the groups of each allele, call sets added up."""
    summed = (
        rows.filter(pl.col("an") > 0)
        .group_by("allele_index", "label")
        .agg(pl.col("low", "high", "an").sum())
    )
    known = {row[:2]: row[2:] for row in summed.iter_rows()}
    labels = rows.sort("sort_order")["label"].unique(maintain_order=True).to_list()
    return {
        index: [Group(label, *known.get((index, label), (0, 0, 0))) for label in labels]
        for index in rows["allele_index"].unique()
    }


def differing_call_sets(rows: pl.DataFrame) -> dict[int, set[str]]:
    """Return, of each allele, the groups in which a call set differs from the others together."""
    tables: dict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
    known = rows.filter(pl.col("an") > 0).select("allele_index", "label", "low", "an")
    for index, label, ac, an in known.iter_rows():
        tables[index, label].append((ac, an))
    found: dict[int, set[str]] = defaultdict(set)
    for (index, label), counted in tables.items():
        if len(counted) < 2 or len({ac / an for ac, an in counted}) == 1:
            continue
        whole = [sum(column) for column in zip(*counted, strict=True)]
        times = len(counted) if len(counted) > 2 else 1
        if min(p_of(ac, an, whole[0] - ac, whole[1] - an) for ac, an in counted) * times < BATCH_P:
            found[index].add(label)
    return found


def p_of(ac: int, an: int, other: int, other_an: int) -> float:
    """Return p of Fisher's test, of chi-square where all four cells reach 100."""
    cells = [[ac, an - ac], [other, other_an - other]]
    if min(map(min, cells)) >= 100:
        return float(chi2_contingency(cells, correction=False).pvalue)
    return float(fisher_exact(cells).pvalue)


def is_more(first: Group, second: Group) -> bool:
    """Tell whether every count that is possible tells that the first has more."""
    return all(
        newcombe_low(ac, first.an, other, second.an) > 0
        and p_of(ac, first.an, other, second.an) < 0.05
        for ac in range(first.low, first.high + 1)
        for other in range(second.low, second.high + 1)
    )


def newcombe_low(ac: int, an: int, other: int, other_an: int) -> float:
    """Return the lower end of Newcombe's 95 % interval of a difference (method 10)."""
    p, q = ac / an, other / other_an
    return p - q - hypot(p - wilson(ac, an)[0], wilson(other, other_an)[1] - q)


def wilson(ac: int, an: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval."""
    p = ac / an
    centre = p + Z**2 / (2 * an)
    half = Z * sqrt(p * (1 - p) / an + Z**2 / (4 * an**2))
    whole = 1 + Z**2 / an
    low = 0.0 if ac == 0 else (centre - half) / whole
    return low, 1.0 if ac == an else (centre + half) / whole
