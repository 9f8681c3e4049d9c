"""Millions of alleles put into a release, column by column: counts, names, states, no genotypes."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from data_loaders.call_sets import found_tables
from data_loaders.call_sets.group_arrays import GroupArrays
from data_loaders.call_sets.group_frequencies import frequency_writer, leaf_rows
from data_loaders.call_sets.union import ROW_GROUPS, table_writer
from data_loaders.release.publishing import write_manifest
from straits.flat.flat_counts import Cell
from straits.flat.flat_names import NamesWriter
from straits.flat.flat_release import annotations_writer, states_writer
from straits.tables import EVERYONE, TABLES, manifest
from tests.builders.allele_plans import Group, Plan

_BASES = ("A", "C", "G", "T")
_CONTIGS = tuple(f"chr{number}" for number in range(1, 23))
_SNV, _INSERTION = pl.lit("snv"), pl.lit("insertion")
# What alleles do, and which share of them does.
_TERMS = [None, "intron_variant", "missense_variant", "synonymous_variant", "stop_gained"]
_CLASSES = ["none", "non_coding", "missense", "synonymous", "lof"]
_SHARES = [0.5, 0.48, 0.01, 0.009, 0.001]
# How a call set stands to an allele, where anything is planted, and which share of alleles is so.
_STATES = {
    "passed": ("observed", "observed", "PASS"),
    "failed": ("observed", "observed", "LowQual"),
    "reference": ("reference", "callable", None),
    "absent": ("not_in_call_set", "none", None),
}
_STATE_SHARES = [0.91, 0.03, 0.03, 0.03]


def fill(release: Path, plan: Plan) -> None:
    """Put alleles, their states, annotations and counts into a release in place of its own.

    The release is left without rows. What it says is always the same for the same plan.
    """
    shutil.rmtree(release / "rows", ignore_errors=True)
    shutil.rmtree(release / "aggregates" / "flat")
    shutil.rmtree(release / "aggregates" / "frequencies")
    _write_alleles(release, plan)
    for call_set_id in plan.call_sets:
        _write_states(release, plan, call_set_id)
    for group in plan.groups:
        _write_counts(release, plan, group)
    _link_counts(release, plan)
    _write_annotations(release, plan)
    folder = release / "aggregates"
    said = json.loads((folder / manifest.NAME).read_text())
    del said["tables"]
    said["study"]["is_synthetic"] = True
    said["rows_manifest_sha256"] = None
    write_manifest(folder, said)


def leaves(
    plan: Plan, group: Group, start: int, stop: int
) -> Iterator[tuple[str, bool, NDArray[np.int32]]]:
    """Yield sex, whether unrelated, and n_called, ac, an, hom_alt and haploid_alt of some alleles.

    start
        One of `plan.windows`.
    """
    n = stop - start
    shared = np.random.default_rng([start, 0])
    frequency = plan.spectrum(shared, n)
    state = _states(plan, group.call_set_id, start, stop)
    own = np.random.default_rng([start, crc32(f"{group.call_set_id} {group.group_id}".encode())])
    odd = shared.random(n)
    frequency = np.clip(frequency * own.lognormal(0, group.drift, n), 0, 1)
    called = own.random(n)
    if plan.is_planted:
        frequency[odd < 0.02], frequency[odd < 0.01] = 0, 1
    n_of_leaf = {True: group.n_people - group.n_related, False: group.n_related}
    for is_unrelated, n_people in n_of_leaf.items():
        for sex in plan.sexes if n_people else ():
            n_of_sex = n_people // len(plan.sexes)
            n_called = n_of_sex - own.binomial(n_of_sex, 0.01, n)
            if plan.is_planted:
                n_called[called < 0.02] = min(15, n_of_sex)
                n_called[called < 0.01] = 0
                n_called[state == 3] = 0
            ac = own.binomial(2 * n_called, frequency)
            ac[state >= 2] = 0
            hom_alt = ac.astype(np.int64) ** 2 // np.maximum(4 * n_called, 1)
            columns = [n_called, ac, 2 * n_called, hom_alt, np.zeros(n)]
            yield sex, is_unrelated, np.array(columns, np.int32)


def _states(plan: Plan, call_set_id: str, start: int, stop: int) -> NDArray[np.uint8]:
    """Return the place of each allele's state in _STATES."""
    if not plan.is_planted:
        return np.zeros(stop - start, np.uint8)
    random = np.random.default_rng([start, crc32(call_set_id.encode())])
    return random.choice(len(_STATES), stop - start, p=_STATE_SHARES).astype(np.uint8)


def _write_counts(release: Path, plan: Plan, group: Group) -> None:
    cell = Cell(group.call_set_id, plan.grouping, group.group_id)
    path = _file(release, cell)
    path.parent.mkdir(parents=True, exist_ok=True)
    n_unrelated = group.n_people - group.n_related
    arrays = GroupArrays(release / "aggregates", cell, group.n_people, n_unrelated)
    with frequency_writer(path) as writer:
        for start, stop in plan.windows:
            index = pa.array(np.arange(start, stop))
            sums = np.zeros((2, 3, stop - start), np.int32)
            for sex, is_unrelated, columns in leaves(plan, group, start, stop):
                writer.write_table(leaf_rows(sex, is_unrelated, index, columns))
                sums[0] += columns[:3]
                sums[1] += columns[:3] * is_unrelated
            arrays.write(*sums)
    arrays.close()


def _link_counts(release: Path, plan: Plan) -> None:
    """Let other groups, and everyone, have the files of a group."""
    for call_set_id in plan.call_sets:
        named = [group.group_id for group in plan.groups if group.call_set_id == call_set_id]
        cells = {Cell(call_set_id, EVERYONE, EVERYONE): named[0]}
        for group, same in plan.same.items():
            cells |= {Cell(call_set_id, plan.grouping, group): same} if same in named else {}
        for cell, group in cells.items():
            same = Cell(call_set_id, plan.grouping, group)
            path = _file(release, cell)
            path.parent.mkdir(parents=True)
            os.link(_file(release, same), path)
            for sample_set in ("all", "unrelated"):
                to, of = (
                    each._replace(sample_set=sample_set).folder(release / "aggregates")
                    for each in (cell, same)
                )
                if of.exists():
                    shutil.copytree(of, to, copy_function=os.link)


def _file(release: Path, cell: Cell) -> Path:
    return TABLES["frequencies"].path(release, cell._asdict())


def _write_alleles(release: Path, plan: Plan) -> None:
    """Write alleles ten bases apart along chr1 to chr22."""
    per_contig = -(-plan.n_alleles // 22)
    draw = np.random.default_rng(2)
    # In no order of the genome, as dbSNP's are, and each once.
    rsid = pl.concat_str(pl.lit("rs"), pl.col("allele_index") * 1_000_003 % 3_400_000_099 + 1)
    names = NamesWriter(release / "aggregates")
    with _writer(TABLES["alleles"].path(release), "alleles") as out:
        for start, stop in plan.windows:
            index = np.arange(start, stop)
            ref = draw.integers(0, 4, index.size)
            alt = (ref + draw.integers(1, 4, index.size)) % 4
            is_long = np.array(plan.is_planted) & (draw.random(index.size) < 0.1)
            frame = (
                pl.DataFrame(
                    {
                        "allele_index": index,
                        "contig": pl.Series(_CONTIGS)[index // per_contig],
                        "pos": (1_000_000 + index % per_contig * 10).astype(np.int32),
                        "ref": pl.Series(_BASES)[ref],
                        "alt": pl.Series(_BASES)[alt],
                        "is_long": is_long,
                    }
                )
                .with_columns(
                    pl.when("is_long")
                    .then(pl.col("ref") + pl.col("alt"))
                    .otherwise("alt")
                    .alias("alt"),
                    pl.when("is_long").then(_INSERTION).otherwise(_SNV).alias("variant_type"),
                )
                .with_columns(
                    pl.concat_str("contig", "pos", "ref", "alt", separator="-").alias("variant_id"),
                    pl.lit("autosome").alias("region_class"),
                    rsid.alias("rsid"),
                    pl.lit("vcf").alias("rsid_source"),
                )
            )
            _write(out, frame, "alleles")
            names.write(frame)
    names.close()
    found_tables.write(release)


def _write_states(release: Path, plan: Plan, call_set_id: str) -> None:
    path = TABLES["allele_states"].path(release, {"call_set_id": call_set_id})
    codes = states_writer(release / "aggregates", call_set_id)
    columns = [pl.Series(of, dtype=pl.String) for of in zip(*_STATES.values(), strict=True)]
    with _writer(path, "allele_states") as out:
        for start, stop in plan.windows:
            state = _states(plan, call_set_id, start, stop)
            frame = pl.DataFrame({"allele_index": np.arange(start, stop)}).with_columns(
                pl.when(pl.Series(state < 2)).then("allele_index").alias("variant_index"),
                *(
                    column[state].alias(name)
                    for name, column in zip(
                        ("absence", "an_source", "filter"), columns, strict=True
                    )
                ),
            )
            _write(out, frame, "allele_states")
            codes.write(frame)
    codes.close()


def _write_annotations(release: Path, plan: Plan) -> None:
    """Write what alleles do: most do nothing that anybody knows, and few are in ClinVar."""
    draw = np.random.default_rng(3)
    codes = annotations_writer(release / "aggregates")
    path = TABLES["allele_annotations"].path(release)
    with _writer(path, "allele_annotations") as out:
        for start, stop in plan.windows:
            place = draw.choice(len(_CLASSES), stop - start, p=_SHARES)
            clinvar = pl.Series(draw.random(stop - start) < 0.002)
            frame = pl.DataFrame({"allele_index": np.arange(start, stop)}).with_columns(
                pl.lit(None, pl.String).alias("gene_id"),
                pl.lit(None, pl.String).alias("gene_symbol"),
                pl.Series("consequence", _TERMS)[place],
                pl.Series("consequence_class", _CLASSES)[place],
                pl.lit(None, pl.String).alias("location_class"),
                pl.when(clinvar).then(pl.lit("uncertain")).alias("clinvar_class"),
                pl.when(clinvar).then(1).cast(pl.Int32).alias("clinvar_stars"),
            )
            _write(out, frame, "allele_annotations")
            codes.write(frame)
    codes.close()


def _writer(path: Path, table: str) -> pq.ParquetWriter:
    """Open a file as an ingest does."""
    if table in ROW_GROUPS:
        return table_writer(path, table)
    return pq.ParquetWriter(
        path,
        TABLES[table].schema,
        compression="zstd",
        use_dictionary=TABLES[table].schema.names[1:],
        column_encoding={"allele_index": "DELTA_BINARY_PACKED"},
    )


def _write(writer: pq.ParquetWriter, frame: pl.DataFrame, table: str) -> None:
    schema = TABLES[table].schema
    arrow = frame.select(schema.names).to_arrow(compat_level=pl.CompatLevel.oldest())
    writer.write_table(arrow.cast(schema), row_group_size=ROW_GROUPS.get(table))
