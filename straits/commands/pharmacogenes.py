"""The command `pgx`: phenotypes, alleles and recommendations of pharmacogenes by group."""

import argparse
import sys
from pathlib import Path

from straits.commands.printing import print_frame


def add(parser: argparse.ArgumentParser) -> None:
    """Give `pgx` its options."""
    parser.add_argument("--store", type=Path, required=True, help="folder of the store")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--gene", help="phenotypes of a pharmacogene, such as CYP2C19")
    what.add_argument("--drugs", action="store_true", help="recommendations that differ, by drug")
    parser.add_argument("--alleles", action="store_true", help="the gene's alleles instead")
    parser.add_argument(
        "--tools", action="store_true", help="what other tools that the study names say instead"
    )
    parser.add_argument("--grouping", help="which grouping of people (the first of the study)")
    parser.add_argument("--by", default="site,group", help="site,group or group (site,group)")
    parser.add_argument(
        "--sample-set", choices=["all", "unrelated"], default="all", help="whom to count (all)"
    )
    parser.add_argument("--format", choices=["table", "csv", "json", "parquet"], default="table")
    parser.set_defaults(run=_pgx)


def _pgx(options: argparse.Namespace) -> int:
    from straits import queries
    from straits.store import open_store

    store = open_store(options.store)
    pgx = queries.pharmacogenes
    by = [name.strip() for name in options.by.split(",")]
    asked = (queries.pharmacogenes.grouping_asked(store, options.grouping), options.sample_set, by)
    if options.drugs:
        rows = pgx.drugs(store, *asked)
    elif options.tools:
        grouping, sample_set, _ = asked
        rows = pgx.of_tools(
            store, gene_symbol=options.gene, grouping=grouping, sample_set=sample_set
        )
    elif options.alleles:
        rows = pgx.alleles(store, options.gene, *asked)
    else:
        rows = pgx.phenotypes(store, options.gene, *asked)
    if options.tools:
        print_frame(rows.drop("call_set_id"), options.format, store.study.is_synthetic)
        return 0
    dropped = ["colour", "shape", "sort_order", "guideline", "call_set_id"]
    print_frame(rows.drop(dropped, strict=False), options.format, store.study.is_synthetic)
    print(
        "For research, not for prescribing. low: of whom it is certain, of those covered; high: of "
        "whom it is possible.",
        file=sys.stderr,
    )
    return 0
