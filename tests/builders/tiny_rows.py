"""The rows of a tiny release, by slow, plain arithmetic from people in blocks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from straits import genome, tables

Row = dict[str, Any]
Value = TypeVar("Value")


class Save(Protocol):
    """Writes the rows of a table, of one partition of it."""

    def __call__(
        self, name: str, rows: Sequence[Row], partition: Mapping[str, str] | None = None
    ) -> None: ...


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


def alleles(variant_ids: Sequence[str], rsids: Mapping[str, str]) -> list[Row]:
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


def rsids(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of `rsids`, of those of `alleles`."""
    pairs = sorted(
        (int(name.removeprefix("rs")), allele["allele_index"])
        for allele in rows
        if allele["rsid"]
        for name in allele["rsid"].split(";")
    )
    return [{"number": number, "allele_index": index} for number, index in pairs]


def allele_counts(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of `allele_counts`, of those of `alleles`."""
    held: dict[tuple[str, str], list[int]] = {}
    for allele in rows:
        place = (allele["contig"], allele["variant_type"])
        held.setdefault(place, []).append(allele["allele_index"])
    return [
        {"contig": contig, "variant_type": kind, "n_alleles": len(found), "first_allele": found[0]}
        for (contig, kind), found in held.items()
    ]


def _groups(block: Block) -> dict[str, str]:
    return {tables.EVERYONE: tables.EVERYONE, **block.groups}


def _ordered(values: Iterable[Value]) -> dict[Value, int]:
    return {value: order for order, value in enumerate(dict.fromkeys(values))}


def save_design(
    save: Save,
    blocks: Sequence[Block],
    call_sets: Sequence[CallSet],
    rows: Sequence[Row],
    inferred: set[str],
    parents: Mapping[str, Mapping[str, str]],
) -> None:
    """Save sites, call sets, groupings, groups and the number of people in each."""
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
                "n_records": len(rows), "n_alleles": len(rows) - len(c.absent),
                "n_calls": people[c.call_set_id] * (len(rows) - len(c.absent)),
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


def save_call_set(
    save: Save, call_set: CallSet, blocks: Sequence[Block], rows: Sequence[Row]
) -> None:
    """Save the records of a call set, what it says of every allele, and its counts by group."""
    here = {"call_set_id": call_set.call_set_id}
    states: list[Row] = []
    records: list[Row] = []
    for allele in rows:
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
        counts = [
            _frequencies(leaf, allele, state["an_source"], inside)
            for leaf in sorted({(block.sex, block.is_unrelated) for block in inside})
            for allele, state in zip(rows, states, strict=True)
        ]
        save("frequencies", counts, here | {"grouping": grouping, "group_id": group})


def _frequencies(
    leaf: tuple[str, bool], allele: Row, an_source: str, blocks: Sequence[Block]
) -> Row:
    row: dict[str, Any] = {"sex": leaf[0], "is_unrelated": leaf[1]}
    row |= {"allele_index": allele["allele_index"]} | dict.fromkeys(tables.LEAF_COUNTS, 0)
    for block in blocks if an_source != "none" else ():
        if (block.sex, block.is_unrelated) == leaf:
            calls = block.calls.get(allele["variant_id"], Calls())
            ploidy = _ploidy(allele["region_class"], block.sex)
            n_called = block.n - calls.missing if ploidy else 0
            row["n_called"] += n_called
            row["an"] += ploidy * n_called
            row["ac"] += calls.het + 2 * calls.hom_alt + calls.haploid_alt
            row["hom_alt"] += calls.hom_alt
            row["haploid_alt"] += calls.haploid_alt
    return row


def _ploidy(region_class: str, sex: str) -> int:
    """Copies of a stretch of the genome that a person has; 0 where sex does not say."""
    by_sex = {"x": {"XX": 2, "XY": 1}, "y": {"XY": 1}}
    return {"autosome": 2, "mt": 1}.get(region_class) or by_sex[region_class].get(sex, 0)


def save_genes(save: Save, genes: Sequence[Gene], rows: Sequence[Row]) -> None:
    """Save genes, their aliases, and one transcript of one exon each."""

    def n_alleles(gene: Gene) -> int:
        return sum(
            a["contig"] == gene.contig and gene.start_pos <= a["pos"] <= gene.end_pos for a in rows
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
