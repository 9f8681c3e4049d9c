"""The command that asks a statement of one's own: `sql`."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from straits.commands.printing import print_frame


def add(parser: argparse.ArgumentParser) -> None:
    """Give `sql` its options."""
    parser.add_argument("statement", help="one select in quotes, a file that holds it, or -")
    parser.add_argument("--store", type=Path, help="folder of the store (STRAITS_STORE)")
    parser.add_argument(
        "--param",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="the value of $NAME in the statement, as in --param gene=CYP2C19; once for each",
    )
    parser.add_argument("--format", choices=["table", "csv", "json", "parquet"], default="table")
    parser.add_argument(
        "--rows", type=_positive, default=1_000_000, metavar="N", help="the most rows (1,000,000)"
    )
    parser.add_argument(
        "--seconds", type=_positive, default=60, metavar="N", help="the most seconds (60)"
    )
    parser.add_argument(
        "--views", type=Path, action="append", default=[], help="a folder of views of one's own"
    )
    parser.add_argument("--plan", action="store_true", help="print how DuckDB would go about it")
    parser.set_defaults(run=_ask)


def use_folders(folders: Sequence[Path]) -> None:
    """Let what is asked in this process read the views of some folders besides."""
    from straits.workbench import own_views

    if folders:
        os.environ[own_views.VARIABLE] = os.pathsep.join(map(str, folders))


def _ask(options: argparse.Namespace) -> int:
    from straits import workbench
    from straits.store import open_store

    use_folders(options.views)
    store = open_store(options.store)
    text = statement_text(options.statement)
    values = workbench.typed(text, _values(options.param))
    limits = workbench.Limits(rows=options.rows, bytes=512 << 20, seconds=options.seconds)
    if options.plan:
        print(workbench.plan(store, text, values, limits=limits))
        return 0
    answer = workbench.ask(store, text, values, limits=limits)
    print_frame(answer.rows, options.format, store.study.is_synthetic)
    if answer.is_cut:
        print(
            f"There are more rows than the {answer.rows.height:,} here; --rows keeps more.",
            file=sys.stderr,
        )
    return 0


def statement_text(named: str) -> str:
    """Return the statement that a command names, from a file if there is one of that name."""
    if named == "-":
        return sys.stdin.read()
    is_file = len(named) < 250 and "\n" not in named and Path(named).is_file()
    return Path(named).read_text(encoding="utf-8") if is_file else named


def _values(given: list[str]) -> dict[str, str]:
    from straits.errors import QueryError

    values = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals or not name.isidentifier():
            raise QueryError(f"--param takes NAME=VALUE, as in --param gene=CYP2C19; got {each!r}.")
        values[name] = value
    return values


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, got {text!r}")
    return int(text)
