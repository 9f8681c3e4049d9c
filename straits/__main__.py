"""The command line of Straits: `python -m straits COMMAND`.

Each command imports what it needs itself: only here do loaders and dashboard meet.
"""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from straits import process
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
    ingest.set_defaults(run=_ingest)
    _add_frequencies(commands.add_parser("frequencies", help="print allele frequencies by group"))
    _add_cohort(commands.add_parser("cohort", help="count, compare or export people you describe"))
    serve = commands.add_parser("serve", help="open the dashboard over a store")
    serve.add_argument("--store", type=Path, required=True, help="folder of the store")
    serve.add_argument("--state", type=Path, help="folder for what readers save; none: no saving")
    serve.add_argument("--port", type=int, default=8501, help="port of this machine (8501)")
    serve.set_defaults(run=_serve)
    demo = commands.add_parser("demo", help="write the raw files of an example study")
    demo.add_argument("folder", type=Path, help="folder to write them into")
    demo.add_argument("--study", choices=["demo", "1000genomes"], default="demo", help="which one")
    demo.add_argument(
        "--scale", choices=["small", "default", "large"], default="default", help="how many people"
    )
    demo.add_argument("--seed", type=int, default=1, help="the same seed, the same files")
    demo.set_defaults(run=_demo)
    return parser


def _add_frequencies(parser: argparse.ArgumentParser) -> None:
    _add_alleles(parser)
    parser.add_argument("--grouping", help="which grouping of people (the first of the study)")
    parser.add_argument(
        "--by",
        default="site,group",
        help="what to tell apart, of site,call_set,group,sex, joined by commas (site,group)",
    )
    parser.set_defaults(run=_frequencies)


def _add_alleles(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--store", type=Path, required=True, help="folder of the store")
    alleles = parser.add_mutually_exclusive_group(required=True)
    alleles.add_argument("--gene", help="alleles within a gene: symbol, former symbol or id")
    alleles.add_argument("--region", help="alleles within contig:start-end, both ends included")
    alleles.add_argument("--variant", help="one allele: contig-pos-ref-alt, or an rsID")
    parser.add_argument(
        "--sample-set", choices=["all", "unrelated"], default="all", help="whom to count (all)"
    )
    parser.add_argument("--pool-sites", action="store_true", help="add people of several sites up")
    parser.add_argument("--format", choices=["table", "csv", "json", "parquet"], default="table")


def _add_cohort(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    count = actions.add_parser("count", help="print how many people each criterion keeps")
    frequencies = actions.add_parser("frequencies", help="print allele frequencies of a cohort")
    export = actions.add_parser("export", help="print the members of a cohort, or the cohort")
    for action in (count, frequencies, export):
        action.add_argument(
            "cohort",
            help="a file with JSON or a sentence, a sentence in quotes, a link, or - to read it",
        )
    _add_alleles(frequencies)
    frequencies.add_argument(
        "--by",
        default="site",
        help="what to tell apart, of site,call_set,sex, joined by commas (site)",
    )
    frequencies.set_defaults(run=_cohort_frequencies)
    for action in (count, export):
        action.add_argument("--store", type=Path, required=True, help="folder of the store")
    count.add_argument("--format", choices=["table", "csv", "json", "parquet"], default="table")
    count.set_defaults(run=_cohort_count)
    export.add_argument(
        "--what",
        choices=["members", "json", "sentence", "link"],
        default="members",
        help="its members (where the profile shows persons), or the cohort in one of its forms",
    )
    export.add_argument("--format", choices=["table", "csv", "json", "parquet"], default="csv")
    export.set_defaults(run=_cohort_export)


def _ingest(options: argparse.Namespace) -> int:
    from rich.console import Console

    from data_loaders.ingest import ingest
    from data_loaders.ingest_report import show
    from data_loaders.progress import Terminal
    from data_loaders.study import read_study

    console = Console(stderr=True)
    study = read_study(options.study)
    done = ingest(study, options.store, options.jobs, Terminal(console), options.strict)
    show(done, Console())
    return 0


def _frequencies(options: argparse.Namespace) -> int:
    from straits import queries
    from straits.store import open_store

    store = open_store(options.store)
    found, parts = queries.frequencies_and_parts(
        store,
        gene=options.gene,
        region=options.region,
        variant=options.variant,
        grouping=options.grouping,
        by=_listed(options.by),
        sample_set=options.sample_set,
        pool_sites=options.pool_sites,
    )
    _print(found, options.format, store.study.is_synthetic)
    _note(found, parts, store.study.relatedness, options)
    return 0


def _cohort_count(options: argparse.Namespace) -> int:
    from straits.queries import cohorts
    from straits.store import open_store

    store, cohort = open_store(options.store), _cohort(options)
    _print(cohorts.steps(store, cohort), options.format, store.study.is_synthetic)
    if fault := cohorts.attrition(store, cohort).fault:
        print(f"The cohort is empty: {fault}.", file=sys.stderr)
    return 0


def _cohort_frequencies(options: argparse.Namespace) -> int:
    from straits import queries
    from straits.store import open_store

    store = open_store(options.store)
    found, parts = queries.frequencies_and_parts(
        store,
        gene=options.gene,
        region=options.region,
        variant=options.variant,
        by=_listed(options.by),
        sample_set=options.sample_set,
        pool_sites=options.pool_sites,
        cohort=_cohort(options),
    )
    _print(found, options.format, store.study.is_synthetic)
    _note(found, parts, store.study.relatedness, options)
    return 0


def _cohort_export(options: argparse.Namespace) -> int:
    from straits.queries import cohorts
    from straits.store import open_store

    store, cohort = open_store(options.store), _cohort(options)
    if options.what == "members":
        _print(cohorts.members(store, cohort), options.format, store.study.is_synthetic)
    else:
        print(cohorts.written(cohort, options.what))
    return 0


def _cohort(options: argparse.Namespace) -> Any:
    """Return the cohort that a command names, from a file if there is one of that name."""
    from straits.queries import cohorts

    named: str = options.cohort
    if named == "-":
        return cohorts.read(sys.stdin.read())
    is_file = len(named) < 250 and Path(named).is_file()
    return cohorts.read(Path(named).read_text(encoding="utf-8") if is_file else named)


def _note(found: Any, parts: Any, relatedness: str, options: argparse.Namespace) -> None:
    """Say beside frequencies what the numbers themselves do not tell."""
    from straits.queries.frequency_text import notes

    asked = options.gene or options.region or options.variant
    counts_everyone = options.sample_set == "unrelated" and relatedness != "known"
    for line in notes(found, parts, asked, options.pool_sites, counts_everyone):
        print(line, file=sys.stderr)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, got {text!r}")
    return int(text)


def _listed(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _print(found: Any, form: str, is_synthetic: bool) -> None:
    """Print a frame, to be read by a person or by another program.

    That people are synthetic is said beside it, since its columns are fixed.
    """
    import io

    from straits.queries.frequency_text import as_text

    if is_synthetic:
        print("These are synthetic people: nobody here is real.", file=sys.stderr)
    written = io.BytesIO()
    if form == "table":
        written.write(as_text(found).encode())
    elif form == "csv":
        found.write_csv(written)
    elif form == "json":
        written.write(found.write_json().encode())
    else:
        found.write_parquet(written)
    try:
        sys.stdout.buffer.write(written.getvalue())
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough; nothing is left to flush at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _serve(options: argparse.Namespace) -> int:
    from straits.store import open_store

    # A store that cannot be opened is said here, not to the first visitor.
    open_store(options.store)
    dashboard = Path(__file__).parents[1] / "dashboard.py"
    # A page works on small frames, for which handing work to threads takes longer than the work.
    environment = {"POLARS_MAX_THREADS": "1"} | os.environ
    environment["STRAITS_STORE"] = str(options.store.resolve())
    if options.state is not None:
        environment["STRAITS_STATE"] = str(options.state.resolve())
    os.chdir(dashboard.parent)  # where Streamlit looks for its settings
    command = [sys.executable, "-m", "streamlit", "run", str(dashboard)]
    os.execve(sys.executable, [*command, "--server.port", str(options.port)], environment)


def _demo(options: argparse.Namespace) -> int:
    if options.study == "1000genomes":
        from data_loaders.demo.thousand_genomes import write_study

        print(write_study(options.folder))
    else:
        from data_loaders.demo.demo import write_demo

        print(write_demo(options.folder, options.scale, options.seed))
    return 0


if __name__ == "__main__":
    process.leave(main())
