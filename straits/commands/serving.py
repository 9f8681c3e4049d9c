"""The command that opens the dashboard over a store."""

import argparse
import os
import shlex
import sys
from pathlib import Path

from straits.errors import DamageError, SettingError, StraitsError


def add(parser: argparse.ArgumentParser) -> None:
    """Give the parser what `serve` takes."""
    parser.add_argument("--store", type=Path, required=True, help="folder of the store")
    parser.add_argument("--state", type=Path, help="folder for what readers save; none: no saving")
    parser.add_argument(
        "--audit",
        type=Path,
        metavar="FOLDER",
        help="folder of the log of what is asked (audit/ in the store, where the study's profile "
        "has a minimum of people; else there is none)",
    )
    parser.add_argument(
        "--views",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="a folder of views of one's own, read again whenever somebody asks; once for each",
    )
    parser.add_argument("--port", type=int, default=8501, help="port of this machine (8501)")
    parser.add_argument(
        "--host-name",
        type=_host_name,
        action="append",
        default=[],
        metavar="NAME",
        help="a name under which the server may be asked besides localhost; once for each",
    )
    parser.add_argument(
        "--sign-in",
        type=Path,
        metavar="FILE",
        help="the provider at which readers sign in, a TOML file; without it, this machine alone",
    )
    parser.add_argument(
        "--access",
        type=Path,
        metavar="FILE",
        help="access.yaml, which says who of those may read what; read again when it changes",
    )
    parser.add_argument(
        "--purpose",
        type=_purpose,
        action="append",
        default=[],
        metavar="TERM",
        help="what readers at this machine ask for, a term of the Data Use Ontology such as HMB; "
        "sites whose data may not be used for it are left out. Once for each",
    )
    parser.add_argument(
        "--memory",
        type=_memory,
        metavar="SIZE",
        help="what the caches may take together, such as 1.5GB (700MB); docs/store.md says what "
        "the server takes besides",
    )
    parser.set_defaults(run=_serve)


def _memory(text: str) -> str:
    from straits.store.held import memory_limits

    try:
        memory_limits.parse(text)
    except StraitsError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text


def _purpose(text: str) -> str:
    from straits import duo_terms

    try:
        return duo_terms.purpose(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _host_name(text: str) -> str:
    from straits.ui.access import host_names

    if not host_names.is_name(text):
        raise argparse.ArgumentTypeError(
            f"expected the name of a host without a port, such as straits.example.org, got {text!r}"
        )
    return text.lower()


def _serve(options: argparse.Namespace) -> int:
    from straits.store import open_store
    from straits.store.audited import answer_log
    from straits.store.held import memory_limits
    from straits.store.releases import data_use
    from straits.store.releases.release_history import in_order
    from straits.ui.access import host_names
    from straits.workbench import own_views

    if options.purpose:
        os.environ[data_use.VARIABLE] = " ".join(options.purpose)
    if options.audit is not None:
        os.environ[answer_log.VARIABLE] = str(options.audit.resolve())
    # A store that cannot be opened, and a log that cannot be written, are said here, not to the
    # first visitor.
    try:
        answer_log.begin(options.store, open_store(options.store).profile)
    except DamageError as error:
        if len(in_order(options.store)) == 1:
            raise
        # The pages offer another release of the store.
        print(f"{error.title}. {error}", file=sys.stderr)
    dashboard = Path(__file__).parents[2] / "dashboard.py"
    # A page works on small frames, for which handing work to threads takes longer than the work.
    # Of memory that each of many threads keeps for itself, a server of many readers frees little.
    environment = {"POLARS_MAX_THREADS": "1", "MALLOC_ARENA_MAX": "2"} | os.environ
    environment["STRAITS_STORE"] = str(options.store.resolve())
    if options.memory is not None:
        environment[memory_limits.VARIABLE] = options.memory
    environment |= _of_readers(options)
    if options.views:
        environment[own_views.VARIABLE] = os.pathsep.join(map(str, _folders_of(options.views)))
    if options.host_name:
        environment[host_names.VARIABLE] = ",".join(options.host_name)
    if options.state is not None:
        _note_open_folder(options.state)
        environment["STRAITS_STATE"] = str(options.state.resolve())
    os.chdir(dashboard.parent)  # where Streamlit looks for its settings
    command = [sys.executable, "-m", "straits.ui.web.server", str(options.port)]
    os.execve(sys.executable, command, environment)


def _folders_of(named: list[Path]) -> list[Path]:
    """Return folders of views whole. Raises SettingError for one that is not there."""
    for folder in named:
        if not folder.is_dir():
            raise SettingError(f"--views names {folder}, and there is no such folder.")
    return [folder.resolve() for folder in named]


def _of_readers(options: argparse.Namespace) -> dict[str, str]:
    """Return what tells the server of who may read; raises SettingError for what cannot be."""
    from straits.ui.access import access_file, known_readers, sign_in_file
    from straits.ui.address import links

    if options.sign_in is None:
        if options.access is not None or options.host_name:
            raise SettingError(
                "Who reads under another name than localhost, or by roles, must sign in: add "
                "--sign-in FILE, the provider at which readers sign in, or leave out --access and "
                "--host-name."
            )
        return {}
    if options.purpose:
        raise SettingError(
            "Readers who sign in have the purpose of their project, in access.yaml: leave out "
            "--purpose, or --sign-in."
        )
    sign_in_file.read(options.sign_in, str(options.port))
    named = {sign_in_file.VARIABLE: str(options.sign_in.resolve())}
    if options.access is not None:
        access_file.read(options.access, links.PAGES)
        named[known_readers.VARIABLE] = str(options.access.resolve())
    return named


def _note_open_folder(state: Path) -> None:
    if state.is_dir() and state.stat().st_mode & 0o077:
        print(
            f"Others of this machine may look into {state}, where readers save. "
            f"Close it with: chmod 700 {shlex.quote(str(state))}",
            file=sys.stderr,
        )
