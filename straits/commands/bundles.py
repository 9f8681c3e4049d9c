"""The commands that exchange counts with another study, as signed bundles."""

import argparse
from collections.abc import Callable
from pathlib import Path

from straits.commands import arriving


def add(parser: argparse.ArgumentParser, ingest: Callable[[argparse.Namespace], int]) -> None:
    """Give the parser what `bundle` takes. ingest: the command that reads a study again."""
    parser.description = (
        "Exchange counts with another study: see what would leave, sign and seal it, and look at "
        "what arrived (docs/exchange.md)."
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    show = actions.add_parser("show", help="print what a bundle holds, once it is verified")
    show.add_argument("file", type=Path, help="NAME.straits")
    show.add_argument("--key", type=Path, metavar="NAME.key", help="your key, which opens it")
    show.add_argument(
        "--from",
        dest="partners",
        type=Path,
        action="append",
        default=[],
        metavar="NAME.pub",
        help="the key of a partner who may have signed it; as often as needed",
    )
    show.set_defaults(run=_show)
    arriving.add(actions, ingest)


def _show(options: argparse.Namespace) -> int:
    from straits.bundles import bundle_keys, bundle_opening

    key = bundle_keys.read_secret(options.key) if options.key else None
    pinned = [bundle_keys.read_public(path) for path in options.partners]
    content = bundle_opening.content_of(options.file)
    bundle = bundle_opening.opened(content, key, pinned)
    said = bundle.manifest
    print(f"{said.study.name}, release {said.release}, bundle {said.sequence} of {said.lineage}")
    print(f"  signed by {bundle.sender.name} on {said.created:%Y-%m-%d}, until {said.valid_until}")
    for name, table in bundle.tables.items():
        print(f"  {name}: {table.height:,} rows")
    return 0
