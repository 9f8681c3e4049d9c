"""The command `learn`: checks the cases that a teacher wrote."""

import argparse
from pathlib import Path


def add(parser: argparse.ArgumentParser) -> None:
    """Give `learn` its parts."""
    parts = parser.add_subparsers(required=True, metavar="WHAT")
    check = parts.add_parser("check", help="check a file of cases, and what a store says to them")
    check.add_argument("file", type=Path, help="the file of cases, such as cases.yaml")
    check.add_argument("--store", type=Path, help="a store whose release is to show the cases")
    check.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    from data_loaders.study import taught_cases

    cases = taught_cases.read_cases(options.file)
    if options.store is None:
        print(f"{options.file}: {len(cases)} cases are in order. --store STORE tries them.")
        return 0
    from straits import queries
    from straits.store import open_store

    store = open_store(options.store)
    n_wrong = 0
    for index, case in enumerate(cases):
        made = queries.learn.taught_case(store, case.name, case.model_dump())
        if isinstance(made, queries.learn.LeftOut):
            n_wrong += 1
            print(f"{taught_cases.line_of(options.file, index)}: {case.name}: {made.why}.")
        else:
            print(f"{case.name}: {made.key:.6g}, mistaken for {made.trap:.6g}")
    return 1 if n_wrong else 0
