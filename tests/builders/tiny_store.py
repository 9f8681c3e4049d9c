"""Write a tiny, valid release from what a test can show whole: people in blocks, and their calls.

A block is some people of one call set who share sex and groups; its calls are given as numbers of
people. Everything else (sums per group, absences, manifests) follows from that by slow, plain
arithmetic. No genotypes are written: use a real ingest where one person's genotype matters.
"""

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from straits import tables
from straits.tables import manifest, release_parts
from tests.builders import made_once, tiny_annotations, tiny_rows
from tests.builders.flat_files import write_flat
from tests.builders.tiny_annotations import Annotation
from tests.builders.tiny_rows import Block, Calls, CallSet, Gene

__all__ = ["Annotation", "Block", "CallSet", "Calls", "Gene", "of_blocks", "two_sites", "write"]


def write(
    store: Path,
    blocks: Sequence[Block],
    call_sets: Sequence[CallSet],
    variant_ids: Sequence[str],
    genes: Sequence[Gene] = (),
    rsids: Mapping[str, str] | None = None,
    inferred: Sequence[str] = (),
    parents: Mapping[str, Mapping[str, str]] | None = None,
    annotations: Mapping[str, Annotation] | None = None,
    profile: str = "open",
    release_id: str = "r1",
    callable_regions: Sequence[tuple[str, str, int, int]] = (),
) -> Path:
    """Write one release and make it current; returns the store's folder.

    inferred
        The groupings that were inferred from genotypes.
    parents
        child grouping -> {group id: group id of the parent grouping "super<child>"}.
    annotations
        variant_id -> what it does; nobody annotated the others.
    """
    # The same release is asked for by many tests; it is made once in a run, and copied.
    asked = dict(locals())
    del asked["store"]
    key = hashlib.sha256(repr(sorted(asked.items())).encode()).hexdigest()[:16]
    made = made_once.made_once(f"tiny-{key}", lambda folder: _make(folder, **asked))
    shutil.copytree(made, store / "releases" / release_id, dirs_exist_ok=True)
    current = store / "current"
    current.unlink(missing_ok=True)
    current.symlink_to(Path("releases") / release_id)
    return store


def _make(
    release: Path,
    blocks: Sequence[Block],
    call_sets: Sequence[CallSet],
    variant_ids: Sequence[str],
    genes: Sequence[Gene],
    rsids: Mapping[str, str] | None,
    inferred: Sequence[str],
    parents: Mapping[str, Mapping[str, str]] | None,
    annotations: Mapping[str, Annotation] | None,
    profile: str,
    release_id: str,
    callable_regions: Sequence[tuple[str, str, int, int]],
) -> None:
    alleles = tiny_rows.alleles(variant_ids, rsids or {})
    written: dict[str, dict[str, Any]] = {}

    def save(
        name: str, rows: Sequence[tiny_rows.Row], partition: Mapping[str, str] | None = None
    ) -> None:
        table = tables.TABLES[name]
        path = table.path(release, partition)
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_pylist(list(rows), schema=table.schema), path)
        note(name, path.relative_to(release / table.folder), len(rows))

    def note(table: str, relative: Path, n_rows: int) -> None:
        path = release / "aggregates" / relative
        entry = written.setdefault(table, {"rows": 0, "files": {}, "bytes": {}})
        entry["rows"] += n_rows
        entry["bytes"][relative.as_posix()] = path.stat().st_size
        entry["files"][relative.as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()

    known = "parents only" if any(not block.is_unrelated for block in blocks) else "not known"
    study = {
        "name": "Tiny study", "description": "Two sites, made up for a test.", "build": "GRCh38",
        "profile": profile, "is_synthetic": True, "release_id": release_id,
        "created_at": datetime(2026, 1, 1), "straits_version": "0.1.0", "relatedness": known,
    }  # fmt: skip
    save("study", [study])
    save("alleles", alleles)
    save("rsids", tiny_rows.rsids(alleles))
    save("allele_counts", tiny_rows.allele_counts(alleles))
    tiny_rows.save_design(save, blocks, call_sets, alleles, set(inferred), parents or {})
    for call_set in call_sets:
        tiny_rows.save_call_set(save, call_set, blocks, alleles)
    tiny_rows.save_genes(save, genes, alleles)
    tiny_annotations.save_annotations(save, annotations or {}, alleles)
    for name in ("source_files", "drop_counts", "dropped_records"):
        save(name, [])
    where = ("call_set_id", "contig", "start_pos", "end_pos")
    save("callable_regions", [dict(zip(where, row, strict=True)) for row in callable_regions])
    for name, table in tables.TABLES.items():
        if name not in written and table.folder == "aggregates" and not table.partitions:
            save(name, [])
    write_flat(release / "aggregates")
    for path in release_parts.parts(release / "aggregates" / "flat"):
        relative = path.relative_to(release / "aggregates")
        note(release_parts.table_of(PurePosixPath(relative)), relative, release_parts.n_rows(path))
    content = {
        "schema_version": tables.SCHEMA_VERSION, "release_id": release_id,
        "created_at": "2026-01-01T00:00:00", "straits_version": "0.1.0",
        "study": study | {"created_at": "2026-01-01T00:00:00"}, "tables": written,
        "sources": [], "rows_manifest_sha256": None,
    }  # fmt: skip
    manifest.write(release / "aggregates", content)


def two_sites(
    store: Path, profile: str = "open", release_id: str = "r1", n_more_malay: int = 0
) -> Path:
    """Write the example that pages are tried with: two sites, three groups, two genes with alleles.

    Danish 100, Chinese 60, Malay 40; AF of chr2-135851076-G-A: Danish 0.75, Chinese 0, Malay 0.05.

    n_more_malay
        Malays who carry that allele besides.
    """
    lactase, alcohol, shared = "chr2-135851076-G-A", "chr4-99318162-T-C", "chr4-99318400-A-AT"

    def block(call_set: str, sex: str, n: int, group: str, **het_hom: tuple[int, int]) -> Block:
        names = {"lactase": lactase, "alcohol": alcohol, "shared": shared}
        calls = {names[name]: Calls(het, hom) for name, (het, hom) in het_hom.items()}
        return Block(call_set, sex, n, {"ethnic_group": group}, calls)

    blocks = [
        block("dk_wgs", "XX", 50, "Danish", lactase=(15, 30), shared=(5, 0)),
        block("dk_wgs", "XY", 50, "Danish", lactase=(15, 30), shared=(4, 1)),
        block("sg_wgs", "XX", 30, "Chinese", alcohol=(10, 15), shared=(3, 0)),
        block("sg_wgs", "XY", 30, "Chinese", alcohol=(12, 14), shared=(4, 0)),
        block("sg_wgs", "XX", 20, "Malay", lactase=(2 + n_more_malay, 0), alcohol=(6, 3)),
        block("sg_wgs", "XY", 20, "Malay", lactase=(2, 0), alcohol=(5, 4), shared=(1, 0)),
    ]
    return write(
        store,
        blocks,
        [
            CallSet("dk_wgs", "dk", absent={alcohol: "reference"}),
            CallSet("sg_wgs", "sg", filters={shared: "LowQual"}),
        ],
        [lactase, alcohol, shared],
        genes=[
            Gene("ENSG00000076003", "MCM6", "chr2", 135839626, 135876443, ["P105MCM"]),
            Gene("ENSG00000196616", "ADH1B", "chr4", 99304971, 99321442, ["ADH2"]),
            Gene("ENSG00000248144", "ADH1C", "chr4", 99336497, 99353027, ["ADH3"]),
        ],
        rsids={lactase: "rs4988235", alcohol: "rs1229984"},
        profile=profile,
        release_id=release_id,
    )


def of_blocks(
    store: Path,
    blocks: Sequence[Block],
    variant_ids: Sequence[str] = ("chr1-100-A-G",),
    **more: Any,
) -> Path:
    """Write a release whose call sets follow from the blocks; "dk_wgs" is of the site "dk"."""
    names = dict.fromkeys(block.call_set_id for block in blocks)
    call_sets = [CallSet(name, site_id=name.split("_")[0]) for name in names]
    return write(store, blocks, call_sets, variant_ids, **more)
