"""The command that compares two groups: `differences`."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from straits import process
from straits.commands import printing, read_lists

_ORDERS = {
    "genome": "genome", "difference": "abs_difference", "ratio": "ratio", "p": "p", "fst": "fst",
}  # fmt: skip


def add(parser: argparse.ArgumentParser) -> None:
    """Give the parser what `differences` takes."""
    parser.description = (
        "Compare the allele frequencies of two groups: one row per allele, all of them, with "
        "counts, intervals, tests and F_ST. docs/tables.md describes the columns and what stands "
        "before them."
    )
    parser.add_argument("--store", type=Path, required=True, help="folder of the store")
    parser.add_argument("--release", help="id of the release (the current one)")
    for side in "ab":
        parser.add_argument(
            f"--{side}",
            required=True,
            help="a group (Malay, ethnic_group/Malay@sg_wgs or an address of a page), or a cohort: "
            "a file, a sentence in quotes or a link",
        )
    _add_filters(parser)
    parser.add_argument("--order", choices=list(_ORDERS), default="genome")
    parser.add_argument("--format", choices=["table", "csv", "json", "parquet"], default="table")
    parser.add_argument("--out", type=Path, help="the file to write, or a folder to name it in")
    parser.set_defaults(run=_differences)


def _add_filters(parser: argparse.ArgumentParser) -> None:
    place = parser.add_argument_group("which alleles; of several all hold")
    place.add_argument("--gene", help="within a gene: symbol, former symbol or id")
    place.add_argument("--genes", help="within any of several: names with commas, or a file")
    place.add_argument("--region", help="within contig:start-end, both ends included")
    place.add_argument(
        "--variants", help="rsIDs, alleles and regions with commas, or a file: a list, VCF or BED"
    )
    place.add_argument("--af-min", type=float, default=0.0, help="least AF of A and B together")
    place.add_argument("--af-max", type=float, default=1.0, help="largest AF of A and B together")
    place.add_argument("--type", default="", help="of snv,mnv,insertion,deletion,complex")
    place.add_argument("--consequence", default="", help="classes, such as lof,missense")
    place.add_argument("--clinvar", default="", help="classes, such as pathogenic,none")
    place.add_argument(
        "--batch-sign", choices=["with", "without"], default="",
        help="only alleles with, or without, a sign of a batch effect",
    )  # fmt: skip
    place.add_argument("--any-filter", action="store_true", help="also what failed FILTER")
    place.add_argument("--min-an", type=int, default=1, help="fewest alleles called in each (1)")
    place.add_argument(
        "--indels", action="store_true", help="also indels that may be written in two ways"
    )
    place.add_argument(
        "--testable-only",
        action="store_true",
        help="count towards the family of tests only what could be significant (Tarone 1990)",
    )
    place.add_argument(
        "--sample-set",
        choices=["all", "unrelated"],
        help="whom to count (the unrelated, if the study says who is related)",
    )


def _differences(options: argparse.Namespace) -> int:
    from straits import queries
    from straits.exports.file_names import file_name
    from straits.store import open_store

    store = open_store(options.store, options.release)
    a, b = (_side(store, text) for text in (options.a, options.b))
    filters = _filters(store, options)
    table = queries.comparison.whole_table(store, a, b, filters, _ORDERS[options.order])
    if store.study.is_synthetic:
        print("These are synthetic people: nobody here is real.", file=sys.stderr)
    chunks = _written(table, options.format)
    if options.out is None:
        process.to_terminal(chunks)
        return 0
    path = options.out
    if path.is_dir():
        ending = "txt" if options.format == "table" else options.format
        path /= file_name(*queries.comparison.file_parts(store, a, b, filters), ending=ending)
    printing.to_file(chunks, path)
    print(f"{table.header['rows']} rows in {path}", file=sys.stderr)
    return 0


def _side(store: Any, text: str) -> Any:
    """Return the group or cohort that a text names."""
    from straits import cohorts, queries

    is_file = len(text) < 250 and Path(text).is_file()
    if not is_file and not text.lstrip().startswith(("{", "http")) and " is " not in text:
        return queries.groups.named(store, text)
    written = Path(text).read_text(encoding="utf-8") if is_file else text
    tree = queries.cohorts.read(store, written)
    address = cohorts.to_link(tree) or f"cohort:{cohorts.cohort_id(tree)}"
    return queries.groups.of_tree(store, tree, population_id=address)


def _filters(store: Any, options: argparse.Namespace) -> Any:
    from straits import queries
    from straits.errors import QueryError

    def several(name: str, known: tuple[str, ...]) -> tuple[str, ...]:
        asked = tuple(part.strip() for part in getattr(options, name).split(",") if part.strip())
        if unknown := [part for part in asked if part not in known]:
            raise QueryError(f"--{name} takes {', '.join(known)}, not {unknown[0]!r}.")
        return asked

    return queries.allele.Filters(
        gene_id=_gene(store, options.gene) if options.gene else None,
        gene_ids=read_lists.genes(store, options.genes) if options.genes else (),
        region=_region(store, options.region) if options.region else None,
        variants=read_lists.variants(store, options.variants) if options.variants else None,
        af_min=options.af_min,
        af_max=options.af_max,
        variant_types=several("type", queries.allele.VARIANT_TYPES),
        filter_pass_only=not options.any_filter,
        min_an=options.min_an,
        sample_set=options.sample_set or queries.study.default_sample_set(store),
        unaligned_indels=options.indels,
        consequence_classes=several("consequence", queries.allele.CONSEQUENCE_CLASSES),
        clinvar_classes=several("clinvar", queries.allele.CLINVAR_CLASSES),
        sign=options.batch_sign,
        testable_only=options.testable_only,
    )


def _gene(store: Any, text: str) -> str:
    from straits import queries
    from straits.errors import QueryError

    gene = queries.gene.gene(store, text)
    if gene is None:
        raise QueryError(
            f"This release has no gene {text!r}: expected a symbol, an alias or an id."
        )
    return gene.gene_id


def _region(store: Any, text: str) -> Any:
    from straits import queries
    from straits.errors import QueryError

    found = queries.search.search(store, text)
    if found.region is None:
        raise QueryError(f"--region takes contig:start-end, such as chr1:1-1000, not {text!r}.")
    return found.region


def _written(table: Any, form: str) -> Iterator[bytes]:
    from straits import queries
    from straits.exports import row_streams, safe_csv

    write = {
        "csv": row_streams.csv, "json": row_streams.json_object, "parquet": row_streams.parquet,
    }.get(form)  # fmt: skip
    if write is not None:
        yield from write(table.header, table.stretches)
        return
    yield safe_csv.remarks(table.header)
    # Each stretch is as wide as it needs to be, under names of its own.
    for rows in table.stretches:
        yield queries.frequencies.as_text(rows).encode()
