"""A study read into a new release of a store, from its files to the published tables."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from data_loaders import call_set_files, group_frequencies, release, rsids, union
from data_loaders.genes import read_genes
from data_loaders.groups import group_tables
from data_loaders.people import CallSetPeople, gather_people
from data_loaders.progress import Progress, Silent
from data_loaders.regions import read_bed
from data_loaders.sex_check import sex_conflicts
from data_loaders.sheet import read_samples
from data_loaders.study import GenotypeRule, Study
from data_loaders.vcf.call_set import CallSetCounts, read_call_set, read_header
from data_loaders.vcf.plan import Plan
from data_loaders.vcf.spool import Spool
from data_loaders.vcf.text import NO_RULE, Rule
from straits import __version__, genome
from straits.tables import EVERYONE, SEXES, TABLES

# Kept, but worth knowing.
NOTED = {"sex_conflict"}


@dataclass(frozen=True)
class Ingested:
    """What a finished ingest made.

    call_sets
        Rows of the `call_sets` table.
    drops
        Rows of the `drop_counts` table: what was left out of each call set, by kind and reason.
    """

    release_id: str
    path: Path
    n_alleles: int
    call_sets: pl.DataFrame
    drops: pl.DataFrame


@dataclass(frozen=True)
class _CallSet:
    people: CallSetPeople
    plan: Plan
    counts: CallSetCounts
    n_alleles: int
    regions: pl.DataFrame | None


def ingest(study: Study, store: Path, jobs: int = 2, progress: Progress | None = None) -> Ingested:
    """Read a study and publish it as the current release of a store.

    Nothing of the store changes unless everything was read: raises StudyError, InputError or
    StoreError otherwise, and an earlier release stays as it was.
    """
    shown = progress or Silent()
    sheets = {site.id: read_samples(study, site) for site in study.sites}
    people = _people(study, sheets)
    genes = read_genes(study.genes, study.build)
    with release.new_release(store) as (folder, release_id):
        call_sets = [_read(study, part, folder, jobs, shown) for part in people]
        positions = union.write_alleles(
            folder,
            study.build,
            [_cover(call_set) for call_set in call_sets],
            lambda alleles: rsids.annotate(alleles, study.rsids, study.build),
        )
        n_alleles = sum(pos.size for pos in positions.values())
        groupings = list(study.groupings)
        for call_set in call_sets:
            call_set_id = call_set.plan.call_set_id
            with shown.step(f"Counting {call_set_id} by group", n_alleles) as advance:
                group_frequencies.write_frequencies(
                    folder,
                    call_set_id,
                    group_frequencies.call_set_cells(call_set.people.samples, groupings),
                    call_set.plan.ploidy,
                    jobs,
                    advance,
                )
        samples = {site.id: _site_samples(people, site.id) for site in study.sites}
        groups_of_study = group_tables(study, samples)
        facts = _study_facts(study, people, release_id)
        result = _write_small_tables(
            folder, study, call_sets, groups_of_study, genes, positions, facts
        )
        sources = [
            {"file": str(file.path), "bytes": file.n_bytes, "records": file.n_records}
            for call_set in call_sets
            for file in call_set.counts.files
        ]
        facts = facts | {"created_at": facts["created_at"].isoformat(timespec="seconds")}
        path = release.publish(store, folder, release_id, facts, sources)
    return Ingested(release_id, path, n_alleles, *result)


def _people(study: Study, sheets: Mapping[str, pl.DataFrame]) -> list[CallSetPeople]:
    people = []
    for site in study.sites:
        columns = {
            call_set.id: [(path, read_header(path).samples) for path in call_set.files]
            for call_set in site.call_sets
        }
        people += gather_people(study, site, sheets[site.id], columns)
    return people


def _site_samples(people: list[CallSetPeople], site_id: str) -> pl.DataFrame:
    return pl.concat([part.samples for part in people if part.site.id == site_id])


def _read(
    study: Study, people: CallSetPeople, folder: Path, jobs: int, shown: Progress
) -> _CallSet:
    call_set = people.call_set
    regions = (
        read_bed(call_set.callable_regions, study.build).regions
        if call_set.callable_regions
        else None
    )
    plan = Plan(
        call_set.id,
        call_set.files,
        study.build,
        tuple(people.samples["sample_id"]),
        tuple(people.samples["sex"]),
        _rule(call_set.genotype_rule),
        study.reference,
    )
    with tempfile.TemporaryDirectory(prefix=".spool-", dir=folder) as spooled:
        spool = Spool(Path(spooled) / "contigs")
        with shown.files(call_set.id, call_set.files) as report:
            counts = read_call_set(plan, spool, jobs, report)
        names = [path.name for path in call_set.files]
        n_alleles = call_set_files.write_call_set(spool, folder, call_set.id, names, counts.drops)
    return _CallSet(people, plan, counts, n_alleles, regions)


def _rule(rule: GenotypeRule) -> Rule:
    if rule.min_gq is rule.min_dp is rule.min_dp_haploid is rule.het_ab is None:
        return NO_RULE
    low, high = rule.het_ab or (-1.0, -1.0)

    def number(value: int | None) -> int:
        return -1 if value is None else value

    return Rule(
        number(rule.min_gq),
        number(rule.min_dp),
        number(rule.min_dp_haploid),
        low,
        high,
        rule.when_absent == "keep",
    )


def _cover(call_set: _CallSet) -> union.CallSetCover:
    schema = {"contig": pl.String, "start_pos": pl.Int32, "end_pos": pl.Int32}
    spans = [
        (contig, pos, pos + max(len(ref), 1) - 1)
        for _, contig, pos, ref, _, reason, _ in call_set.counts.drops.examples
        if contig in genome.CONTIG_ORDER and not reason.startswith("duplicate")
    ]
    return union.CallSetCover(
        call_set.plan.call_set_id,
        call_set.regions,
        pl.DataFrame(spans, schema=schema, orient="row"),
    )


def _study_facts(study: Study, people: list[CallSetPeople], release_id: str) -> dict[str, Any]:
    is_known = any(part.samples["is_unrelated"].is_not_null().any() for part in people)
    return {
        "name": study.name,
        "description": study.description,
        "build": study.build,
        "profile": study.profile,
        "is_synthetic": study.is_synthetic,
        "release_id": release_id,
        "created_at": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        "straits_version": __version__,
        "relatedness": "known" if is_known else "not known",
    }


def _write_small_tables(
    folder: Path,
    study: Study,
    call_sets: list[_CallSet],
    groups_of_study: tuple[pl.DataFrame, pl.DataFrame],
    genes: Any,
    positions: dict[str, NDArray[np.int32]],
    facts: dict[str, Any],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Write every table that is not large; returns `call_sets` and `drop_counts`."""
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
        "callable_regions": pl.concat(
            [_regions(call_set) for call_set in call_sets], how="vertical_relaxed"
        ),
        "genes": union.count_in_genes(genes.genes, positions),
        "gene_aliases": genes.gene_aliases,
        "transcripts": genes.transcripts,
        "exons": genes.exons,
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
    for name, frame in frames.items():
        _save(folder, name, frame)
    return call_set_rows, drops


def _save(folder: Path, name: str, frame: pl.DataFrame) -> None:
    table = TABLES[name]
    extra = [column for column in frame.columns if column not in table.schema.names]
    if name != "samples":
        extra = []
    schema = pa.schema([*table.schema, *((column, pa.string()) for column in extra)])
    arrow = frame.select(schema.names).to_arrow(compat_level=pl.CompatLevel.oldest())
    path = table.path(folder)
    pq.write_table(arrow.cast(schema), path, compression="zstd")


def _frame(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = TABLES[name].schema
    frame = pl.from_arrow(pa.Table.from_pylist(rows, schema=schema))
    assert isinstance(frame, pl.DataFrame)
    return frame


def _call_set_row(order: int, call_set: _CallSet) -> dict[str, Any]:
    described, samples = call_set.people.call_set, call_set.people.samples
    return {
        "call_set_id": described.id,
        "site_id": call_set.people.site.id,
        "name": described.name,
        "assay": described.assay,
        "caller": described.caller,
        "genotype_rule": described.genotype_rule.name,
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


def _group_sizes(call_set: _CallSet, groupings: list[str]) -> pl.DataFrame:
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


def _regions(call_set: _CallSet) -> pl.DataFrame:
    if call_set.regions is None:
        return _frame("callable_regions", [])
    return call_set.regions.select(
        pl.lit(call_set.plan.call_set_id).alias("call_set_id"), "contig", "start_pos", "end_pos"
    )


def _drop_rows(call_set: _CallSet, conflicts: pl.DataFrame) -> list[dict[str, Any]]:
    counts = dict(call_set.counts.drops.counts)
    for frame in (call_set.people.set_aside, conflicts):
        for reason, number in frame.group_by("reason").len().iter_rows():
            counts["sample", reason] = number
    if elsewhere := int((~call_set.people.samples["is_counted"]).sum()):
        counts["sample", "counted_in_another_call_set"] = elsewhere
    return [
        {
            "call_set_id": call_set.plan.call_set_id,
            "kind": kind,
            "reason": reason,
            "n_dropped": number,
            "is_noted": reason in NOTED,
        }
        for (kind, reason), number in sorted(counts.items())
    ]


def _dropped_records(call_set: _CallSet) -> pl.DataFrame:
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


def _masks(call_set: _CallSet) -> pl.DataFrame:
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
