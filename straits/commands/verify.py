"""The command that checks every byte of a store's releases."""

import argparse
from pathlib import Path


def add(parser: argparse.ArgumentParser) -> None:
    """Give the parser what `verify` takes."""
    parser.description = (
        "Check every file of a release against the SHA-256 in its manifest, and name each that "
        "fails, and why. Exit status: 0 whole, 1 damaged, 2 nothing to check."
    )
    parser.add_argument("--store", type=Path, required=True, help="folder of the store")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--release", help="id of the release (the current one)")
    which.add_argument("--all", action="store_true", help="every release of the store")
    parser.set_defaults(run=_verify)


def _verify(options: argparse.Namespace) -> int:
    from straits.store.releases import custody

    is_whole = True
    for checked in custody.check(options.store, options.release, options.all):
        print(*custody.report(checked), sep="\n", flush=True)
        is_whole &= not checked.verified.faults
    return 0 if is_whole else 1
