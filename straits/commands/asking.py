"""The commands that ask a store: `frequencies` and `cohort`."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from straits.commands import printing, read_lists
from straits.commands.printing import print_frame

_PRINTED = ("table", "csv", "json", "parquet")
# Formats that hold the counts of all groups at each site, with what they are of.
_TAKEN = ("vcf", "xlsx")


def add_frequencies(parser: argparse.ArgumentParser) -> None:
    """Give `frequencies` its options."""
    _add_alleles(parser, _TAKEN)
    parser.add_argument("--grouping", help="which grouping of people (the first of the study)")
    parser.add_argument(
        "--by",
        default="site,group",
        help="what to tell apart, of site,call_set,group,sex, joined by commas (site,group)",
    )
    parser.set_defaults(run=_frequencies)


def _add_alleles(parser: argparse.ArgumentParser, formats: Sequence[str] = ()) -> None:
    parser.add_argument("--store", type=Path, required=True, help="folder of the store")
    alleles = parser.add_mutually_exclusive_group(required=True)
    alleles.add_argument("--gene", help="alleles within a gene: symbol, former symbol or id")
    alleles.add_argument("--region", help="alleles within contig:start-end, both ends included")
    alleles.add_argument("--variant", help="one allele: contig-pos-ref-alt, or an rsID")
    alleles.add_argument(
        "--variants", help="rsIDs, alleles and regions with commas, or a file: a list, VCF or BED"
    )
    parser.add_argument(
        "--sample-set", choices=["all", "unrelated"], default="all", help="whom to count (all)"
    )
    parser.add_argument("--pool-sites", action="store_true", help="add people of several sites up")
    parser.add_argument("--format", choices=[*_PRINTED, *formats], default="table")
    parser.add_argument("--out", type=Path, help="the file to write (else it is printed)")


def add_cohort(parser: argparse.ArgumentParser) -> None:
    """Give `cohort` its actions and their options."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    count = actions.add_parser("count", help="print how many people each criterion keeps")
    frequencies = actions.add_parser("frequencies", help="print allele frequencies of a cohort")
    export = actions.add_parser("export", help="print the members of a cohort, or the cohort")
    for action in (count, frequencies, export):
        action.add_argument(
            "cohort",
            help="a file with JSON or a sentence, a sentence in quotes, a link, or - to read it",
        )
    _add_alleles(frequencies)
    frequencies.add_argument(
        "--by",
        default="site",
        help="what to tell apart, of site,call_set,sex, joined by commas (site)",
    )
    frequencies.set_defaults(run=_cohort_frequencies)
    for action in (count, export):
        action.add_argument("--store", type=Path, required=True, help="folder of the store")
    count.add_argument("--format", choices=_PRINTED, default="table")
    count.set_defaults(run=_cohort_count)
    export.add_argument(
        "--what",
        choices=["members", "json", "sentence", "link", "sql"],
        default="members",
        help="its members (where the profile shows persons), or the cohort in one of its "
        "forms; sql lists the members when DuckDB runs it where the store is",
    )
    export.add_argument("--format", choices=_PRINTED, default="csv")
    export.set_defaults(run=_cohort_export)


def _frequencies(options: argparse.Namespace) -> int:
    if options.format in _TAKEN:
        return _take(options)
    return _print_frequencies(
        options, lambda _: {"grouping": options.grouping, "with_partners": True}
    )


def _take(options: argparse.Namespace) -> int:
    """Write the counts of all groups at each site as a VCF of sites or an Excel workbook."""
    from straits import queries
    from straits.errors import QueryError
    from straits.exports import excel_workbooks, sites_vcf
    from straits.store import open_store

    if _listed(options.by) != ["site", "group"] or options.pool_sites:
        raise QueryError(
            f"--format {options.format} tells sites and groups apart: leave --by and --pool-sites "
            "out, or ask for another format."
        )
    store = open_store(options.store)
    taken = queries.frequencies.taken_counts(
        store, options.gene, options.region, options.variant,
        read_lists.variants(store, options.variants) if options.variants else None,
        options.grouping, options.sample_set, most_alleles=None,
    )  # fmt: skip
    if store.study.is_synthetic:
        print("These are synthetic people: nobody here is real.", file=sys.stderr)
    if options.format == "xlsx":
        excel_workbooks.check_room(taken.rows.height)
        printing.put(excel_workbooks.workbook(taken.header, [taken.rows]), options.out)
    else:
        lines = sites_vcf.lines(taken.header, taken.rows, taken.rsids, store.study.build)
        printing.put((line.encode() for line in lines), options.out)
    return 0


def _cohort_count(options: argparse.Namespace) -> int:
    from straits import queries
    from straits.store import open_store

    store = open_store(options.store)
    cohort = _cohort(store, options)
    print_frame(queries.cohorts.steps(store, cohort), options.format, store.study.is_synthetic)
    if fault := store.cohorts.attrition(cohort).fault:
        print(f"The cohort is empty: {fault}.", file=sys.stderr)
    return 0


def _cohort_frequencies(options: argparse.Namespace) -> int:
    return _print_frequencies(options, lambda store: {"cohort": _cohort(store, options)})


def _print_frequencies(options: argparse.Namespace, who: Callable[[Any], dict[str, Any]]) -> int:
    """Print how frequent the alleles that the options name are in a grouping or a cohort."""
    from straits import queries
    from straits.store import open_store

    store = open_store(options.store)
    rows, parts = queries.frequencies.frequencies_and_parts(
        store,
        gene=options.gene,
        region=options.region,
        variant=options.variant,
        variants=read_lists.variants(store, options.variants) if options.variants else None,
        by=_listed(options.by),
        sample_set=options.sample_set,
        pool_sites=options.pool_sites,
        **who(store),
    )
    print_frame(rows, options.format, store.study.is_synthetic, options.out)
    _note(store, rows, parts, options)
    return 0


def _cohort_export(options: argparse.Namespace) -> int:
    from straits import queries
    from straits.store import open_store

    store = open_store(options.store)
    cohort = _cohort(store, options)
    if options.what == "members":
        print_frame(store.cohorts.members(cohort), options.format, store.study.is_synthetic)
    elif options.what == "sql":
        print(store.cohorts.script(cohort))
    else:
        print(queries.cohorts.written(store, cohort, options.what))
    return 0


def _cohort(store: Any, options: argparse.Namespace) -> Any:
    """Return the cohort that a command names, from a file if there is one of that name."""
    from straits import queries

    named: str = options.cohort
    if named == "-":
        return queries.cohorts.read(store, sys.stdin.read())
    is_file = len(named) < 250 and Path(named).is_file()
    text = Path(named).read_text(encoding="utf-8") if is_file else named
    return queries.cohorts.read(store, text)


def _note(store: Any, rows: Any, parts: Any, options: argparse.Namespace) -> None:
    """Say beside frequencies what the numbers themselves do not tell."""
    from straits import queries

    asked = options.gene or options.region or options.variant or "the list"
    knows_relatives = queries.study.knows_relatives(store)
    counts_everyone = options.sample_set == "unrelated" and not knows_relatives
    once = queries.study.counted_once(store, parts["call_set"].to_list())
    for line in queries.frequencies.notes(
        rows, parts, asked, options.pool_sites, counts_everyone, once
    ):
        print(line, file=sys.stderr)


def _listed(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
