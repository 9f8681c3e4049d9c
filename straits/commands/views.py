"""The commands about what can be asked of a store: `views list` and `views show`."""

import argparse
from pathlib import Path


def add(parser: argparse.ArgumentParser) -> None:
    """Give `views` its actions and their options."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    listed = actions.add_parser("list", help="print the tables, views and macros that can be asked")
    shown = actions.add_parser("show", help="print what one of them says, has and is made of")
    shown.add_argument("name", help="such as frequencies_long, or staging.alleles")
    for action, run in ((listed, _list), (shown, _show)):
        action.add_argument("--store", type=Path, help="folder of the store (STRAITS_STORE)")
        action.set_defaults(run=run)


def _list(options: argparse.Namespace) -> int:
    from straits import workbench
    from straits.store import open_store

    for relation in workbench.catalogue(open_store(options.store)):
        first = relation.about.partition("\n")[0]
        print(f"{relation.kind:<6} {relation.name:<32} {first}")
    return 0


def _show(options: argparse.Namespace) -> int:
    from straits import workbench
    from straits.store import open_store

    relation = workbench.relation(open_store(options.store), options.name)
    print(f"{relation.kind} {relation.name}\n\n{relation.about}\n")
    for column in relation.columns:
        about = f"{column.description} [{column.unit}]" if column.unit else column.description
        print(f"  {column.name:<24} {column.type:<10} {about}".rstrip())
    if relation.arguments:
        print(f"  takes {', '.join(relation.arguments)}")
    if relation.depends_on:
        print(f"\nreads {', '.join(relation.depends_on)}")
    print(f"\n{relation.sql}")
    return 0
