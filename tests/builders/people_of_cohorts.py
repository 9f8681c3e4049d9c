"""A small random study in memory, with everything that a criterion can ask about."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa

from straits import genome, tables
from straits.store.query import sql_files
from tests.builders.cohort_trees import (
    BINARY,
    CODES,
    GROUPS,
    HITS,
    PGX_PHENOTYPES,
    PHARMACOGENES,
    VARIANTS,
)

Row = dict[str, Any]

CALL_SETS: list[Row] = [
    {"call_set_id": "here_wgs", "site_id": "here", "assay": "genome"},
    {"call_set_id": "here_array", "site_id": "here", "assay": None},
    {"call_set_id": "there_wgs", "site_id": "there", "assay": "genome"},
]
CODED: dict[str, Row] = {
    "diabetes": {"label": "Diabetes", "icd10": "E10-E14"},
    "insulin": {"label": "Insulin", "atc": "A10A"},
    "mapped_nowhere": {},
}
DICTIONARY: list[Row] = [
    *({"phenotype_id": name, "kind": "binary", "n_sites": 2, **CODED[name]} for name in BINARY),
    {"phenotype_id": "hba1c", "kind": "continuous", "unit": "mmol/mol"}
    | {"lowest": 10.0, "highest": 200.0},
    {"phenotype_id": "smoking", "kind": "categorical", "categories": "never; former; current"},
]
SOURCES: list[Row] = [
    {"site_id": site, "source_table": table, "code_system": system}
    for site, systems in (("here", ("sks", "local")), ("there", ("icd10", None)))
    for table, system in zip(("diagnoses", "other"), systems, strict=True)
]
GENES = [*dict.fromkeys(gene for _, gene, _ in HITS), "SILENT"]
# A name that is another one of a gene, and one that two genes have.
ALIASES: list[Row] = [
    {"alias": "OLD", "gene_id": f"id-{GENES[0]}"},
    *({"alias": "BOTH", "gene_id": f"id-{gene}"} for gene in GENES[:2]),
]
N_SAMPLES = 12  # of each call set
ALLELES = VARIANTS[:-1]  # the last is in no call set


@dataclass
class Study:
    """Rows of the tables, and the genotypes as they were drawn.

    phenotypes_of_gene
        (call_set_id, sample_index, pharmacogene) -> what the calls allow; nothing is not covered.
    calls
        (call_set_id, variant_id) -> an_source, and per sample the alleles: None is missing.
    """

    samples: list[Row] = field(default_factory=list)
    readings: list[Row] = field(default_factory=list)
    status: list[Row] = field(default_factory=list)
    phenotypes_of_gene: dict[tuple[str, int, str], tuple[str, ...]] = field(default_factory=dict)
    calls: dict[tuple[str, str], tuple[str, list[tuple[int, ...] | None]]] = field(
        default_factory=dict
    )

    def ploidy(self, sample: Row, region: str) -> int:
        """Return how many copies of a region a person has; 0 where sex does not say."""
        by_sex = {"x": {"XX": 2, "XY": 1}, "y": {"XY": 1}}
        return {"autosome": 2, "mt": 1}.get(region) or by_sex[region].get(sample["sex"], 0)


def random_study(seed: int) -> Study:
    """Return a study in which every kind of gap occurs: nulls, no row, no date, no call."""
    draw = random.Random(seed)
    study = Study()
    for call_set in CALL_SETS:
        for index in range(N_SAMPLES):
            study.samples.append(
                {
                    "call_set_id": call_set["call_set_id"],
                    "sample_index": index,
                    "sample_id": f"S{index}",
                    # Some people are in both call sets of the first site.
                    "person_id": f"P{index + 6 * (call_set['call_set_id'] == 'here_array')}",
                    "sex": draw.choice(("XX", "XY", "XX", "XY", "unknown")),
                    "age": draw.choice((None, *(draw.choice((40.0, draw.uniform(20, 80))),) * 5)),
                    "is_unrelated": draw.choice((True, True, False, None)),
                    "is_counted": draw.random() < 0.9,
                    **{g: draw.choice((None, *names[:-1])) for g, names in GROUPS.items()},
                }
            )
    sets = [(), *((name,) for name in PGX_PHENOTYPES[:-1]), PGX_PHENOTYPES[:2], PGX_PHENOTYPES[1:4]]
    for sample in study.samples:
        for gene in PHARMACOGENES[:-1]:
            key = sample["call_set_id"], sample["sample_index"], gene
            study.phenotypes_of_gene[key] = draw.choice(sets)
    for site in ("here", "there"):
        for person in range(N_SAMPLES + 6):
            for described in DICTIONARY:
                if described["phenotype_id"] != "mapped_nowhere" and draw.random() < 0.9:
                    _phenotype(draw, study, site, f"P{person}", described)
    for call_set in CALL_SETS:
        people = [s for s in study.samples if s["call_set_id"] == call_set["call_set_id"]]
        for variant in ALLELES:
            an_source = draw.choice(("observed", "observed", "observed", "callable", "none"))
            region = _region(variant)
            calls = [_call(draw, study.ploidy(person, region)) for person in people]
            if an_source != "observed":
                calls = [tuple([0] * study.ploidy(person, region)) for person in people]
            study.calls[call_set["call_set_id"], variant] = (an_source, calls)
    return study


def _phenotype(draw: random.Random, study: Study, site: str, person: str, of: Row) -> None:
    readings = [_reading(draw, of) for _ in range(draw.choice((0, 0, 1, 1, 2, 3)))]
    here = {"site_id": site, "person_id": person, "phenotype_id": of["phenotype_id"]}
    study.readings += [
        reading | here | {"source_line": len(study.readings) + number // 2}
        for number, reading in enumerate(readings)
    ]
    if of["kind"] == "binary":
        status = draw.choice(("yes", "no", "unknown", "not_applicable"))
    else:
        status = "measured" if readings else "unknown"
    chosen = readings[-1] if readings else {}
    study.status.append(
        here
        | {"status": status, "value": chosen.get("value"), "category": chosen.get("category")}
        | {"n_unread": draw.choice((0, 0, 0, 1))}
    )


def _reading(draw: random.Random, of: Row) -> Row:
    day = date(2010, 1, 1) + timedelta(days=draw.choice((0, 365, draw.randrange(1461))))
    return {
        "measured_on": draw.choice((None, day, day, day)),
        "age_at": draw.choice((None, 40.0, draw.uniform(20, 80))),
        "value": draw.choice((30.0, 50.0, 60.0, 80.0)) if of["kind"] == "continuous" else None,
        "category": {
            "binary": draw.choice(("yes", "yes", "no")),
            "categorical": draw.choice(("never", "former", "current")),
        }.get(of["kind"]),
        "code": draw.choice((None, "E11", "E11.9", "E10.1", "I10", *CODES[:1])),
        "source_table": draw.choice(("diagnoses", "other")),
    }


def _call(draw: random.Random, ploidy: int) -> tuple[int, ...] | None:
    if ploidy and draw.random() < 0.15:
        return None
    return tuple(draw.choice((0, 0, 1)) for _ in range(ploidy))


def _region(variant: str) -> str:
    contig, pos, *_ = variant.split("-")
    return genome.region_class("GRCh38", contig, int(pos))


def database(study: Study, folder: Path) -> duckdb.DuckDBPyConnection:
    """Return a database with the tables of the study, as the store has them."""
    pl.DataFrame(study.samples, infer_schema_length=None).write_parquet(folder / "samples.parquet")
    connection = duckdb.connect(":memory:")
    connection.execute(f"create macro rows_folder() as '{folder}'")
    connection.execute("create schema staging")
    for file in sql_files.definitions():
        if file.path.parent.name == "criteria" or file.path.stem == "rsid_number":
            connection.execute(file.text)
    alleles = [
        dict(zip(("contig", "pos", "ref", "alt"), genome.parse_variant_id(v), strict=True))
        | {"allele_index": n, "region_class": _region(v), "rsid": f"rs{n + 1}"}
        for n, v in enumerate(ALLELES)
    ]
    hits = [
        {"allele_index": ALLELES.index(v), "gene_id": f"id-{gene}", "gene_symbol": gene}
        | {"consequence_class": does}
        for v, gene, does in HITS
    ]
    states, genotypes = [], []
    for (call_set_id, variant), (an_source, calls) in study.calls.items():
        n, here = ALLELES.index(variant), {"call_set_id": call_set_id}
        is_observed = an_source == "observed"
        states.append(
            here
            | {"allele_index": n, "variant_index": n if is_observed else None}
            | {"an_source": an_source}
        )
        if is_observed:
            is_counted = [s["is_counted"] for s in study.samples if s["call_set_id"] == call_set_id]
            genotypes.append(here | {"variant_index": n} | _genotypes(n, calls, is_counted))
    masks = [
        {
            "call_set_id": call_set["call_set_id"],
            "region_class": region,
            "ploidy": ploidy,
            "mask": bit_string(
                s["is_counted"] and study.ploidy(s, region) == ploidy
                for s in study.samples
                if s["call_set_id"] == call_set["call_set_id"]
            ),
        }
        for call_set in CALL_SETS
        for region in genome.REGION_CLASSES
        for ploidy in (2, 1)
    ]
    groups = [{"grouping": g, "group_id": name} for g, names in GROUPS.items() for name in names]
    sizes = [here | {"call_set_id": one["call_set_id"]} for one in CALL_SETS for here in groups]
    allowed = sorted({found for found in study.phenotypes_of_gene.values() if found})
    for name, rows in {
        "pgx_genes": [{"gene_symbol": gene, "sort_order": 1} for gene in PHARMACOGENES[:-1]],
        "pgx_phenotype_classes": [
            {"gene_symbol": gene, "phenotype": phenotype.title(), "sort_order": 1}
            for gene in PHARMACOGENES[:-1]
            for phenotype in PGX_PHENOTYPES[:3]
        ],
        "pgx_sets": [
            {"gene_symbol": gene, "set_id": allowed.index(found) + 1}
            | {"phenotype": name.capitalize() if name == "not named" else name.title()}
            for gene in PHARMACOGENES[:-1]
            for found in allowed
            for name in found
        ],
        "pgx_calls": [
            {"call_set_id": call_set, "sample_index": index, "gene_symbol": gene}
            | {"set_id": allowed.index(found) + 1 if found else 0}
            for (call_set, index, gene), found in study.phenotypes_of_gene.items()
        ],
        "call_sets": CALL_SETS,
        "groups": groups,
        "group_sizes": sizes,
        "phenotype_dictionary": DICTIONARY,
        "phenotype_sources": SOURCES,
        "phenotypes": study.readings,
        "phenotype_status": study.status,
        "alleles": alleles,
        "rsids": [{"number": n + 1, "allele_index": n} for n in range(len(ALLELES))],
        "allele_consequences": hits,
        "genes": [{"gene_id": f"id-{gene}", "gene_symbol": gene} for gene in GENES],
        "gene_aliases": ALIASES,
        "allele_states": states,
        "genotypes": genotypes,
        "ploidy_masks": masks,
        # Nobody is on the axes.
        **dict.fromkeys(("groupings", "samples", "sample_groups", "sample_metrics"), []),
    }.items():
        table = tables.TABLES[name]
        schema = pa.schema([*((key, pa.string()) for key in table.partitions), *table.schema])
        connection.register("rows", pa.Table.from_pylist(rows, schema=schema))
        connection.execute(f"create table staging.{name} as from rows")
        connection.unregister("rows")
    return connection


def _genotypes(
    n: int, calls: list[tuple[int, ...] | None], is_counted: list[bool]
) -> dict[str, Any]:
    """Return every other allele as planes and lists; who is not counted has calls all the same."""
    del is_counted
    first = [bool(call and call[0]) for call in calls]
    second = [bool(call and call[1:] and call[1]) for call in calls]
    missing = [call is None for call in calls]
    if n % 2:
        return {
            "plane_1": bit_string(first),
            "plane_2": bit_string(second),
            "missing": bit_string(missing),
        }
    carriers = [at * 4 + one + 2 * two for at, (one, two) in
                enumerate(zip(first, second, strict=True)) if one or two]  # fmt: skip
    return {"carriers": carriers, "missing_samples": [at for at, is_ in enumerate(missing) if is_]}


def bit_string(bits: Any) -> bytes:
    """Return bits as bytes, the first of them the most significant; padded with zeros."""
    text = "".join("1" if bit else "0" for bit in bits)
    text += "0" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big")
