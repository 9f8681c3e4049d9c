"""Keys of the cases, worked out from the Parquet files of a release alone, by other means."""

from functools import cached_property
from pathlib import Path

import numpy as np
import polars as pl
from scipy import stats

GROUPING = "ethnic_group"
DISEASE = "type_2_diabetes"


class Files:
    """The files of the current release of a store."""

    def __init__(self, store: Path) -> None:
        self.aggregates = store / "current" / "aggregates"
        self.rows = store / "current" / "rows"

    @cached_property
    def alleles(self) -> pl.DataFrame:
        return pl.read_parquet(self.aggregates / "alleles.parquet")

    @cached_property
    def labels(self) -> dict[str, str]:
        groups = pl.read_parquet(self.aggregates / "groups.parquet").filter(grouping=GROUPING)
        return dict(groups.select("group_id", "label").iter_rows())

    def index(self, variant_id: str) -> int:
        contig, pos, ref, alt = variant_id.split("-")
        found = self.alleles.filter(contig=contig, pos=int(pos), ref=ref, alt=alt)
        return int(found["allele_index"][0])

    @cached_property
    def counts(self) -> pl.DataFrame:
        """One row per call set, group, allele and relatedness where somebody was looked at."""
        frames = []
        for path in sorted(self.aggregates.glob(f"frequencies/*/grouping={GROUPING}/*/*.parquet")):
            call_set, group = (p.name.partition("=")[2] for p in (path.parents[2], path.parent))
            states = pl.read_parquet(
                self.aggregates / "allele_states" / f"call_set_id={call_set}" / "data.parquet"
            ).filter(pl.col("an_source").is_in(["observed", "callable"]))
            summed = (
                pl.read_parquet(path)
                .group_by("allele_index", "is_unrelated")
                .agg(pl.col("ac", "an", "n_called", "hom_alt").sum())
                .join(states.select("allele_index", "filter"), on="allele_index")
            )
            frames.append(summed.with_columns(call_set=pl.lit(call_set), group=pl.lit(group)))
        return pl.concat(frames)

    def of(self, index: int, unrelated_only: bool = False) -> pl.DataFrame:
        """Return one row per call set and group at an allele."""
        rows = self.counts.filter(allele_index=index)
        rows = rows.filter("is_unrelated") if unrelated_only else rows
        return (
            rows.group_by("call_set", "group")
            .agg(pl.col("ac", "an", "n_called", "hom_alt").sum())
            .filter(pl.col("an") > 0)
        )

    def pooled(self, index: int, unrelated_only: bool = False) -> pl.DataFrame:
        rows = self.of(index, unrelated_only).group_by("group").agg(pl.exclude("call_set").sum())
        return rows.with_columns(label=pl.col("group").replace_strict(self.labels))

    def carriers(self, index: int) -> pl.DataFrame:
        """Return who was called at an allele: person_id, call_set, group, carries."""
        frames = []
        samples = pl.read_parquet(self.rows / "samples.parquet").filter("is_counted")
        for path in sorted(self.rows.glob("genotypes/*/data.parquet")):
            call_set = path.parent.name.partition("=")[2]
            states = pl.read_parquet(
                self.aggregates / "allele_states" / f"call_set_id={call_set}" / "data.parquet"
            ).filter(allele_index=index)
            here = samples.filter(call_set_id=call_set)
            row_of = states["variant_index"][0]
            if row_of is None and states["an_source"][0] not in ("observed", "callable"):
                continue
            has, lacks = set(), set()
            if row_of is not None:
                record = pl.read_parquet(path).filter(variant_index=row_of).row(0, named=True)
                for plane in ("plane_1", "plane_2"):
                    has |= people_of(record[plane])
                has |= {entry // 4 for entry in record["carriers"] or []}
                lacks |= people_of(record["missing"])
                lacks |= set(record["missing_samples"] or [])
            known = here.select("sample_index", "person_id", GROUPING).iter_rows()
            rows = [
                (person, call_set, group, number in has)
                for number, person, group in known
                if number not in lacks and group
            ]
            frames.append(
                pl.DataFrame(rows, ["person_id", "call_set", "group", "carries"], orient="row")
            )
        return pl.concat(frames)


def people_of(plane: bytes | None) -> set[int]:
    """Return the places of the bits of a plane that are set."""
    bits = np.unpackbits(np.frombuffer(plane or b"", np.uint8))
    return {int(place) for place in np.flatnonzero(bits)}


def absence(files: Files, index: int, call_set: str, group: str) -> float:
    row = files.of(index).filter(call_set=call_set, group=group).row(0, named=True)
    return float(row["ac"] / row["an"])


def founder(files: Files, index: int, call_set: str, group: str) -> float:
    row = files.of(index).filter(call_set=call_set, group=group).row(0, named=True)
    assert row["ac"] == 0
    # The upper end of the two-sided 95 % interval of Clopper and Pearson.
    return float(stats.beta.ppf(0.975, 1, row["an"]))


def common_here(files: Files, index: int) -> float:
    return max(
        float(stats.chi2.ppf(0.05, 2 * row["ac"]) / 2 / row["an"]) if row["ac"] > 1 else 0.0
        for row in files.pooled(index).iter_rows(named=True)
    )


def relatives(files: Files, index: int, call_set: str, group: str) -> float:
    rows = files.of(index, unrelated_only=True).filter(call_set=call_set, group=group)
    return float(rows["ac"][0] / rows["an"][0])


def batch_or_biology(files: Files, index: int, group: str, ends: tuple[str, str]) -> float:
    rows = files.of(index).filter(group=group)
    high, low = (rows.filter(call_set=name).row(0, named=True) for name in ends)
    return float(high["ac"] / high["an"] - low["ac"] / low["an"])


def synonymous(files: Files, index: int, call_set: str, group: str) -> float:
    people = files.carriers(index).filter(call_set=call_set, group=group)
    return float(1000 * people["carries"].mean())  # type: ignore[operator]


def carriers_on_x(files: Files, index: int, call_set: str, group: str) -> float:
    row = files.of(index).filter(call_set=call_set, group=group).row(0, named=True)
    q = row["ac"] / row["an"]
    return float(2000 * (q - q * q))


def wahlund(files: Files, index: int) -> float:
    total = 0.0
    for row in files.pooled(index, unrelated_only=True).iter_rows(named=True):
        q = row["ac"] / row["an"]
        total += (1 - q**2 - (1 - q) ** 2) * row["n_called"]
    return total


def simpson(files: Files, index: int) -> float:
    status = pl.read_parquet(files.rows / "phenotype_status.parquet").filter(phenotype_id=DISEASE)
    unrelated = pl.read_parquet(files.rows / "samples.parquet").filter("is_unrelated")
    people = files.carriers(index).join(status, on="person_id")
    people = people.filter(pl.col("person_id").is_in(unrelated["person_id"].implode()))
    over, under = 0.0, 0.0
    for _, group in people.filter("is_looked_at").group_by("group"):
        table = {
            (carries, status): group.filter(carries=carries, status=status).height
            for carries in (True, False)
            for status in ("yes", "no")
        }
        n = sum(table.values())
        over += table[True, "yes"] * table[False, "no"] / n
        under += table[True, "no"] * table[False, "yes"] / n
    return over / under


def many_tests(files: Files, a: tuple[str, str], b: tuple[str, str]) -> float:
    sides = []
    for call_set, group in (a, b):
        rows = files.counts.filter(call_set=call_set, group=group)
        summed = rows.group_by("allele_index").agg(
            pl.col("ac", "an").sum(), pl.col("filter").first()
        )
        sides.append(summed.filter(pl.col("an") > 0))
    both = sides[0].join(sides[1], on="allele_index", suffix="_b")
    passed = [
        pl.col(name).fill_null("").is_in(["PASS", ".", ""]) for name in ("filter", "filter_b")
    ]
    compared = both.filter(pl.col("ac") + pl.col("ac_b") > 0, *passed)
    # One of the demo's call sets names no reference, so that indels may be written in two ways.
    letters = files.alleles.filter(pl.col("variant_type") == "snv")["allele_index"]
    return 0.05 * compared.filter(pl.col("allele_index").is_in(letters.implode())).height
