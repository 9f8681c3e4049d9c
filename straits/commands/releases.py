"""The command that shows and changes which releases a store has: `releases`."""

import argparse
from pathlib import Path


def add_releases(parser: argparse.ArgumentParser) -> None:
    """Give `releases` its actions and their options."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    shown = actions.add_parser("list", help="print every release, the newest last")
    pin = actions.add_parser("pin", help="keep releases, however old they become")
    unpin = actions.add_parser("unpin", help="let releases be deleted once they are old")
    delete = actions.add_parser("delete", help="delete releases that are not current or pinned")
    for action in (pin, unpin, delete):
        action.add_argument("ids", nargs="+", metavar="ID", help="a release, as `list` names it")
    for action in (shown, pin, unpin, delete):
        action.add_argument("--store", type=Path, required=True, help="folder of the store")
    pin.add_argument("--reason", default="", help="why, such as the paper that cites it")
    shown.set_defaults(run=_list)
    pin.set_defaults(run=_pin)
    unpin.set_defaults(run=_unpin)
    delete.set_defaults(run=_delete)


def _list(options: argparse.Namespace) -> int:
    from rich.console import Console
    from rich.table import Table

    from straits.store.releases.release_history import releases

    table = Table(box=None)
    for heading in ("release", "published", "", "MB", "people", "alleles", "whole"):
        is_number = heading in ("MB", "people", "alleles")
        table.add_column(heading, justify="right" if is_number else "left")
    listed = releases(options.store)
    for release in listed:
        marks = ["current"] if release.is_current else []
        if release.is_pinned:
            marks.append(f"pinned: {release.reason}" if release.reason else "pinned")
        table.add_row(
            release.release_id,
            release.published_at or "not published",
            ", ".join(marks),
            f"{release.n_bytes / 1e6:,.1f}",
            *(
                "." if number is None else f"{number:,}"
                for number in (release.n_people, release.n_alleles)
            ),
            "no" if release.fault else "yes",
        )
    # What is not for a terminal is not folded to the width of one.
    console = Console(markup=False, highlight=False)
    if not console.is_terminal:
        console.width = 1_000
    console.print(table)
    for release in listed:
        if release.fault:
            console.print(f"{release.release_id}: {release.fault}")
    return 0


def _pin(options: argparse.Namespace) -> int:
    from data_loaders.release.release_changes import pin

    print(*pin(options.store, options.ids, options.reason), sep="\n")
    return 0


def _unpin(options: argparse.Namespace) -> int:
    from data_loaders.release.release_changes import unpin

    print(*unpin(options.store, options.ids), sep="\n")
    return 0


def _delete(options: argparse.Namespace) -> int:
    from data_loaders.release.release_changes import delete

    print(*delete(options.store, options.ids), sep="\n")
    return 0
