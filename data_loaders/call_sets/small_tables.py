"""The tables of a release that are not large: the study, its people, and what was left out."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from data_loaders.call_sets.call_set_records import CallSetCounts
from data_loaders.genes import gene_tables
from data_loaders.genes.gene_tables import GeneModels
from data_loaders.people.call_set_people import CallSetPeople
from data_loaders.people.sex_check import sex_conflicts
from data_loaders.study import site_terms
from data_loaders.study.study_reading import CallSet, Study
from data_loaders.vcf.plan import Plan
from straits import genome
from straits.tables import EVERYONE, SEXES, TABLES

# Rows of a table that is written as it is.
_FEW = 1_000
# Kept, but worth knowing.
_NOTED = {
    "sex_conflict", "id_of_another_site", "id_in_other_letters", "sex_stated_otherwise",
    "group_stated_otherwise", "another_consequence_is_kept",
    "says_who_was_called",
    "poor_r2", "provisional_reference", "ft_not_pass_kept",
    "fits_another_build", "joined_half_call",
}  # fmt: skip
# Reasons of set_aside_samples that are about pairs of people.
_OF_PAIRS = {"relative_in_no_sheet"}


@dataclass(frozen=True)
class ReadCallSet:
    """A call set that was read; regions is None where nobody says what was looked at."""

    people: CallSetPeople
    plan: Plan
    counts: CallSetCounts
    n_alleles: int
    regions: pl.DataFrame | None


def write(
    folder: Path,
    study: Study,
    call_sets: list[ReadCallSet],
    groups_of_study: tuple[pl.DataFrame, pl.DataFrame],
    models: GeneModels,
    facts: dict[str, Any],
    of_others: Sequence[Mapping[str, pl.DataFrame]],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Write the small tables into a release that is being built.

    facts
        The row of the `study` table.
    of_others
        Rows that external panels and partners add, by table.

    Returns the tables `call_sets` and `drop_counts`.
    """
    groupings, groups = groups_of_study
    call_set_rows = _frame("call_sets", [_call_set_row(*pair) for pair in enumerate(call_sets)])
    conflicts = [
        sex_conflicts(call_set.people.samples, call_set.counts.x_calls) for call_set in call_sets
    ]
    drops = _frame(
        "drop_counts",
        [row for pair in zip(call_sets, conflicts, strict=True) for row in _drop_rows(*pair)],
    )
    frames = {
        "study": _frame("study", [facts]),
        "sites": _frame(
            "sites",
            [
                {
                    "site_id": site.id,
                    "name": site.name,
                    "country": site.country,
                    "sort_order": order,
                }
                for order, site in enumerate(study.sites)
            ],
        ),
        "call_sets": call_set_rows,
        "groupings": groupings,
        "groups": groups,
        "group_sizes": pl.concat(
            [_group_sizes(call_set, list(study.groupings)) for call_set in call_sets]
        ),
        "data_use": site_terms.data_use((site.id, site.data_use) for site in study.sites),
        "callable_regions": pl.concat(
            [_regions(call_set) for call_set in call_sets], how="vertical_relaxed"
        ),
        "genes": models.genes,
        "gene_aliases": models.gene_aliases,
        "transcripts": models.transcripts,
        "exons": models.exons,
        "source_files": _frame(
            "source_files",
            [
                {
                    "call_set_id": call_set.plan.call_set_id,
                    "source_file": file.path.name,
                    "n_bytes": file.n_bytes,
                    "n_records": file.n_records,
                    "n_alleles": file.n_alleles,
                }
                for call_set in call_sets
                for file in call_set.counts.files
            ],
        ),
        "drop_counts": drops,
        "dropped_records": pl.concat([_dropped_records(call_set) for call_set in call_sets]),
        "samples": pl.concat([call_set.people.samples for call_set in call_sets]),
        "sample_groups": pl.concat(
            [_sample_groups(call_set, list(study.groupings)) for call_set in call_sets]
        ),
        "ploidy_masks": pl.concat([_masks(call_set) for call_set in call_sets]),
        "set_aside_samples": pl.concat(
            [
                pl.concat([call_set.people.set_aside, conflict]).select(
                    pl.lit(call_set.plan.call_set_id).alias("call_set_id"), "sample_id", "reason"
                )
                for call_set, conflict in zip(call_sets, conflicts, strict=True)
            ]
        ),
    }
    for rows in of_others:
        for name, frame in rows.items():
            frames[name] = pl.concat([frames[name], frame]) if name in frames else frame
    # Hundreds of thousands of exons are compressed already where they come with Straits.
    compressed = gene_tables.files_as_in_releases(models)
    for name, frame in frames.items():
        if name in compressed:
            shutil.copyfile(compressed[name], TABLES[name].path(folder))
        else:
            save(folder, name, frame)
    return frames["call_sets"], frames["drop_counts"]


def save(folder: Path, name: str, frame: pl.DataFrame) -> None:
    """Write a table that is one file; `samples` keeps its columns for groupings."""
    table = TABLES[name]
    extra = [column for column in frame.columns if column not in table.schema.names]
    if name != "samples":
        extra = []
    schema = pa.schema([*table.schema, *((column, pa.string()) for column in extra)])
    arrow = frame.select(schema.names).to_arrow(compat_level=pl.CompatLevel.oldest())
    path = table.path(folder)
    # A few rows are not worth the compressor, which takes longer to set up than they to write.
    compression = "zstd" if frame.height > _FEW else "none"
    pq.write_table(arrow.cast(schema), path, compression=compression)


def _frame(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = TABLES[name].schema
    frame = pl.from_arrow(pa.Table.from_pylist(rows, schema=schema))
    assert isinstance(frame, pl.DataFrame)
    return frame


def _call_set_row(order: int, call_set: ReadCallSet) -> dict[str, Any]:
    described, samples = call_set.people.call_set, call_set.people.samples
    return {
        "call_set_id": described.id,
        "site_id": call_set.people.site.id,
        "name": described.name,
        "assay": described.assay,
        "caller": described.caller,
        "genotype_rule": _rule_in_words(described),
        "is_left_aligned": call_set.plan.reference is not None,
        "has_callable_regions": call_set.regions is not None,
        "is_aggregate_only": False,
        "sort_order": order,
        "n_samples": samples.height,
        "n_counted": int(samples["is_counted"].sum()),
        "n_records": sum(file.n_records for file in call_set.counts.files),
        "n_alleles": call_set.n_alleles,
        "n_calls": call_set.counts.n_calls,
        "n_missing_calls": call_set.counts.n_missing,
    }


def _rule_in_words(call_set: CallSet) -> str:
    """Return the genotype rule as pages name it, with the limit of R2."""
    name = call_set.genotype_rule.name
    if call_set.min_r2 is None:
        return name
    return f"{'' if name == 'none' else f'{name}, '}min_r2 {call_set.min_r2:g}"


def _group_sizes(call_set: ReadCallSet, groupings: list[str]) -> pl.DataFrame:
    samples = call_set.people.samples.filter("is_counted").with_columns(
        pl.lit(EVERYONE).alias(EVERYONE)
    )
    rows = []
    for grouping in (*groupings, EVERYONE):
        sized = samples.group_by(grouping, "sex").agg(
            n_people=pl.len(), n_unrelated=(pl.col("is_unrelated").fill_null(value=True)).sum()
        )
        for group, sex, n_people, n_unrelated in sized.iter_rows():
            if group is not None:
                rows.append(
                    {
                        "call_set_id": call_set.plan.call_set_id,
                        "grouping": grouping,
                        "group_id": group,
                        "sex": sex,
                        "n_people": n_people,
                        "n_unrelated": n_unrelated,
                    }
                )
    rows.sort(key=lambda row: (row["grouping"], row["group_id"], SEXES.index(row["sex"])))
    return _frame("group_sizes", rows)


def _sample_groups(call_set: ReadCallSet, groupings: list[str]) -> pl.DataFrame:
    samples = call_set.people.samples.with_columns(pl.lit(EVERYONE).alias(EVERYONE))
    return samples.unpivot(
        [*groupings, EVERYONE],
        index=["call_set_id", "sample_index"],
        variable_name="grouping",
        value_name="group_id",
    ).drop_nulls("group_id")


def _regions(call_set: ReadCallSet) -> pl.DataFrame:
    if call_set.regions is None:
        return _frame("callable_regions", [])
    return call_set.regions.select(
        pl.lit(call_set.plan.call_set_id).alias("call_set_id"), "contig", "start_pos", "end_pos"
    )


def _drop_rows(call_set: ReadCallSet, conflicts: pl.DataFrame) -> list[dict[str, Any]]:
    counts = dict(call_set.counts.drops.counts)
    for frame in (call_set.people.set_aside, conflicts):
        for reason, number in frame.group_by("reason").len().iter_rows():
            counts["pair" if reason in _OF_PAIRS else "sample", reason] = number
    if elsewhere := int((~call_set.people.samples["is_counted"]).sum()):
        counts["sample", "counted_in_another_call_set"] = elsewhere
    return [
        {
            "call_set_id": call_set.plan.call_set_id,
            "kind": kind,
            "reason": reason,
            "n_dropped": number,
            "is_noted": reason in _NOTED,
        }
        for (kind, reason), number in sorted(counts.items())
    ]


def _dropped_records(call_set: ReadCallSet) -> pl.DataFrame:
    names = [file.path.name for file in call_set.counts.files]
    return _frame(
        "dropped_records",
        [
            {
                "call_set_id": call_set.plan.call_set_id,
                "source_file": names[file],
                "contig": contig,
                "pos": min(pos, 2**31 - 1),
                "ref": ref,
                "alt": alt,
                "reason": reason,
                "detail": detail,
            }
            for file, contig, pos, ref, alt, reason, detail in call_set.counts.drops.examples
        ],
    )


def _masks(call_set: ReadCallSet) -> pl.DataFrame:
    is_counted = call_set.people.samples["is_counted"].to_numpy()
    rows = []
    for klass, copies_of in zip(genome.REGION_CLASSES, call_set.plan.ploidy, strict=True):
        for copies in (2, 1):
            mask = np.packbits((copies_of == copies) & is_counted).tobytes()
            rows.append(
                {
                    "call_set_id": call_set.plan.call_set_id,
                    "region_class": klass,
                    "ploidy": copies,
                    "mask": mask,
                }
            )
    return _frame("ploidy_masks", rows)
