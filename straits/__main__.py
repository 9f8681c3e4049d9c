"""The command line of Straits: `python -m straits COMMAND`.

Each command imports what it needs itself: only here do loaders and dashboard meet.
"""

import argparse
import os
import sys
from pathlib import Path

from straits import process
from straits.commands import (
    access,
    asking,
    auditing,
    bundles,
    checking,
    comparing,
    keys,
    learning,
    pharmacogenes,
    releases,
    serving,
    statements,
    verify,
    views,
)
from straits.errors import StraitsError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns 0, 1 where `verify` finds damage, 2 where a person must act."""
    return _run(_parser().parse_args(arguments))


def _run(options: argparse.Namespace) -> int:
    try:
        status: int = options.run(options)
    except StraitsError as error:
        from straits.exports.visible_text import visible

        print(visible(f"{error.title}. {error}"), file=sys.stderr)
        return 2
    except ModuleNotFoundError as error:
        print(
            f"This Python ({sys.executable}) has no {error.name}. Set Straits up in its "
            "folder with `make run`, and take the Python that it made: . .venv/bin/activate",
            file=sys.stderr,
        )
        return 2
    except Exception as error:
        if not process.is_of_memory(error):
            raise
        print(
            "The files could not be read. One of them asks for more memory than this machine has "
            "or --memory allows; a store is as it was.",
            file=sys.stderr,
        )
        return 2
    except KeyboardInterrupt:
        print("Stopped. A store that was being written is as it was before.", file=sys.stderr)
        return 130
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m straits",
        description="Compare allele frequencies between groups of people, from VCF files and "
        "sample sheets. README.md shows how to begin, docs/study.md what a study file says.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    ingest = commands.add_parser("ingest", help="read a study into a store")
    ingest.add_argument("study", type=Path, help="the study file, study.yaml")
    ingest.add_argument("--store", type=Path, required=True, help="folder of the store")
    ingest.add_argument(
        "--jobs",
        type=_positive,
        default=os.cpu_count() or 1,
        help="threads to work with (as many as the machine has cores)",
    )
    ingest.add_argument(
        "--strict", action="store_true", help="stop at a phenotype row that breaks a rule"
    )
    ingest.add_argument(
        "--keep",
        type=_two_or_more,
        metavar="N",
        help="releases to keep, from 2 (as many as the study file says, else 3)",
    )
    checking.add_limits(ingest)
    ingest.set_defaults(run=_ingest)
    checking.add(commands.add_parser("check", help="try a study in seconds, before an ingest"))
    held = commands.add_parser("releases", help="list, pin, unpin or delete releases of a store")
    releases.add_releases(held)
    asking.add_frequencies(
        commands.add_parser("frequencies", help="print allele frequencies by group")
    )
    comparing.add(commands.add_parser("differences", help="compare two groups, allele by allele"))
    asking.add_cohort(
        commands.add_parser("cohort", help="count, compare or export people you describe")
    )
    pharmacogenes.add(commands.add_parser("pgx", help="count phenotypes of pharmacogenes by group"))
    statements.add(
        commands.add_parser("sql", help="ask one select over what the profile shows of a store")
    )
    views.add(commands.add_parser("views", help="list and show what a select can ask of a store"))
    serving.add(commands.add_parser("serve", help="open the dashboard over a store"))
    access.add(commands.add_parser("access", help="check who may read what on a server"))
    learning.add(commands.add_parser("learn", help="check cases that a teacher wrote"))
    verify.add(commands.add_parser("verify", help="check every byte of a store's releases"))
    auditing.add(commands.add_parser("audit", help="read and check the log of what was asked"))
    exchanged = commands.add_parser("bundle", help="exchange counts with another study, signed")
    bundles.add(exchanged, _ingest)
    keys.add(commands.add_parser("keys", help="make the keys that sign and open bundles"))
    demo = commands.add_parser("demo", help="write the raw files of an example study")
    demo.add_argument("folder", type=Path, help="folder to write them into")
    demo.add_argument(
        "--study",
        choices=["demo", "1000genomes", "two-countries"],
        default="demo",
        help="which one",
    )
    demo.add_argument(
        "--scale", choices=["small", "default", "large"], default="default", help="how many people"
    )
    demo.add_argument("--seed", type=int, default=1, help="the same seed, the same files")
    demo.set_defaults(run=_demo)
    return parser


def _ingest(options: argparse.Namespace) -> int:
    from rich.console import Console

    from data_loaders.release.ingest import ingest
    from data_loaders.release.ingest_report import show
    from data_loaders.reports.progress import Terminal
    from data_loaders.study import allowed_files
    from data_loaders.study.study_reading import read_study
    from straits import queries

    console = Console(stderr=True)
    shown = Terminal(console)
    with allowed_files.within(options.study.parent, *options.files_from):
        study = read_study(options.study)
        done = ingest(
            study,
            options.store,
            options.jobs,
            shown,
            options.strict,
            options.keep,
            queries.told.told_answers,
        )
    show(done, Console())
    for fault in views.faults(options.store) if study.views else ():
        console.print(fault, markup=False)
    return 0


def _positive(text: str, least: int = 1) -> int:
    if not text.isdecimal() or int(text) < least:
        raise argparse.ArgumentTypeError(f"expected a whole number from {least}, got {text!r}")
    return int(text)


def _two_or_more(text: str) -> int:
    """Read how many releases to keep: the current one and the one before it always stay."""
    return _positive(text, 2)


def _demo(options: argparse.Namespace) -> int:
    if options.study == "1000genomes":
        from demo.thousand_genomes import write_study

        print(write_study(options.folder))
    elif options.study == "two-countries":
        from demo.two_studies import write_studies

        print(*write_studies(options.folder, options.scale, options.seed), sep="\n")
    else:
        from demo.two_countries import write_demo

        print(write_demo(options.folder, options.scale, options.seed))
    return 0


def _started(arguments: list[str]) -> int:
    """Run what a person typed; what reads files of others runs in a process of its own."""
    if process.is_child():
        process.confine()
        return process.of_child(main(arguments))
    options = _parser().parse_args(arguments)
    if "files_from" not in options:
        return _run(options)
    most = process.all_memory() if options.memory is None else options.memory
    hours = options.hours
    return process.in_child(arguments, most, None if hours is None else hours * 3600)


if __name__ == "__main__":
    process.leave(_started(sys.argv[1:]))
