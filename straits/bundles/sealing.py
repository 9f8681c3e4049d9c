"""A bundle as one file, NAME.straits: a tar that is encrypted to its recipients, or bare if open.

It holds manifest.json, signature and tables. The signature is of the manifest, which holds the
digest of every table: so what somebody else encrypted, or cut, is not taken for the sender's.
"""

from collections.abc import Mapping, Sequence

import polars as pl
import pyrage

from straits.bundles import bundle_tables, tar_files
from straits.bundles.bundle_keys import PublicKey, SecretKey
from straits.bundles.bundle_manifest import BundleManifest, SentFile
from straits.errors import BundleError

SUFFIX = ".straits"
MANIFEST, SIGNATURE = "manifest.json", "signature"


def packed(tables: Mapping[str, pl.DataFrame]) -> dict[SentFile, bytes]:
    """Return tables as files of a bundle, with what its manifest says of each."""
    files = {}
    for name in sorted(tables):
        content = bundle_tables.written(name, tables[name])
        files[
            SentFile(
                path=f"{name}.parquet",
                rows=tables[name].height,
                bytes=len(content),
                sha256=tar_files.sha256(content),
                columns=bundle_tables.columns(name),
            )
        ] = content
    return files


def sealed(
    manifest: BundleManifest,
    files: Mapping[str, bytes],
    key: SecretKey,
    recipients: Sequence[PublicKey],
) -> bytes:
    """Return a signed bundle, encrypted unless it has no recipients.

    files
        By their paths within it.
    recipients
        Those that the manifest names.
    Raises BundleError where the manifest names another sender or others.
    """
    named = {key.public.fingerprint, *(each.fingerprint for each in recipients)}
    if named != {manifest.sender.key, *manifest.recipients}:
        raise BundleError("The manifest names other keys than those that it is to be sealed with.")
    content = manifest.content
    bare = tar_files.tarred({MANIFEST: content, SIGNATURE: key.sign(content), **files})
    if not recipients:
        return bare
    to = [pyrage.x25519.Recipient.from_str(each.opens) for each in recipients]
    encrypted: bytes = pyrage.encrypt(bare, to)
    return encrypted
