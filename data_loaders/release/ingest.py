"""A study read into a new release of a store, from its files to the published tables."""

import dataclasses
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from data_loaders.annotations.entries import SCHEMA as ANNOTATIONS
from data_loaders.annotations.writing import write_annotations
from data_loaders.bundles import partner_counts
from data_loaders.bundles.partner_rows import partner_rows
from data_loaders.bundles.received_bundles import read_bundles
from data_loaders.call_sets import group_frequencies, sample_metrics, small_tables, union
from data_loaders.call_sets.call_set_tables import load_call_sets
from data_loaders.call_sets.small_tables import ReadCallSet
from data_loaders.genes import rsids
from data_loaders.genes.allele_tables import named_allele_tables
from data_loaders.genes.gene_tables import read_genes
from data_loaders.harmonise.phenotype_reading import phenotype_tables, read_phenotypes
from data_loaders.panels import panel_tables
from data_loaders.panels.panel_reading import read_panels
from data_loaders.people.call_set_people import CallSetPeople, gather_people
from data_loaders.people.counted_people import settle_people
from data_loaders.people.group_definitions import (
    check_group_max,
    group_max_exclusions,
    group_tables,
)
from data_loaders.people.relatedness import relatives_looked_for
from data_loaders.people.sheet import read_samples
from data_loaders.pharmacogenes.calling import write_pharmacogenes
from data_loaders.pharmacogenes.tool_calls import read_tool_calls, write_tool_calls
from data_loaders.release import publishing
from data_loaders.reports.progress import Progress, Silent
from data_loaders.study import taught_cases, view_files
from data_loaders.study.study_reading import Study
from data_loaders.vcf.header_text import read_header
from data_loaders.vcf.spool import Spool
from straits import __version__, genome
from straits.tables import TABLES


@dataclass(frozen=True)
class Ingested:
    """What a finished ingest made.

    call_sets
        Rows of the `call_sets` table.
    drops
        Rows of the `drop_counts` table: what was left out of each call set, by kind and reason.
    notes
        What to tell about the other releases of the store.
    """

    release_id: str
    path: Path
    n_alleles: int
    call_sets: pl.DataFrame
    drops: pl.DataFrame
    notes: tuple[str, ...]


def ingest(
    study: Study,
    store: Path,
    jobs: int = 2,
    progress: Progress | None = None,
    strict: bool = False,
    n_kept: int | None = None,
    tell: publishing.Tell | None = None,
) -> Ingested:
    """Read a study and publish it as the current release of a store.

    strict
        Whether a row of phenotypes that breaks a rule is an error; else it is set aside.
    n_kept
        How many releases the store keeps; None: as many as the study says.
    tell
        As of publishing.publish.

    Nothing of the store changes unless everything was read: raises StudyError, InputError or
    StoreError otherwise, and an earlier release stays as it was.
    """
    shown = progress or Silent()
    sheets = {site.id: read_samples(study, site) for site in study.sites}
    check_group_max(study, sheets)
    cases = taught_cases.copied(study.learn)
    people = _people(study, sheets)
    # Before the files are read, which may take hours: the names of groups may be impossible.
    groups_of_study = group_tables(
        study, {site.id: _site_samples(people, site.id) for site in study.sites}
    )
    arrived = read_bundles(study, store)
    of_partners = partner_counts.partner_call_sets(study, arrived.in_force)
    models = read_genes(study.genes, study.build)
    phenotypes = _phenotypes(study, people, strict)
    symbols = frozenset(models.genes["gene_symbol"])
    tool_calls = {
        site.id: read_tool_calls(site, _site_samples(people, site.id), symbols)
        for site in study.sites
    }
    with publishing.new_release(store) as (folder, release_id):
        waiting = tempfile.TemporaryDirectory(prefix=".annotations-", dir=folder)
        spools = {
            part.call_set.id: Spool(Path(waiting.name) / part.call_set.id, ANNOTATIONS)
            for part in people
        }
        call_sets = load_call_sets(study, people, folder, spools, jobs, shown)
        panels = read_panels(study, folder, list(spools), shown)
        partner_counts.write_alleles(folder, of_partners)
        positions = union.write_alleles(
            folder,
            study.build,
            [
                *map(_cover, call_sets),
                *map(panel_tables.cover, panels),
                *(call_set.cover for call_set in of_partners),
            ],
            partial(rsids.annotate, sources=_rsid_sources(study, folder, call_sets)),
        )
        n_alleles = sum(pos.size for pos in positions.values())
        groupings = list(study.groupings)
        # What needs no counts by group is made while those are counted.
        with waiting, ThreadPoolExecutor(1, thread_name_prefix="aside") as aside:
            by_sample = aside.submit(sample_metrics.count, folder, call_sets)
            annotated = aside.submit(
                write_annotations, folder, study.build, study.clinvar, models, spools, positions
            )
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
            with shown.step("Choosing consequences", 1):
                _note_set_aside(call_sets, annotated.result())
            measured = aside.submit(
                sample_metrics.write, folder, study, call_sets, by_sample.result()
            )
            panel_sizes = [panel_tables.write_frequencies(folder, panel) for panel in panels]
            facts = _study_facts(study, release_id, relatives_looked_for(study, sheets))
            genes_table = union.count_in_genes(models.genes, positions)
            models = dataclasses.replace(models, genes=genes_table)
            ranges = [partner_counts.write_frequencies(folder, each) for each in of_partners]
            of_others = [
                panel_tables.panel_tables(study, panels, panel_sizes, groups_of_study[1]),
                partner_rows(study, arrived, of_partners, groups_of_study[1], ranges),
            ]
            result = small_tables.write(
                folder, study, call_sets, groups_of_study, models, facts, of_others
            )
            left_out = group_max_exclusions(
                study, [(read.panel.grouping, read.groups) for read in panels]
            )
            small_tables.save(folder, "group_max_exclusions", left_out)
            alleles = pl.scan_parquet(TABLES["alleles"].path(folder), glob=False)
            named = named_allele_tables(study.build, alleles)
            for name, frame in (phenotypes | named).items():
                small_tables.save(folder, name, frame)
            write_pharmacogenes(
                folder, study.build, [(read, _cover(read)) for read in call_sets], groupings,
                study.pharmacogene_definitions,
            )  # fmt: skip
            write_tool_calls(
                folder, [(read, _cover(read)) for read in call_sets], groupings, tool_calls
            )
            view_files.copy(study, folder / "aggregates")
            measured.result()
        sources = [
            {"file": str(file.path), "bytes": file.n_bytes, "records": file.n_records}
            for call_set in call_sets
            for file in call_set.counts.files
        ] + [
            {"file": str(path), "bytes": path.stat().st_size, "records": n_records}
            for panel in panels
            for path, n_records in panel.n_alleles_read.items()
        ]
        sources += [received.source for received in arrived.in_force]
        facts = facts | {"created_at": facts["created_at"].isoformat(timespec="seconds")}
        facts |= {"learn": cases} if cases else {}
        kept = study.keep_releases if n_kept is None else n_kept
        done = publishing.publish(store, folder, release_id, facts, sources, kept, tell)
    return Ingested(release_id, done.path, n_alleles, *result, done.notes)


def _people(study: Study, sheets: Mapping[str, pl.DataFrame]) -> list[CallSetPeople]:
    people: list[CallSetPeople] = []
    for site in study.sites:
        columns = {
            call_set.id: [(path, read_header(path).samples) for path in call_set.files]
            for call_set in site.call_sets
        }
        people += gather_people(site, sheets[site.id], columns)
    return settle_people(study, sheets, people)


def _site_samples(people: list[CallSetPeople], site_id: str) -> pl.DataFrame:
    return pl.concat([part.samples for part in people if part.site.id == site_id])


def _one_row_each(samples: pl.DataFrame) -> pl.DataFrame:
    """Return the samples of a site in order, each once, though several call sets have it."""
    return samples.unique("sample_id", keep="first", maintain_order=True)


def _rsid_sources(study: Study, folder: Path, call_sets: list[ReadCallSet]) -> list[rsids.Source]:
    """Return the tables of rsIDs, read only where the study has alleles."""
    paths = [
        TABLES["variants"].path(folder, {"call_set_id": call_set.plan.call_set_id})
        for call_set in call_sets
    ]
    positions = pl.scan_parquet(paths, hive_partitioning=False, glob=False).select(
        pl.col("pos").unique()
    )
    return rsids.read_sources(study.rsids, positions.collect()["pos"], study.build)


def _phenotypes(study: Study, people: list[CallSetPeople], strict: bool) -> dict[str, pl.DataFrame]:
    """Return the phenotype tables, of the people who are in a call set.

    What is known of a person is told by the site at which the person counts.
    """
    per_site = []
    for site in study.sites:
        if site.phenotypes:
            samples = _site_samples(people, site.id)
            phenotypes = read_phenotypes(study, site, _one_row_each(samples), strict)
            here = samples.filter("is_counted").select("person_id").unique()
            per_site.append(
                dataclasses.replace(
                    phenotypes,
                    phenotypes=phenotypes.phenotypes.join(
                        here, on="person_id", how="semi", maintain_order="left"
                    ),
                    phenotype_status=phenotypes.phenotype_status.join(
                        here, on="person_id", how="semi", maintain_order="left"
                    ),
                )
            )
    return phenotype_tables(study, per_site)


def _note_set_aside(call_sets: list[ReadCallSet], set_aside: Mapping[str, int]) -> None:
    """Count the annotations of each call set that were not kept."""
    for call_set in call_sets:
        if number := set_aside.get(call_set.plan.call_set_id):
            call_set.counts.drops.counts["annotation", "another_consequence_is_kept"] += number


def _cover(call_set: ReadCallSet) -> union.CallSetCover:
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


def _study_facts(study: Study, release_id: str, relatedness: str) -> dict[str, Any]:
    return {
        "name": study.name,
        "description": study.description,
        "build": study.build,
        "profile": study.profile,
        "is_synthetic": study.is_synthetic,
        "release_id": release_id,
        "created_at": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        "straits_version": __version__,
        "relatedness": relatedness,
    }
