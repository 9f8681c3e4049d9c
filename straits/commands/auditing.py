"""The commands that read the log of what was asked: for whoever keeps the store."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from straits import process


def add(parser: argparse.ArgumentParser) -> None:
    """Give the parser what `audit` takes."""
    parser.description = "Read the log of what was asked of a store (docs/audit.md)."
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    verify = actions.add_parser(
        "verify",
        help="check that no line was changed, left out, added, moved or cut off",
        description="Follow the chain of the log. Exit status: 0 whole, 1 not as it was written, "
        "2 nothing to check.",
    )
    verify.add_argument(
        "--noted",
        metavar="NUMBER:HASH",
        help="a line that was noted before, which must be in the log",
    )
    verify.set_defaults(run=_verify)
    report = actions.add_parser("report", help="who asked how much, day by day")
    report.add_argument("--since", default="", metavar="DAY", help="first day, as 2026-11-29")
    report.add_argument("--lines", action="store_true", help="every line instead of every day")
    report.add_argument("--format", choices=["table", "csv", "json"], default="table")
    report.set_defaults(run=_report)
    tail = actions.add_parser("tail", help="the lines that were written last, as they are")
    tail.add_argument("-n", type=int, default=10, help="how many (10)")
    tail.set_defaults(run=_tail)
    risk = actions.add_parser(
        "risk",
        help="which sets of a few people each person could solve for from what they were shown",
        description="Ask the store again for whatever the log says was shown, and tell which "
        "questions, put together, tell of fewer people than the profile shows. Exit status: 0 "
        "none, 1 some, 2 nothing to read.",
    )
    risk.add_argument("--store", type=Path, required=True, help="folder of the store, with rows/")
    risk.add_argument("--audit", type=Path, help="folder of the log (audit/ in the store)")
    risk.add_argument("--format", choices=["table", "csv", "json"], default="table")
    risk.set_defaults(run=_risk)
    for action in (verify, report, tail):
        where = action.add_mutually_exclusive_group(required=True)
        where.add_argument("--store", type=Path, help="folder of the store, whose log is within it")
        where.add_argument("--audit", type=Path, help="folder of the log, as serve --audit has it")


def _folder(options: argparse.Namespace) -> Path:
    from straits.store.audited import answer_log

    if options.audit is not None:
        return Path(options.audit)
    return Path(options.store) / answer_log.FOLDER


def _verify(options: argparse.Namespace) -> int:
    from straits import audit
    from straits.errors import AuditError

    try:
        noted = audit.Noted.parse(options.noted) if options.noted else None
    except ValueError as error:
        raise AuditError(f"--noted: {error}.") from None
    chain = audit.check(_folder(options), noted)
    files = f"{chain.n_files:,} {'file' if chain.n_files == 1 else 'files'}"
    if chain.faults:
        print(f"The log is not as it was written ({files}).")
        print(*(f"  {fault}." for fault in chain.faults), sep="\n")
    else:
        print(f"The log is whole: {chain.last.number:,} lines in {files}.")
        print(f"  Note the last line elsewhere, for --noted: {chain.last}")
    for note in chain.notes:
        print(f"  {note[0].upper()}{note[1:]}.")
    return 1 if chain.faults else 0


def _report(options: argparse.Namespace) -> int:
    from straits.audit import log_report

    ask = log_report.questions if options.lines else log_report.days
    _print(ask(_folder(options), options.since), options.format)
    return 0


def _print(rows: Any, form: str) -> None:
    from straits import queries
    from straits.exports import safe_csv

    if form == "csv":
        written = safe_csv.csv(rows)
    elif form == "table":
        written = f"{queries.frequencies.as_text(rows)}\n".encode()
    else:
        written = f"{json.dumps(rows.to_dicts())}\n".encode()
    process.to_terminal([written])


def _risk(options: argparse.Namespace) -> int:
    import polars as pl

    from straits.store.keeping.risk import risk

    found = risk(options.store, _folder(options))
    lines = pl.col("lines").cast(pl.List(pl.String)).list.join(" ")
    _print(found.sets.with_columns(lines), options.format)
    for release_id, n_lines in found.unjudged.items():
        print(
            f"{n_lines:,} lines of release {release_id} could not be judged: it is not in the "
            "store any more, or cannot find the cohort.",
            file=sys.stderr,
        )
    return 1 if found.sets.height else 0


def _tail(options: argparse.Namespace) -> int:
    from straits import audit

    last = audit.last_entries(_folder(options), max(options.n, 0))
    process.to_terminal(f"{json.dumps(each, ensure_ascii=False)}\n".encode() for each in last)
    return 0
