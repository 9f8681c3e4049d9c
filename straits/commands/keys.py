"""The commands that make keys of bundles and tell their fingerprints."""

import argparse
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

_VALID_FOR = timedelta(days=730)


def add(parser: argparse.ArgumentParser) -> None:
    """Give the parser what `keys` takes."""
    parser.description = (
        "Make the pair of keys that signs and opens bundles, and tell the fingerprint of one "
        "(docs/exchange.md)."
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    new = actions.add_parser(
        "new",
        help="write NAME.key, which stays, and NAME.pub, which the partner is given",
        description="Write NAME.key, which opens what arrives, signs what leaves, and stays; and "
        "NAME.pub, which the partner is given. Read its fingerprint to each other by phone.",
    )
    new.add_argument("name", metavar="NAME", help="path without its ending, as keys/denmark")
    new.add_argument("--owner", help="whose it is, as partners read it (the last part of NAME)")
    new.add_argument(
        "--valid-until", type=_day, metavar="DAY", help="last day, as 2028-11-29 (two years)"
    )
    new.set_defaults(run=_new)
    told = actions.add_parser("fingerprint", help="print the fingerprint of a key, to be read out")
    told.add_argument("file", type=Path, help="NAME.pub, or NAME.key")
    told.set_defaults(run=_fingerprint)


def _new(options: argparse.Namespace) -> int:
    from straits.bundles import bundle_keys

    path = Path(options.name)
    until = options.valid_until or datetime.now(UTC).date() + _VALID_FOR
    key = bundle_keys.new(options.owner or path.name, until)
    secret, public = bundle_keys.write(key, path.parent, path.name)
    print(f"{secret} stays with you: whoever has it can sign in your name. Keep a copy, locked.")
    print(f"{public} is for your partner, who pins it by its fingerprint, valid until {until}:")
    print(f"  {bundle_keys.spelt(key.public.fingerprint)}")
    return 0


def _fingerprint(options: argparse.Namespace) -> int:
    from straits.bundles import bundle_keys

    path: Path = options.file
    if path.suffix == ".key":
        key = bundle_keys.read_secret(path).public
    else:
        key = bundle_keys.read_public(path)
    print(f"{key.name}, {key.created} to {key.valid_until}")
    print(f"  {bundle_keys.spelt(key.fingerprint)}")
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a day such as 2028-11-29, got {text!r}") from (
            None
        )
