"""Taking a bundle apart where it arrives: each step before the next, and nothing believed before.

Size, decryption, packing, signature, manifest, recipients, days, digests, columns, rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

import polars as pl

from straits.bundles import bundle_manifest, bundle_tables, tar_files
from straits.bundles.bundle_keys import PublicKey, SecretKey, same_fingerprint, spelt
from straits.bundles.bundle_manifest import BundleManifest
from straits.bundles.sealing import MANIFEST, SIGNATURE
from straits.errors import BundleError

_AGE = b"age-encryption.org/v1\n"
# Of the file; of the manifest; of each table once it is unpacked.
MOST_BYTES = 1 << 29
_MOST_OF_MANIFEST = 1 << 24
_MOST_UNPACKED = 1 << 32
_SIGNATURE_LENGTH = 64
# Digits of a digest that tell two apart for a reader.
_FIRST = 12
# Two clocks may differ by so much.
_CLOCKS = timedelta(hours=1)


@dataclass(frozen=True)
class Bundle:
    """A bundle that was verified.

    tables
        By name, see straits.bundles.bundle_tables; only those that it has.
    """

    manifest: BundleManifest
    sender: PublicKey
    tables: Mapping[str, pl.DataFrame]


def content_of(path: Path) -> bytes:
    """Return the bytes of a bundle, or as many as tell that it is too large.

    Raises BundleError if it cannot be read.
    """
    return tar_files.content_of(path, MOST_BYTES)


def opened(
    content: bytes,
    key: SecretKey | None,
    pinned: Sequence[PublicKey],
    now: datetime | None = None,
) -> Bundle:
    """Return what a bundle holds, once all of it is verified; its last day may be past.

    content
        The file, of which at most the limit of straits.bundles was read.
    key
        One's own; None opens only what is not encrypted.
    pinned
        Keys of partners that the study names.
    now
        None: this machine's clock.
    Raises BundleError with the first reason why not. Nothing that it holds was believed by then.
    """
    manifest, sender, files = manifested(content, key, pinned, now)
    tables = {}
    for file in manifest.files:
        name = PurePosixPath(file.path).stem
        if name not in bundle_tables.SCHEMAS or file.columns != bundle_tables.columns(name):
            raise BundleError(
                f"{file.path} is no table of this format, or its manifest says other columns of "
                f"it: expected {', '.join(bundle_tables.columns(name)) or 'no such table'}. Ask "
                "the sender which version of Straits made it."
                if name in bundle_tables.SCHEMAS
                else f"{file.path} is no table of a bundle: {', '.join(bundle_tables.SCHEMAS)} "
                "are. Ask the sender which version of Straits made it."
            )
        tables[name] = bundle_tables.read(name, files[file.path], file.rows, _MOST_UNPACKED)
    _require_known_groups(manifest, tables)
    return Bundle(manifest, sender, tables)


def manifested(
    content: bytes,
    key: SecretKey | None,
    pinned: Sequence[PublicKey],
    now: datetime | None = None,
) -> tuple[BundleManifest, PublicKey, Mapping[str, bytes]]:
    """Return the manifest of a bundle, who signed it, and its files, whose digests are right.

    No table has been read. Raises BundleError as `opened` does.
    """
    if len(content) > MOST_BYTES:
        raise BundleError(
            f"It is larger than the {MOST_BYTES:,} bytes that a bundle may have. Ask the sender to "
            "make several of shorter lists."
        )
    is_sealed = content.startswith(_AGE)
    if is_sealed and key is None:
        raise BundleError("It is encrypted. Name the key that opens it: --key NAME.key")
    files = _parts(key.opened(content) if is_sealed and key is not None else content)
    text, signature = files.pop(MANIFEST), files.pop(SIGNATURE)
    sender = _signer(text, signature, pinned)
    manifest = bundle_manifest.read(text)
    if not same_fingerprint(manifest.sender.key, sender.fingerprint):
        raise BundleError(
            f"Its manifest names another sender than the key that signed it: "
            f"{spelt(manifest.sender.key)}, and {spelt(sender.fingerprint)} of {sender.name} has "
            "signed. Ask the sender to sign with the key that the draft names."
        )
    if bool(manifest.recipients) != is_sealed:
        raise BundleError(
            "It is encrypted and names no recipient: somebody else wrapped it. "
            if is_sealed
            else "It is for named recipients, and is not encrypted: somebody else wrapped it. "
            "Ask the sender to send it to you again."
        )
    if is_sealed and key is not None and key.public.fingerprint not in manifest.recipients:
        raise BundleError(
            f"Its manifest does not name your key {spelt(key.public.fingerprint)} among its "
            f"recipients, {', '.join(map(spelt, manifest.recipients))}: somebody else passed it "
            "on. Ask the sender for one that is for you."
        )
    _require_time(manifest, sender, now or datetime.now(UTC))
    _require_files(manifest, files)
    return manifest, sender, files


def _signer(text: bytes, signature: bytes, pinned: Sequence[PublicKey]) -> PublicKey:
    for key in pinned:
        if len(signature) == _SIGNATURE_LENGTH and key.has_signed(text, signature):
            return key
    keys = ", ".join(f"{key.name} {spelt(key.fingerprint)}" for key in pinned) or "none"
    raise BundleError(
        "None of the keys that are pinned for partners has signed it. Pinned: "
        f"{keys}. Ask the sender for the fingerprint of the key, by phone."
    )


def why_not_in_force(manifest: BundleManifest, sender: PublicKey, now: datetime) -> str:
    """Return why nothing of a bundle may be shown any more; empty while it may be."""
    if manifest.valid_until < now.astimezone(UTC).date():
        return f"It was valid until {manifest.valid_until}. Ask the sender for a newer one."
    if sender.valid_until < now.astimezone(UTC).date():
        return (
            f"The key {spelt(sender.fingerprint)} of {sender.name} expired on "
            f"{sender.valid_until}. Pin the sender's new key, and ask for a bundle that it signed."
        )
    return ""


def _require_time(manifest: BundleManifest, sender: PublicKey, now: datetime) -> None:
    created = manifest.created.astimezone(UTC)
    if created > now + _CLOCKS:
        raise BundleError(
            f"It says that it was made at {created:%Y-%m-%d %H:%M} UTC, and here it is "
            f"{now.astimezone(UTC):%Y-%m-%d %H:%M}: one of the two clocks is wrong. Set this "
            "machine's, or ask the sender to set theirs and to sign it again."
        )
    if not sender.created <= created.date() <= sender.valid_until:
        raise BundleError(
            f"It was signed on {created.date()}, and the key {spelt(sender.fingerprint)} of "
            f"{sender.name} holds from {sender.created} to {sender.valid_until}. Ask the sender to "
            "sign with a key that holds, and pin that."
        )


def _require_files(manifest: BundleManifest, files: Mapping[str, bytes]) -> None:
    if files.keys() != (named := {file.path for file in manifest.files}):
        strange = [f"{name} is missing" for name in sorted(named - files.keys())]
        strange += [f"{ascii(name)} is one more" for name in sorted(files.keys() - named)]
        raise BundleError(
            f"Its files are not those that its manifest names: {', '.join(strange)}. Ask the "
            "sender to send it again."
        )
    for file in manifest.files:
        content = files[file.path]
        digest = tar_files.sha256(content)
        if len(content) != file.bytes or digest != file.sha256:
            raise BundleError(
                f"{file.path} is not what was signed: {file.bytes:,} bytes with the SHA-256 "
                f"{file.sha256[:_FIRST]}... were, and here are {len(content):,} with "
                f"{digest[:_FIRST]}... Ask the sender to send the bundle again."
            )


def _require_known_groups(manifest: BundleManifest, tables: Mapping[str, pl.DataFrame]) -> None:
    """Require that every cell is of a group that was named, and of an allele that was listed."""
    if (cells := tables.get("cells")) is None:
        return
    of_cells = cells.select("site", "call_set", "grouping", "group_id").unique().rows()
    if strange := set(of_cells) - {group.key for group in manifest.groups}:
        raise BundleError(
            f"cells.parquet counts {ascii(' '.join(min(strange)))}, which its manifest does not "
            f"name among its {len(manifest.groups)} groups. Ask the sender to make it again."
        )
    key = ["contig", "pos", "ref", "alt"]
    listed = tables.get("alleles", cells.clear()).select(key).unique()
    if (n_strange := cells.select(key).unique().join(listed, on=key, how="anti").height) > 0:
        raise BundleError(
            f"cells.parquet has {n_strange:,} alleles that no list of it names, of the "
            f"{listed.height:,} in alleles.parquet. Ask the sender to make it again."
        )


def _parts(content: bytes) -> dict[str, bytes]:
    """Return the files of a bundle that is not encrypted any more."""
    files = tar_files.untarred(content)
    if missing := [
        what
        for name, what in ((MANIFEST, "no manifest"), (SIGNATURE, "no signature"))
        if name not in files
    ]:
        raise BundleError(
            f"It has {' and '.join(missing)}, which every bundle has: nobody says whose it is. Ask "
            "the sender for the file that `bundle sign` wrote."
        )
    if (size := len(files[MANIFEST])) > _MOST_OF_MANIFEST:
        raise BundleError(
            f"Its manifest has {size:,} bytes, and may have {_MOST_OF_MANIFEST:,}. Ask the sender "
            "to make one of fewer lists or groups."
        )
    return files
