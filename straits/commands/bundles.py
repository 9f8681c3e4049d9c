"""The commands that exchange counts with another study, as signed bundles."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from straits.commands import arriving, leaving, printing, revoking

if TYPE_CHECKING:
    from polars import DataFrame

    from straits.bundles.bundle_manifest import BundleManifest


def add(parser: argparse.ArgumentParser, ingest: Callable[[argparse.Namespace], int]) -> None:
    """Give the parser what `bundle` takes. ingest: the command that reads a study again."""
    parser.description = (
        "Exchange counts with another study: see what would leave, sign and seal it, and look at "
        "what arrived (docs/exchange.md)."
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    leaving.add(actions)
    show = actions.add_parser("show", help="print what a draft or a bundle holds")
    show.add_argument("file", type=Path, help="NAME.draft, or NAME.straits, which is verified")
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
    whole = show.add_mutually_exclusive_group()
    whole.add_argument(
        "--cells", action="store_true", help="print all cells as CSV, and nothing else"
    )
    whole.add_argument(
        "--tables", type=Path, metavar="DIR", help="write all that it holds: each table as CSV"
    )
    show.set_defaults(run=_show)
    arriving.add(actions, ingest)
    revoking.add(actions)


def _show(options: argparse.Namespace) -> int:
    from straits import queries
    from straits.bundles import bundle_keys, bundle_opening
    from straits.errors import BundleError

    if options.file.suffix == queries.sending.DRAFT:
        made = queries.sending.read_draft(options.file)
        if not options.cells:
            print(
                f"A draft {queries.sending.addressed(made.recipients)}: it leaves when it is "
                "signed. What was, is said by: bundle list --state DIR"
            )
        _say(options, made.manifest, made.tables)
        return 0
    key = bundle_keys.read_secret(options.key) if options.key else None
    if not options.partners:
        raise BundleError(f"Name the key of who may have signed {options.file}: --from NAME.pub")
    pinned = [bundle_keys.read_public(path) for path in options.partners]
    content = bundle_opening.content_of(options.file)
    bundle = bundle_opening.opened(content, key, pinned)
    _say(options, bundle.manifest, bundle.tables)
    return 0


def _say(
    options: argparse.Namespace, manifest: "BundleManifest", tables: "Mapping[str, DataFrame]"
) -> None:
    """Print what a draft or a bundle holds: in short with some cells, or all cells; or write it."""
    from straits import queries
    from straits.exports import safe_csv

    if options.cells:
        cells = tables.get("cells")
        printing.put([] if cells is None else [safe_csv.csv(cells)], None)
        return
    print(queries.sending.summary(manifest))
    print(queries.sending.sample(tables))
    if options.tables is not None:
        options.tables.mkdir(parents=True, exist_ok=True)
        printing.to_file([manifest.content], options.tables / "manifest.json")
        for name, table in tables.items():
            printing.to_file([safe_csv.csv(table)], options.tables / f"{name}.csv")
        print(f"All of it is in {options.tables}: {', '.join(sorted(tables))} and manifest.json")
