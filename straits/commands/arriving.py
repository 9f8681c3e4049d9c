"""The actions of `bundle` for what arrives: verify it, take it in, and list what is in force."""

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from straits.commands import checking

if TYPE_CHECKING:
    from data_loaders.bundles.received_bundles import Received
    from data_loaders.study.study_model import Study


def add(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]",
    ingest: Callable[[argparse.Namespace], int],
) -> None:
    """Give the actions of `bundle` those of what arrives.

    ingest
        The command `ingest`.
    """
    verify = actions.add_parser("verify", help="check everything of a bundle that arrived")
    take = actions.add_parser("open", help="check a bundle, and put it where the study reads it")
    for action in (verify, take):
        action.add_argument("file", type=Path, help="NAME.straits, as it arrived")
        action.add_argument("--study", type=Path, required=True, help="the study file, study.yaml")
        checking.add_limits(action)
    verify.add_argument("--store", type=Path, help="whose earlier bundles it has to follow")
    take.add_argument("--store", type=Path, required=True, help="folder of the store")
    take.add_argument(
        "--into", type=Path, metavar="DIR", help="where bundles lie (where the study file looks)"
    )
    take.add_argument(
        "--now", action="store_true", help="read the study again at once, into a new release"
    )
    take.set_defaults(run=partial(_open, ingest), jobs=1, strict=False, keep=None)
    verify.set_defaults(run=_verify)
    listed = actions.add_parser("list", help="print which bundles a store has read, or were sent")
    which = listed.add_mutually_exclusive_group(required=True)
    which.add_argument("--store", type=Path, help="folder of the store that read some")
    which.add_argument("--state", type=Path, help="folder that says what was sent")
    listed.set_defaults(run=_list)


def _verify(options: argparse.Namespace) -> int:
    _say(_checked(options))
    print("Nothing was changed. `bundle open` takes it in.")
    if options.store is None:
        print(
            "NOT CHECKED: whether a later one replaced it or took it back. Name the store that has "
            "read those before it: --store DIR"
        )
    return 0


def _open(ingest: Callable[[argparse.Namespace], int], options: argparse.Namespace) -> int:
    from data_loaders.bundles import received_bundles
    from straits.errors import BundleError

    received = _checked(options)
    if received.why_not:
        raise BundleError(f"{options.file.name}: {received.why_not}")
    study = _study(options)
    folder = options.into or received_bundles.folder_of(study, options.study, received)
    kept = received_bundles.keep(received, folder)
    _say(received)
    # Read again, since it says which files are there.
    partner = next(each for each in _study(options).partners if each.id == received.partner.id)
    if kept.resolve() not in [path.resolve() for path in partner.bundles]:
        print(
            f"It lies in {kept}, which the study does not name. Say in {options.study}, under the "
            f"partner {partner.id}:\n    bundles: {folder.name}/{partner.id}.*.straits"
        )
        return 0
    before = received_bundles.known(options.store).get(received.lineage)
    if before and before["bundle_id"] == received.manifest.sha256:
        print(f"It lies in {kept}, and {options.store} has read it already.")
        return 0
    if options.now:
        return ingest(options)
    print(f"It lies in {kept}, and is in the store from the next ingest on:")
    print(f"    python -m straits ingest {options.study} --store {options.store}")
    return 0


def _list(options: argparse.Namespace) -> int:
    from data_loaders.bundles import received_bundles
    from straits.bundles import bundle_keys

    if options.state is not None:
        return _list_sent(options.state)
    rows = received_bundles.known(options.store).values()
    for row in rows:
        print(
            f"{row['partner_name']}: {row['lineage']} {row['sequence']}, made "
            f"{row['created_at']:%Y-%m-%d}, until {row['valid_until']}: {row['state']}"
            f"{' (' + row['reason'] + ')' if row['reason'] else ''}\n"
            f"    {row['source_file']}, signed {bundle_keys.spelt(row['fingerprint'])}"
        )
    if not rows:
        print(f"{options.store} has read no bundle.")
    return 0


def _list_sent(state: Path) -> int:
    from straits import queries
    from straits.store import SENT_FOLDER, SentLedger

    print(queries.sending.sent_in_words(SentLedger(state / SENT_FOLDER)))
    return 0


def _checked(options: argparse.Namespace) -> "Received":
    """Return a bundle that follows what the study and its store have of its lineage."""
    from data_loaders.bundles import received_bundles

    study = _study(options)
    received = received_bundles.received_bundle(study, options.file, study.partners)
    received_bundles.arrived([received], options.store)
    return received


def _study(options: argparse.Namespace) -> "Study":
    from data_loaders.study import allowed_files
    from data_loaders.study.study_reading import read_study

    with allowed_files.within(options.study.parent, *options.files_from):
        return read_study(options.study)


def _say(received: "Received") -> None:
    """Print what a bundle holds, as a custodian reads it."""
    from straits.bundles import bundle_keys, bundle_tables

    manifest = received.manifest
    sender = received.bundle.sender
    print(
        f"{received.path.name}: {manifest.study.name}, release {manifest.release}, number "
        f"{manifest.sequence} of {manifest.lineage}\n"
        f"  signed by {sender.name} {bundle_keys.spelt(sender.fingerprint)}, as pinned for "
        f"{received.partner.name}\n"
        f"  made {manifest.created:%Y-%m-%d %H:%M} UTC, to be shown until {manifest.valid_until}; "
        f"profile {manifest.profile.name}, counts under {manifest.profile.min_alleles} as a range\n"
        f"  terms: {', '.join(manifest.terms.duo) or 'none named'}"
        f"{'. ' + manifest.terms.text if manifest.terms.text else ''}"
    )
    for what, text in (("permit", manifest.terms.permit), ("purpose", manifest.terms.purpose)):
        if text:
            print(f"  {what}: {text}")
    if manifest.revokes:
        revoked = manifest.revokes
        print(f"  It takes number {revoked.sequence} away: {revoked.reason}")
    for group in manifest.groups:
        print(
            f"  {group.label} ({group.grouping} of {group.site} {group.call_set}): "
            f"{group.n_people:,} people, as of {group.counted_on}"
            f"{'. ' + group.definition if group.definition else ''}"
        )
    for name, table in received.bundle.tables.items():
        print(f"  {name}: {table.height:,} rows, every one checked")
    if (cells := received.bundle.tables.get("cells")) is not None:
        print(f"  cells: {bundle_tables.by_state(cells)}")
    if received.why_not:
        print(f"  NOT SHOWN: {received.why_not}")
