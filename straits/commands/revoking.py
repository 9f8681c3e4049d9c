"""The action of `bundle` that takes back what was sent: one that says so, to the same partners."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def add(actions: Any) -> None:
    """Add `revoke` to the actions of `bundle`."""
    revoke = actions.add_parser(
        "revoke",
        help="write a signed file that takes the last bundle away at the partner's",
        description="Write NAME.straits, which takes the last bundle of a name away where it is "
        "opened, with the reason. It counts as sent. A bundle that corrects it can follow.",
    )
    revoke.add_argument("out", type=Path, metavar="NAME.straits", help="file to write")
    revoke.add_argument("--name", required=True, help="of the line of bundles, such as dk-to-sg")
    revoke.add_argument("--reason", required=True, help="why, as the partner reads it")
    revoke.add_argument("--key", type=Path, required=True, metavar="NAME.key")
    revoke.add_argument(
        "--to", type=Path, action="append", default=[], metavar="PARTNER.pub",
        help="the keys of all to whom it was sent; as often as needed",
    )  # fmt: skip
    revoke.add_argument("--state", type=Path, required=True, help="folder that says what was sent")
    revoke.set_defaults(run=_revoke)


def _revoke(options: argparse.Namespace) -> int:
    from straits.bundles import bundle_keys, sealing, tar_files
    from straits.bundles.bundle_manifest import Revocation
    from straits.errors import BundleError
    from straits.store import SENT_FOLDER, SentBundle, SentLedger

    ledger = SentLedger(options.state / SENT_FOLDER)
    last = ledger.last(options.name)
    key = bundle_keys.read_secret(options.key)
    to = [bundle_keys.read_public(path) for path in options.to]
    if {each.fingerprint for each in to} != set(last.recipients):
        named = ", ".join(map(bundle_keys.spelt, last.recipients)) or "nobody: it is open"
        raise BundleError(f"It was sent to {named}. Name the keys of all of them, and no others.")
    revoked = Revocation(sequence=last.sequence, manifest=last.sha256, reason=options.reason)
    nothing = dict.fromkeys(("sites", "groups", "call_sets", "lists", "budgets", "withheld"), ())
    manifest = last.model_copy(
        update={
            **nothing, "files": (), "revokes": revoked, "sequence": last.sequence + 1,
            "previous": last.sha256, "created": datetime.now(UTC).replace(microsecond=0),
        }
    )  # fmt: skip
    content = sealing.sealed(manifest, {}, key, to)
    noted = SentBundle(
        manifest.study.id, manifest.lineage, manifest.sequence, manifest.sha256,
        manifest.created.isoformat(), manifest.recipients, "", "", (),
    )  # fmt: skip
    ledger.note(noted, manifest.content, {}, to)
    tar_files.write(options.out, content, 0o644)
    print(f"{options.out}: takes number {last.sequence} of {last.lineage} away. Send it.")
    return 0
