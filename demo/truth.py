"""What was put into the demo study, written where no loader looks, so that tests can ask for it."""

import json
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from demo.call_sets import CallSet, Members
from demo.calls import Calls, count
from demo.people import People
from demo.populations import GROUPS, Scale, expected_fst
from demo.records import Records
from demo.traits import read_effects
from straits import tables

COUNTS = ("n_called", "an", "ac", "hom_alt", "het", "hemi")


# A sample is counted in the cell of its group and of whether it has relatives.
_CELLS = tuple((group, is_unrelated) for group in GROUPS for is_unrelated in (False, True))


class Truth:
    """Collects what was put in, locus by locus."""

    def __init__(self, people: People, members: tuple[Members, ...]) -> None:
        self._variants: list[pl.DataFrame] = []
        self._n_variants = 0
        self._diplotypes: list[pl.DataFrame] = []
        self._counted: dict[str, list[tuple[NDArray[np.int64], dict[str, NDArray[np.int64]]]]] = {}
        self._filters: dict[str, list[str]] = {}
        self._planted: list[dict[str, str]] = []
        self._planted_rows: list[pl.DataFrame] = []
        self._cells = {each.call_set.call_set_id: _cells(people, each) for each in members}

    def add_variants(self, gene_symbol: str, variants: pl.DataFrame) -> None:
        """Note the variants of a locus and the frequency put into each group."""
        self._variants.append(variants.with_columns(gene_symbol=pl.lit(gene_symbol)))
        self._n_variants += variants.height

    def variants(self) -> pl.DataFrame:
        """Return the variants of all loci that were added."""
        return pl.concat(self._variants)

    def add_diplotypes(self, told: pl.DataFrame | None) -> None:
        """Note the star alleles of everybody at a locus, if it has any."""
        self._diplotypes += [] if told is None else [told]

    def add_panel(self, told: pl.DataFrame) -> None:
        """Note what the external panel says, one row per allele and group."""
        self._panel = told

    def add_calls(self, call_set: CallSet, calls: Calls, is_male_on_x: NDArray[np.bool_]) -> None:
        """Note what a store should count in calls at the locus whose variants were added last."""
        counts = count(
            call_set, calls, is_male_on_x, self._cells[call_set.call_set_id], len(_CELLS)
        )
        before = self._n_variants - self._variants[-1].height
        rows = np.array([row for record in calls.records for row in record.rows]) + before
        self._counted.setdefault(call_set.call_set_id, []).append((rows, counts))
        self._filters.setdefault(call_set.call_set_id, []).extend(
            record.filter for record in calls.records for _ in record.rows
        )

    def plant(self, kind: str, **what: str | int) -> None:
        """Note something that is wrong on purpose in the genotypes or the sample sheets."""
        self._planted.append({"kind": kind} | {key: str(value) for key, value in what.items()})

    def add_planted_rows(self, planted: pl.DataFrame) -> None:
        """Note rows of a raw phenotype file that are wrong on purpose."""
        self._planted_rows.append(planted)

    def add_phenotypes(
        self, traits: dict[str, NDArray[np.float64]], records: Records, values: pl.DataFrame
    ) -> None:
        """Note what people are like, and what a right reading of the raw files would find."""
        self._traits = pl.DataFrame(traits)
        self._records = records
        self._values = values

    def write(self, folder: Path, scale: Scale, seed: int, people: People) -> None:
        """Write what was noted; see the table in README.md."""
        folder.mkdir(parents=True, exist_ok=True)
        variants = self.variants()
        variants.write_parquet(folder / "frequencies.parquet")
        self._panel.write_parquet(folder / "panel.parquet")
        pl.concat(self._diplotypes).write_parquet(folder / "diplotypes.parquet")
        pl.concat(
            self._counts(call_set_id, variants) for call_set_id in self._counted
        ).write_parquet(folder / "counts.parquet")
        people.table.write_parquet(folder / "people.parquet")
        pl.DataFrame(self._planted).write_csv(folder / "planted_genotypes.csv")
        self._write_phenotypes(folder, people)
        pairs = [(group, other) for group in GROUPS for other in GROUPS if group < other]
        summary = {
            "synthetic": True,
            "seed": seed,
            "n_people": scale.n_people,
            "fst": {
                f"{group}/{other}": round(expected_fst(group, other), 4) for group, other in pairs
            },
        }
        (folder / "summary.json").write_text(json.dumps(summary, indent=2) + "\n")

    def _write_phenotypes(self, folder: Path, people: People) -> None:
        keys = people.table.select("site", "person_id")
        pl.concat([keys, self._traits], how="horizontal").write_parquet(folder / "traits.parquet")
        self._values.write_parquet(folder / "measurements.parquet")
        of_people = keys.with_row_index("person").cast({"person": pl.Int64})
        for name, what, frame in (
            ("diagnoses", "disease", self._records.diagnoses),
            ("prescriptions", "drug", self._records.prescriptions),
        ):
            frame.filter(pl.col(what).is_not_null()).join(of_people, on="person").select(
                "site", "person_id", "date", pl.col(what).alias("phenotype"), "code"
            ).sort("site", "person_id", "date", "phenotype", "code").write_parquet(
                folder / f"{name}.parquet"
            )
        pl.concat(self._planted_rows).write_csv(folder / "planted_phenotype_rows.csv")
        read_effects().write_csv(folder / "effects.tsv", separator="\t")

    def _counts(self, call_set_id: str, variants: pl.DataFrame) -> pl.DataFrame:
        """Return one row per allele, group and sample set of a call set."""
        rows = np.concatenate([rows for rows, _ in self._counted[call_set_id]])
        by_cell = {
            name: np.concatenate([counts[name] for _, counts in self._counted[call_set_id]])
            for name in COUNTS
        }
        alleles = variants.select("contig", "pos", "ref", "alt")[rows].with_columns(
            filter=pl.Series(self._filters[call_set_id])
        )
        present = set(self._cells[call_set_id].tolist())
        parts = [
            alleles.with_columns(
                pl.lit(call_set_id).alias("call_set_id"),
                pl.lit(group).alias("group_id"),
                pl.lit(sample_set).alias("sample_set"),
                *(
                    pl.Series(name, by_cell[name][:, columns].sum(axis=1), dtype=pl.Int32)
                    for name in COUNTS
                ),
            )
            for group in (*GROUPS, tables.EVERYONE)
            for sample_set in tables.SAMPLE_SETS
            if present & set(columns := _columns(group, sample_set))
        ]
        return pl.concat(parts)


def _columns(group: str, sample_set: str) -> list[int]:
    """Return the cells that make up a group, with or without relatives."""
    return [
        at
        for at, (of_group, is_unrelated) in enumerate(_CELLS)
        if group in (of_group, tables.EVERYONE) and (is_unrelated or sample_set == "all")
    ]


def _cells(people: People, members: Members) -> NDArray[np.int64]:
    """Return the index into _CELLS of each sample, or -1 where it is not counted."""
    person = members.table["person"].to_numpy()
    group = people.table["ethnic_group"].to_list()
    is_unrelated = people.table["is_unrelated"].to_list()
    cell = np.array([_CELLS.index((group[row], is_unrelated[row])) for row in person.tolist()])
    is_counted = (members.table["is_listed"] & members.table["is_counted"]).to_numpy()
    return np.where(is_counted, cell, -1)
