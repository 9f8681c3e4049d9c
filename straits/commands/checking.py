"""The command that tries a study before it is ingested."""

import argparse
import os
import sys
from pathlib import Path

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
    parser.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    from rich.console import Console

    from data_loaders.check import check_report, proposals, study_check
    from data_loaders.study import validation
    from data_loaders.study.study_reading import read_study
    from straits.errors import StudyError

    study = read_study(options.study)
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
