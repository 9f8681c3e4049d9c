"""The command that asks a statement of one's own: `sql`."""

import argparse
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from straits.commands.printing import print_headed

# One word, or what ends as files of SQL do; a select has a space or brackets in it.
_LIKE_A_FILE = re.compile(
    r"[^\s()'\"$;*=,]+|(?!\s*(select|from|with|values|table|pivot)\b)[^\n'\"$;]*\.sql",
    re.IGNORECASE,
)
_LONGEST_NAME = 250


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
    parser.add_argument("--rows", type=_positive, metavar="N", help="the most rows (1,000,000)")
    parser.add_argument("--seconds", type=_positive, metavar="N", help="the most seconds (60)")
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
    from straits import queries, workbench
    from straits.store import open_store

    use_folders(options.views)
    text = statement_text(options.statement)
    store = open_store(options.store)
    values = workbench.typed(text, workbench.given(text) | _values(options.param))
    usual = workbench.LIMITS_ALONE
    limits = replace(
        usual, rows=options.rows or usual.rows, seconds=options.seconds or usual.seconds
    )
    if options.plan:
        print(workbench.plan(store, text, values, limits=limits))
        return 0
    answer = workbench.ask(store, text, values, limits=limits)
    about = queries.groups.of_statement(store, text, values)
    print_headed(about, answer.rows, options.format, store.study.is_synthetic)
    if answer.is_cut:
        print(
            f"There are more rows than the {answer.rows.height:,} here; --rows keeps more.",
            file=sys.stderr,
        )
    return 0


def statement_text(named: str) -> str:
    """Return the statement that a command names, from a file if there is one of that name.

    Raises InputError for what looks like the name of a file and is none that can be read.
    """
    from straits.errors import InputError

    if named == "-":
        return sys.stdin.read()
    path = Path(named)
    is_short = len(named) <= _LONGEST_NAME and "\n" not in named
    if not _LIKE_A_FILE.fullmatch(named) and not (is_short and path.is_file()):
        return named
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
        raise InputError(
            f"The statement cannot be read from {named!r}, seen from the folder {Path.cwd()}: "
            f"{why}. Name a file that holds one select, or write a select in quotes, or - for "
            "standard input."
        ) from error


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
