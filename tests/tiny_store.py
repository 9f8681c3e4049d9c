"""Write a tiny, valid release from what a test can show whole: people in blocks, and their calls.

A block is some people of one call set who share sex and groups; its calls are given as numbers of
people. Everything else (sums per group, absences, manifests) follows from that by slow, plain
arithmetic. No genotypes are written: use a real ingest where one person's genotype matters.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from straits import genome, tables


@dataclass(frozen=True)
class Calls:
    """How many people of a block have which call; the others are called without the allele."""

    het: int = 0
    hom_alt: int = 0
    haploid_alt: int = 0  # on X and Y outside PAR, and on the mitochondrion
    missing: int = 0


@dataclass(frozen=True)
class Block:
    """People of one call set who share sex, relatedness and groups (grouping -> group id)."""

    call_set_id: str
    sex: str
    n: int
    groups: Mapping[str, str] = field(default_factory=dict)
    calls: Mapping[str, Calls] = field(default_factory=dict)
    is_unrelated: bool = True


@dataclass(frozen=True)
class CallSet:
    """A call set; alleles named in `absent` have no record: variant_id -> absence."""

    call_set_id: str
    site_id: str
    absent: Mapping[str, str] = field(default_factory=dict)
    filters: Mapping[str, str] = field(default_factory=dict)
    is_left_aligned: bool = True


@dataclass(frozen=True)
class Gene:
    """A gene with one transcript of one exon."""

    gene_id: str
    gene_symbol: str
    contig: str
    start_pos: int
    end_pos: int
    aliases: Sequence[str] = ()


def write(
    store: Path,
    blocks: Sequence[Block],
    call_sets: Sequence[CallSet],
    variant_ids: Sequence[str],
    genes: Sequence[Gene] = (),
    rsids: Mapping[str, str] | None = None,
    inferred: Sequence[str] = (),
    parents: Mapping[str, Mapping[str, str]] | None = None,
    profile: str = "open",
    release_id: str = "r1",
) -> Path:
    """Write one release and make it current; returns the store's folder.

    inferred
        The groupings that were inferred from genotypes.
    parents
        child grouping -> {group id: group id of the parent grouping "super<child>"}.
    """
    release = store / "releases" / release_id
    alleles = _alleles(variant_ids, rsids or {})
    written: dict[str, dict[str, Any]] = {}

    def save(name: str, rows: list[dict[str, Any]], partition: Mapping[str, str] | None = None):
        table = tables.TABLES[name]
        path = table.path(release, partition)
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)
        entry = written.setdefault(name, {"rows": 0, "files": {}})
        entry["rows"] += len(rows)
        relative = path.relative_to(release / table.folder).as_posix()
        entry["files"][relative] = hashlib.sha256(path.read_bytes()).hexdigest()

    known = "known" if any(not block.is_unrelated for block in blocks) else "not known"
    study = {
        "name": "Tiny study", "description": "Two sites, made up for a test.", "build": "GRCh38",
        "profile": profile, "is_synthetic": True, "release_id": release_id,
        "created_at": datetime(2026, 1, 1), "straits_version": "0.1.0", "relatedness": known,
    }  # fmt: skip
    save("study", [study])
    save("alleles", alleles)
    _save_design(save, blocks, call_sets, alleles, set(inferred), parents or {})
    for call_set in call_sets:
        _save_call_set(save, call_set, blocks, alleles)
    _save_genes(save, genes, alleles)
    for name in ("source_files", "drop_counts", "dropped_records", "callable_regions"):
        save(name, [])
    manifest = {
        "schema_version": tables.SCHEMA_VERSION, "release_id": release_id,
        "created_at": "2026-01-01T00:00:00", "straits_version": "0.1.0",
        "study": study | {"created_at": "2026-01-01T00:00:00"}, "tables": written,
        "sources": [], "rows_manifest_sha256": None,
    }  # fmt: skip
    (release / "aggregates" / "manifest.json").write_text(json.dumps(manifest))
    current = store / "current"
    current.unlink(missing_ok=True)
    current.symlink_to(Path("releases") / release_id)
    return store


def two_sites(store: Path, profile: str = "open") -> Path:
    """Write the example that pages are tried with: two sites, three groups, two genes with alleles.

    Danish 100, Chinese 60, Malay 40; AF of chr2-136608646-G-A: Danish 0.75, Chinese 0, Malay 0.05.
    """
    lactase, alcohol, shared = "chr2-136608646-G-A", "chr4-100239319-T-C", "chr4-100239500-A-AT"

    def block(call_set: str, sex: str, n: int, group: str, **het_hom: tuple[int, int]) -> Block:
        names = {"lactase": lactase, "alcohol": alcohol, "shared": shared}
        calls = {names[name]: Calls(het, hom) for name, (het, hom) in het_hom.items()}
        return Block(call_set, sex, n, {"ethnic_group": group}, calls)

    blocks = [
        block("dk_wgs", "XX", 50, "Danish", lactase=(15, 30), shared=(5, 0)),
        block("dk_wgs", "XY", 50, "Danish", lactase=(15, 30), shared=(4, 1)),
        block("sg_wgs", "XX", 30, "Chinese", alcohol=(10, 15), shared=(3, 0)),
        block("sg_wgs", "XY", 30, "Chinese", alcohol=(12, 14), shared=(4, 0)),
        block("sg_wgs", "XX", 20, "Malay", lactase=(2, 0), alcohol=(6, 3)),
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
            Gene("ENSG00000115850", "LCT", "chr2", 136545410, 136637000, ["LAC", "LPH"]),
            Gene("ENSG00000196616", "ADH1B", "chr4", 100226121, 100242572, ["ADH2"]),
            Gene("ENSG00000248144", "ADH1C", "chr4", 100257649, 100274184, ["ADH3"]),
        ],
        rsids={lactase: "rs4988235", alcohol: "rs1229984"},
        profile=profile,
    )


def _alleles(variant_ids: Sequence[str], rsids: Mapping[str, str]) -> list[dict[str, Any]]:
    parsed = sorted(
        (genome.parse_variant_id(text) for text in variant_ids),
        key=lambda allele: (genome.CONTIG_ORDER[allele[0]], *allele[1:]),
    )
    return [
        {
            "allele_index": index, "contig": contig, "pos": pos, "ref": ref, "alt": alt,
            "variant_id": (name := genome.variant_id(contig, pos, ref, alt)),
            "variant_type": genome.variant_type(ref, alt),
            "region_class": genome.region_class("GRCh38", contig, pos),
            "rsid": rsids.get(name), "rsid_source": "vcf" if name in rsids else None,
        }
        for index, (contig, pos, ref, alt) in enumerate(parsed)
    ]  # fmt: skip


def _groups(block: Block) -> dict[str, str]:
    return {tables.EVERYONE: tables.EVERYONE, **block.groups}


def _ordered(values: Sequence[str]) -> dict[str, int]:
    return {value: order for order, value in enumerate(dict.fromkeys(values))}


def _save_design(save, blocks, call_sets, alleles, inferred, parents) -> None:  # type: ignore[no-untyped-def]
    sites = _ordered([call_set.site_id for call_set in call_sets])
    save(
        "sites",
        [
            {"site_id": site, "name": site.upper(), "country": site.upper(), "sort_order": order}
            for site, order in sites.items()
        ],
    )
    people = {
        call_set.call_set_id: sum(b.n for b in blocks if b.call_set_id == call_set.call_set_id)
        for call_set in call_sets
    }
    save(
        "call_sets",
        [
            {
                "call_set_id": c.call_set_id, "site_id": c.site_id, "name": c.call_set_id,
                "assay": "genome", "caller": None, "genotype_rule": "none",
                "is_left_aligned": c.is_left_aligned,
                "has_callable_regions": "reference" in c.absent.values(),
                "is_aggregate_only": False, "sort_order": order,
                "n_samples": people[c.call_set_id], "n_counted": people[c.call_set_id],
                "n_records": len(alleles), "n_alleles": len(alleles) - len(c.absent),
                "n_calls": people[c.call_set_id] * (len(alleles) - len(c.absent)),
                "n_missing_calls": 0,
            }
            for order, c in enumerate(call_sets)
        ],
    )  # fmt: skip
    pairs = _ordered([pair for block in blocks for pair in block.groups.items()])
    groupings = [*_ordered([grouping for grouping, _ in pairs]), tables.EVERYONE]
    save(
        "groupings",
        [
            {
                "grouping": grouping, "label": grouping.replace("_", " ").capitalize(),
                "is_inferred": grouping in inferred,
                "parent": f"super{grouping}" if grouping in parents else None,
                "sort_order": order,
            }
            for order, grouping in enumerate(groupings)
        ],
    )  # fmt: skip
    colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"]
    shapes = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"]
    save(
        "groups",
        [
            {
                "grouping": grouping, "group_id": group, "label": group.capitalize(),
                "colour": colours[order % 6], "shape": shapes[order % 6],
                "parent_group": parents.get(grouping, {}).get(group), "sort_order": order,
            }
            for order, (grouping, group) in enumerate(
                [*pairs, (tables.EVERYONE, tables.EVERYONE)]
            )
        ],
    )  # fmt: skip
    sizes: dict[tuple[str, str, str, str], list[int]] = {}
    for block in blocks:
        for grouping, group in _groups(block).items():
            size = sizes.setdefault((block.call_set_id, grouping, group, block.sex), [0, 0])
            size[0] += block.n
            size[1] += block.n if block.is_unrelated else 0
    save(
        "group_sizes",
        [
            dict(zip(("call_set_id", "grouping", "group_id", "sex"), key, strict=True))
            | {"n_people": n_people, "n_unrelated": n_unrelated}
            for key, (n_people, n_unrelated) in sizes.items()
        ],
    )


def _save_call_set(save, call_set, blocks, alleles) -> None:  # type: ignore[no-untyped-def]
    here = {"call_set_id": call_set.call_set_id}
    states, records = [], []
    for allele in alleles:
        absence = call_set.absent.get(allele["variant_id"], "observed")
        filter_ = call_set.filters.get(allele["variant_id"], "PASS")
        source = {"observed": "observed", "reference": "callable"}.get(absence, "none")
        observed = absence == "observed"
        states.append(
            {
                "allele_index": allele["allele_index"],
                "variant_index": len(records) if observed else None,
                "absence": absence, "an_source": source, "filter": filter_ if observed else None,
            }
        )  # fmt: skip
        if observed:
            records.append(
                {key: allele[key] for key in ("contig", "pos", "ref", "alt", "rsid")}
                | {"variant_index": len(records), "filter": filter_, "quality": 50.0}
                | {"source_file": f"{call_set.call_set_id}.vcf.gz", "source_pos": allele["pos"]}
                | {"source_ref": allele["ref"], "source_alts": allele["alt"], "alt_index": 1}
            )
    save("allele_states", states, here)
    save("variants", records, here)
    mine = [block for block in blocks if block.call_set_id == call_set.call_set_id]
    for grouping, group in _ordered([pair for block in mine for pair in _groups(block).items()]):
        inside = [block for block in mine if _groups(block).get(grouping) == group]
        rows = [
            _frequencies(allele, state["an_source"], inside)
            for allele, state in zip(alleles, states, strict=True)
        ]
        save("frequencies", rows, here | {"grouping": grouping, "group_id": group})


def _frequencies(allele: dict[str, Any], an_source: str, blocks: Sequence[Block]) -> dict[str, int]:
    row = {"allele_index": allele["allele_index"]} | dict.fromkeys(tables.FREQUENCY_COLUMNS, 0)
    for block in blocks if an_source != "none" else ():
        calls = block.calls.get(allele["variant_id"], Calls())
        ploidy = _ploidy(allele["region_class"], block.sex)
        n_called = block.n - calls.missing if ploidy else 0
        counts = {
            "n_called": n_called, "an": ploidy * n_called, "het": calls.het,
            "ac": calls.het + 2 * calls.hom_alt + calls.haploid_alt, "hom_alt": calls.hom_alt,
            "hemi": calls.haploid_alt if allele["region_class"] in ("x", "y") else 0,
        }  # fmt: skip
        for sample_set in tables.SAMPLE_SETS if block.is_unrelated else ("all",):
            for sex in (None, block.sex):
                for count, n in counts.items():
                    row[tables.count_column(count, sample_set, sex)] += n
    return row


def _ploidy(region_class: str, sex: str) -> int:
    """Copies of a stretch of the genome that a person has; 0 where sex does not say."""
    by_sex = {"x": {"XX": 2, "XY": 1}, "y": {"XY": 1}}
    return {"autosome": 2, "mt": 1}.get(region_class) or by_sex[region_class].get(sex, 0)


def _save_genes(save, genes, alleles) -> None:  # type: ignore[no-untyped-def]
    def n_alleles(gene: Gene) -> int:
        return sum(
            a["contig"] == gene.contig and gene.start_pos <= a["pos"] <= gene.end_pos
            for a in alleles
        )

    place = [{"contig": g.contig, "start_pos": g.start_pos, "end_pos": g.end_pos} for g in genes]
    save(
        "genes",
        [
            {"gene_id": g.gene_id, "gene_symbol": g.gene_symbol, "name": g.gene_symbol.lower()}
            | {"biotype": "protein_coding", "strand": "+", "n_alleles": n_alleles(g)}
            | {"source": "made up"}
            | where
            for g, where in zip(genes, place, strict=True)
        ],
    )
    save(
        "gene_aliases",
        [{"alias": alias, "gene_id": gene.gene_id} for gene in genes for alias in gene.aliases],
    )
    save(
        "transcripts",
        [
            {"transcript_id": f"{g.gene_id}-T", "gene_id": g.gene_id, "refseq_id": None}
            | {"is_canonical": True, "is_mane_select": True, "strand": "+"}
            | {"cds_start_pos": g.start_pos, "cds_end_pos": g.end_pos}
            | where
            for g, where in zip(genes, place, strict=True)
        ],
    )
    save(
        "exons",
        [
            {"transcript_id": f"{g.gene_id}-T", "exon_number": 1}
            | {"start_pos": g.start_pos, "end_pos": g.end_pos}
            for g in genes
        ],
    )
