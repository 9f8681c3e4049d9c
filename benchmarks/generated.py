"""A store of millions of alleles and 26 groups, written directly: counts, names, no genotypes."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from benchmarks.bench_studies import GROUPING
from benchmarks.ingest_speed import StraitsIngest, first_lines
from benchmarks.panels import panel
from benchmarks.settings import Settings
from data_loaders.call_sets import found_tables
from data_loaders.call_sets.group_frequencies import WINDOW, frequency_writer, leaf_rows
from data_loaders.release.publishing import write_manifest
from straits.flat.flat_counts import Cell, CountsWriter
from straits.flat.flat_names import NamesWriter
from straits.flat.flat_release import annotations_writer, states_writer
from straits.tables import TABLES, manifest

CALL_SET = "wgs"
# People of each sex in a group; nobody has an unknown sex.
_N_OF_SEX = 60
# Groups with counts of their own; the other files are links to theirs, with the same contents.
N_DISTINCT = 4
_ROW_GROUP = 122_880
# What alleles do, and which share of them does.
_TERMS = [None, "intron_variant", "missense_variant", "synonymous_variant", "stop_gained"]
_CLASSES = ["none", "non_coding", "missense", "synonymous", "lof"]
_SHARES = [0.5, 0.48, 0.01, 0.009, 0.001]
# Below the largest rsID of today.
_PRIME = 3_400_000_099
_BASES = np.array(["A", "C", "G", "T"])


def generated(settings: Settings, n_alleles: int) -> tuple[Path, list[str]]:
    """Return a store with so many alleles, and the groups whose counts are their own.

    It starts as a real store of a few lines; its alleles, states and frequencies are replaced. It
    has no rows: a server with aggregates alone.
    """
    few = first_lines(panel(settings), settings.folder("few"), 50)
    base = StraitsIngest(few)
    base()
    store = settings.folder("generated") / "store"
    shutil.rmtree(store, ignore_errors=True)
    shutil.copytree(base.store, store, symlinks=True)
    release = (store / "current").resolve()
    shutil.rmtree(release / "rows")
    shutil.rmtree(release / "aggregates" / "flat")
    _write_alleles(release, n_alleles)
    distinct = _write_frequencies(release, n_alleles)
    _write_annotations(release, n_alleles)
    _note_files(release)
    return store, distinct


def counts(group: int, start: int, stop: int) -> dict[tuple[str, str], NDArray[np.int32]]:
    """Return ac and an, by sex, of some alleles of a group: mostly rare, and drifted apart.

    Always the same for the same group and alleles.
    """
    shared = np.random.default_rng([start, 0])
    frequency = shared.beta(0.1, 1.0, stop - start)
    own = np.random.default_rng([start, group + 1])
    frequency = np.clip(frequency * own.lognormal(0, 0.3, stop - start), 0, 1)
    found = {}
    for sex in ("XX", "XY"):
        n_called = (_N_OF_SEX - own.binomial(_N_OF_SEX, 0.01, stop - start)).astype(np.int32)
        found["an", sex] = 2 * n_called
        found["ac", sex] = own.binomial(2 * n_called, frequency).astype(np.int32)
    return found


def windows(n_alleles: int) -> Iterator[tuple[int, int]]:
    """Yield the first and the last, excluded, of stretches of alleles."""
    for start in range(0, n_alleles, WINDOW):
        yield start, min(start + WINDOW, n_alleles)


def _write_frequencies(release: Path, n_alleles: int) -> list[str]:
    table = TABLES["frequencies"]
    partition = {"call_set_id": CALL_SET, "grouping": GROUPING}
    folder = table.path(release, {**partition, "group_id": "x"}).parent.parent
    groups = sorted(path.name.partition("=")[2] for path in folder.iterdir())
    for number, group in enumerate(groups):
        path = table.path(release, {**partition, "group_id": group})
        arrays = Cell(CALL_SET, GROUPING, group)
        if number < N_DISTINCT:
            _write_arrays(release / table.folder, arrays, number, n_alleles)
            with frequency_writer(path) as writer:
                for start, stop in windows(n_alleles):
                    for rows in _frequency_rows(number, start, stop):
                        writer.write_table(rows)
        else:
            same = groups[number % N_DISTINCT]
            _link_arrays(release / table.folder, arrays, arrays._replace(group_id=same))
            path.unlink()
            os.link(table.path(release, {**partition, "group_id": same}), path)
    of_first = Cell(CALL_SET, GROUPING, groups[0])
    _link_arrays(release / table.folder, Cell(CALL_SET, "everyone", "everyone"), of_first)
    everyone = {"call_set_id": CALL_SET, "grouping": "everyone", "group_id": "everyone"}
    table.path(release, everyone).unlink()
    os.link(
        table.path(release, {**partition, "group_id": groups[0]}), table.path(release, everyone)
    )
    return groups[:N_DISTINCT]


def _frequency_rows(group: int, start: int, stop: int) -> Iterator[pa.Table]:
    """Yield the rows of each leaf; everybody is unrelated and hom_alt is as by chance."""
    found = counts(group, start, stop)
    index = pa.array(np.arange(start, stop))
    for sex in ("XX", "XY"):
        ac, an = found["ac", sex], found["an", sex]
        hom_alt = (ac.astype(np.int64) ** 2 // (2 * np.maximum(an, 1))).astype(np.int32)
        yield leaf_rows(sex, True, index, [an // 2, ac, an, hom_alt, np.zeros_like(ac)])


def _write_arrays(aggregates: Path, cell: Cell, group: int, n_alleles: int) -> None:
    writer = CountsWriter(aggregates, cell, 2 * _N_OF_SEX)
    for start, stop in windows(n_alleles):
        of_sexes = counts(group, start, stop)
        ac, an = (of_sexes[count, "XX"] + of_sexes[count, "XY"] for count in ("ac", "an"))
        writer.write(an // 2, ac, an)
    writer.close()


def _link_arrays(aggregates: Path, cell: Cell, same: Cell) -> None:
    cell.folder(aggregates).mkdir(parents=True)
    for path in same.folder(aggregates).iterdir():
        os.link(path, cell.folder(aggregates) / path.name)


def _write_annotations(release: Path, n_alleles: int) -> None:
    """Write what alleles do: most do nothing that anybody knows, and few are in ClinVar."""
    table = TABLES["allele_annotations"]
    draw = np.random.default_rng(3)
    codes = annotations_writer(release / table.folder)
    with pq.ParquetWriter(table.path(release), table.schema, compression="zstd") as out:
        for start, stop in windows(n_alleles):
            place = draw.choice(len(_CLASSES), stop - start, p=_SHARES)
            clinvar = draw.random(stop - start) < 0.002
            frame = pl.DataFrame({"allele_index": np.arange(start, stop)}).with_columns(
                pl.lit(None, pl.String).alias("gene_id"),
                pl.lit(None, pl.String).alias("gene_symbol"),
                pl.Series("consequence", _TERMS)[place],
                pl.Series("consequence_class", _CLASSES)[place],
                pl.lit(None, pl.String).alias("location_class"),
                pl.when(pl.Series(clinvar)).then(pl.lit("uncertain")).alias("clinvar_class"),
                pl.when(pl.Series(clinvar)).then(1).cast(pl.Int32).alias("clinvar_stars"),
            )
            _write(out, frame, "allele_annotations")
            codes.write(frame)
    codes.close()


def _write_alleles(release: Path, n_alleles: int) -> None:
    """Write alleles ten bases apart along chr1 to chr22, and their states: seen, and passed."""
    states = TABLES["allele_states"].path(release, {"call_set_id": CALL_SET})
    per_contig = -(-n_alleles // 22)
    draw = np.random.default_rng(2)
    names = NamesWriter(release / "aggregates")
    codes = states_writer(release / "aggregates", CALL_SET)
    with (
        pq.ParquetWriter(
            TABLES["alleles"].path(release), TABLES["alleles"].schema, compression="zstd"
        ) as alleles_out,
        pq.ParquetWriter(states, TABLES["allele_states"].schema, compression="zstd") as states_out,
    ):
        for start, stop in windows(n_alleles):
            index = np.arange(start, stop)
            ref = draw.integers(0, 4, index.size)
            alt = (ref + draw.integers(1, 4, index.size)) % 4
            frame = pl.DataFrame(
                {
                    "allele_index": index,
                    "contig": np.char.add("chr", (index // per_contig + 1).astype(str)),
                    "pos": (1_000_000 + index % per_contig * 10).astype(np.int32),
                    "ref": _BASES[ref],
                    "alt": _BASES[alt],
                }
            ).with_columns(
                pl.concat_str("contig", "pos", "ref", "alt", separator="-").alias("variant_id"),
                pl.lit("snv").alias("variant_type"),
                pl.lit("autosome").alias("region_class"),
                # In no order of the genome, as dbSNP's are, and each once.
                ("rs" + (pl.col("allele_index") * 1_000_003 % _PRIME + 1).cast(pl.String)).alias(
                    "rsid"
                ),
                pl.lit("vcf").alias("rsid_source"),
            )
            _write(alleles_out, frame, "alleles")
            names.write(frame)
            state = pl.DataFrame({"allele_index": index, "variant_index": index}).with_columns(
                pl.lit("observed").alias("absence"),
                pl.lit("observed").alias("an_source"),
                pl.lit("PASS").alias("filter"),
            )
            _write(states_out, state, "allele_states")
            codes.write(state)
    names.close()
    codes.close()
    found_tables.write(release)


def _write(writer: pq.ParquetWriter, frame: pl.DataFrame, table: str) -> None:
    schema = TABLES[table].schema
    arrow = frame.select(schema.names).to_arrow(compat_level=pl.CompatLevel.oldest())
    writer.write_table(arrow.cast(schema), row_group_size=_ROW_GROUP)


def _note_files(release: Path) -> None:
    folder = release / "aggregates"
    said = json.loads((folder / manifest.NAME).read_text())
    del said["tables"]
    said["study"]["is_synthetic"] = True
    write_manifest(folder, said)
