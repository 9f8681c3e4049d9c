"""The command that tries a study before it is ingested."""

import argparse
import os
import re
import sys
from pathlib import Path
from typing import Any

_WIDTH = 160


def add(parser: argparse.ArgumentParser) -> None:
    """Give the parser what `check` takes."""
    parser.description = (
        "Try sheets, mappings, headers and rules of a study without reading genotypes, and print "
        "what they make: people, groups, and of each phenotype who has it, who has not, of whom "
        "it is not known, and the quartiles of values. Exit status: 0 nothing would stop an "
        "ingest, 1 something would, 2 the study file itself cannot be read."
    )
    parser.add_argument("study", type=Path, help="the study file, study.yaml")
    parser.add_argument(
        "--grouping", help="count phenotypes by the groups of this grouping (the study's first)"
    )
    parser.add_argument(
        "--suggest",
        nargs="*",
        type=Path,
        metavar="TABLE",
        help="propose, instead, a mapping for columns whose names or values are known, of these "
        "tables (those of the study's mappings)",
    )
    add_limits(parser)
    parser.set_defaults(run=_check)


def add_limits(parser: argparse.ArgumentParser) -> None:
    """Give the parser of a command that reads files of others what they may name and take."""
    parser.add_argument(
        "--files-from",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="let the study name files of this folder too; without it, only of its own",
    )
    parser.add_argument(
        "--memory",
        type=_memory,
        metavar="SIZE",
        help="memory that reading may take, such as 8GB (as much as the machine has)",
    )
    parser.add_argument(
        "--hours", type=_hours, help="hours that reading may take (as many as it needs)"
    )


def _memory(text: str) -> int:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(MB|GB)", text.upper())
    if found is None:
        raise argparse.ArgumentTypeError(f"expected a size such as 8GB, got {text!r}")
    return int(float(found[1]) * 1e6 * (1000 if found[2] == "GB" else 1))


def _hours(text: str) -> float:
    if re.fullmatch(r"\d+(\.\d+)?", text) is None or float(text) == 0:
        raise argparse.ArgumentTypeError(f"expected a number of hours such as 12, got {text!r}")
    return float(text)


def _check(options: argparse.Namespace) -> int:
    from data_loaders.study import allowed_files
    from data_loaders.study.study_reading import read_study

    with allowed_files.within(options.study.parent, *options.files_from):
        return _tried(read_study(options.study), options)


def _tried(study: Any, options: argparse.Namespace) -> int:
    from rich.console import Console

    from data_loaders.check import check_report, proposals, study_check
    from data_loaders.study import validation
    from straits.errors import StudyError

    if options.grouping not in (None, *study.groupings):
        raise StudyError(
            f"{study.path}: there is no grouping {options.grouping!r}"
            f"{validation.did_you_mean(options.grouping, study.groupings)}; the study has "
            f"{validation.listing(study.groupings) or 'none'}."
        )
    checked = study_check.check(study)
    # A table in a file or a pipe is as wide as it needs to be.
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    if options.suggest is not None:
        for line in proposals.lines(checked, options.suggest):
            print(line)
        return 0
    check_report.show(checked, options.grouping, os.cpu_count() or 1, console)
    return 1 if checked.faults else 0
