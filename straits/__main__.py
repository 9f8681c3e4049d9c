"""The command line of Straits: `python -m straits COMMAND`.

Each command imports what it needs itself: only here do loaders and dashboard meet.
"""

import argparse
import os
import sys
from pathlib import Path

from straits.errors import StraitsError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns 0, or 2 where a person has to change something first."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        status: int = options.run(options)
    except StraitsError as error:
        print(f"{error.title}. {error}", file=sys.stderr)
        return 2
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m straits", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    ingest = commands.add_parser("ingest", help="read a study into a store")
    ingest.add_argument("study", type=Path, help="the study file, study.yaml")
    ingest.add_argument("--store", type=Path, required=True, help="folder of the store")
    ingest.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="threads to work with"
    )
    ingest.set_defaults(run=_ingest)
    return parser


def _ingest(options: argparse.Namespace) -> int:
    from rich.console import Console

    from data_loaders.ingest import ingest
    from data_loaders.ingest_report import show
    from data_loaders.progress import Terminal
    from data_loaders.study import read_study

    console = Console(stderr=True)
    done = ingest(read_study(options.study), options.store, options.jobs, Terminal(console))
    show(done, Console())
    return 0


if __name__ == "__main__":
    sys.exit(main())
