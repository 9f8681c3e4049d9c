"""The commands that exchange counts with another study, as signed bundles."""

import argparse
from collections.abc import Callable
from pathlib import Path

from straits.commands import arriving, leaving, revoking


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
    show.set_defaults(run=_show)
    arriving.add(actions, ingest)
    revoking.add(actions)


def _show(options: argparse.Namespace) -> int:
    from straits import queries
    from straits.bundles import bundle_keys, bundle_opening
    from straits.errors import BundleError

    if options.file.suffix == queries.sending.DRAFT:
        made = queries.sending.read_draft(options.file)
        print(
            f"A draft {queries.sending.addressed(made.recipients)}: it leaves when it is signed. "
            "What was, is said by: bundle list --state DIR"
        )
        print(queries.sending.summary(made.manifest))
        print(queries.sending.sample(made.tables))
        return 0
    key = bundle_keys.read_secret(options.key) if options.key else None
    if not options.partners:
        raise BundleError(f"Name the key of who may have signed {options.file}: --from NAME.pub")
    pinned = [bundle_keys.read_public(path) for path in options.partners]
    content = bundle_opening.content_of(options.file)
    bundle = bundle_opening.opened(content, key, pinned)
    print(queries.sending.summary(bundle.manifest))
    print(queries.sending.sample(bundle.tables))
    return 0
