"""The command line of Straits: `python -m straits COMMAND`.

Each command imports what it needs itself: only here do loaders and dashboard meet.
"""

import argparse
import os
import sys
from pathlib import Path

from straits import process
from straits.commands import asking, checking, comparing, releases, verify
from straits.errors import DamageError, StraitsError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns 0, 1 where `verify` finds damage, 2 where a person must act."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        status: int = options.run(options)
    except StraitsError as error:
        print(f"{error.title}. {error}", file=sys.stderr)
        return 2
    except ModuleNotFoundError as error:
        print(
            f"This Python ({sys.executable}) has no {error.name}. Set Straits up in its "
            "folder with `make run`, and take the Python that it made: . .venv/bin/activate",
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
    serve = commands.add_parser("serve", help="open the dashboard over a store")
    serve.add_argument("--store", type=Path, required=True, help="folder of the store")
    serve.add_argument("--state", type=Path, help="folder for what readers save; none: no saving")
    serve.add_argument("--port", type=int, default=8501, help="port of this machine (8501)")
    serve.add_argument(
        "--memory",
        type=_memory,
        metavar="SIZE",
        help="what the caches may take together, such as 1.5GB (700MB); docs/store.md says what "
        "the server takes besides",
    )
    serve.set_defaults(run=_serve)
    verify.add(commands.add_parser("verify", help="check every byte of a store's releases"))
    demo = commands.add_parser("demo", help="write the raw files of an example study")
    demo.add_argument("folder", type=Path, help="folder to write them into")
    demo.add_argument("--study", choices=["demo", "1000genomes"], default="demo", help="which one")
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
    from data_loaders.study.study_reading import read_study

    console = Console(stderr=True)
    study = read_study(options.study)
    shown = Terminal(console)
    done = ingest(study, options.store, options.jobs, shown, options.strict, options.keep)
    show(done, Console())
    return 0


def _positive(text: str, least: int = 1) -> int:
    if not text.isdecimal() or int(text) < least:
        raise argparse.ArgumentTypeError(f"expected a whole number from {least}, got {text!r}")
    return int(text)


def _memory(text: str) -> str:
    from straits.store.held import memory_limits

    try:
        memory_limits.parse(text)
    except StraitsError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text


def _two_or_more(text: str) -> int:
    """Read how many releases to keep: the current one and the one before it always stay."""
    return _positive(text, 2)


def _serve(options: argparse.Namespace) -> int:
    from straits.store import open_store
    from straits.store.held import memory_limits
    from straits.store.releases.release_history import in_order

    # A store that cannot be opened is said here, not to the first visitor.
    try:
        open_store(options.store)
    except DamageError as error:
        if len(in_order(options.store)) == 1:
            raise
        # The pages offer another release of the store.
        print(f"{error.title}. {error}", file=sys.stderr)
    dashboard = Path(__file__).parents[1] / "dashboard.py"
    # A page works on small frames, for which handing work to threads takes longer than the work.
    # Of memory that each of many threads keeps for itself, a server of many readers frees little.
    environment = {"POLARS_MAX_THREADS": "1", "MALLOC_ARENA_MAX": "2"} | os.environ
    environment["STRAITS_STORE"] = str(options.store.resolve())
    if options.memory is not None:
        environment[memory_limits.VARIABLE] = options.memory
    if options.state is not None:
        environment["STRAITS_STATE"] = str(options.state.resolve())
    os.chdir(dashboard.parent)  # where Streamlit looks for its settings
    command = [sys.executable, "-m", "straits.ui.web.server", str(options.port)]
    os.execve(sys.executable, command, environment)


def _demo(options: argparse.Namespace) -> int:
    if options.study == "1000genomes":
        from demo.thousand_genomes import write_study

        print(write_study(options.folder))
    else:
        from demo.two_countries import write_demo

        print(write_demo(options.folder, options.scale, options.seed))
    return 0


if __name__ == "__main__":
    process.leave(main())
