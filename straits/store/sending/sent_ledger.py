"""What was sent, to whom, and of whom: an append-only file beside what readers save.

A line is the JSON of one bundle and ends with the SHA-256 of itself and of the line before. Of
whom it was is kept as keyed hashes of people's ids, a file for each membership, so that it can be
counted who changed; the tables that were sent are kept, for they go again where too few did.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from straits.bundles import (
    bundle_keys,
    bundle_manifest,
    bundle_tables,
    canonical_json,
    tar_files,
)
from straits.bundles.bundle_keys import PublicKey
from straits.bundles.bundle_manifest import BundleManifest
from straits.errors import BundleError

# Within the folder of what readers save.
FOLDER = "bundles"
_LEDGER, _KEY, _MANIFEST = "sent.jsonl", "sent.key", "manifest.json"
_KEY_LENGTH = 32
_DIGEST_LENGTH = 16
_MOST_BYTES = 1 << 32
_MOST_OF_MANIFEST = 1 << 24


@dataclass(frozen=True)
class SentBefore:
    """A group as one bundle told it.

    sex
        "XX" or "XY" of a part that was told apart; "" of the group.
    membership
        Names who its people were.
    n_independent
        Independent variants told exactly of that membership, by this bundle and all before it.
    """

    call_set: str
    group: str
    sex: str
    membership: str
    n_people: int
    counted_on: str
    n_independent: int

    @property
    def is_of_call_set(self) -> bool:
        """Tell whether it is a whole group of one call set: no sex of it, and no site's people."""
        return not self.sex and not self.call_set.startswith("site ")


@dataclass(frozen=True)
class SentBundle:
    """One line of the ledger."""

    study: str
    lineage: str
    sequence: int
    manifest: str
    created: str
    recipients: tuple[str, ...]
    grouping: str
    counted: str
    groups: tuple[SentBefore, ...]

    @property
    def content(self) -> dict[str, Any]:
        """Return it as its line has it."""
        groups = [vars(group) for group in self.groups]
        return {**vars(self), "recipients": list(self.recipients), "groups": groups}


def of_server() -> "SentLedger | None":
    """Return the ledger of the folder that the server saves to; None where it has none."""
    state = os.environ.get("STRAITS_STATE")
    return SentLedger(Path(state) / FOLDER) if state else None


class SentLedger:
    """The ledger in a folder; the folder is made when something is first written."""

    def __init__(self, folder: Path) -> None:
        """Read nothing yet."""
        self.folder = folder
        self._new_key = b""

    def bundles(self) -> list[SentBundle]:
        """Return what was sent, in order.

        Raises BundleError where the file is not as it was written: nothing may be sent then.
        """
        path = self.folder / _LEDGER
        if not path.exists():
            return []
        found, before = [], ""
        for number, line in enumerate(path.read_text().splitlines(), 1):
            try:
                content = json.loads(line)
                seal = content.pop("hash")
                groups = tuple(SentBefore(**group) for group in content.pop("groups"))
                recipients = tuple(content.pop("recipients"))
                bundle = SentBundle(**content, recipients=recipients, groups=groups)
            except (ValueError, KeyError, TypeError, AttributeError):
                seal, bundle = None, None
            if bundle is None or seal != _sealed(bundle, before):
                raise BundleError(
                    f"{path} is not as it was written from line {number} on, so that nobody knows "
                    "what was sent. Restore it from a copy; nothing is sent until then."
                )
            found.append(bundle)
            before = seal
        return found

    def note(
        self,
        bundle: SentBundle,
        manifest: bytes,
        tables: Mapping[str, pl.DataFrame],
        recipients: Sequence[PublicKey] = (),
    ) -> None:
        """Write a bundle down, before it leaves, with what it told, and whose keys it is for.

        Raises BundleError where it cannot be written, where another was written meanwhile, or
        where nobody kept of whom it tells.
        """
        known = self.bundles()
        before = _sealed_all(known)
        follows = [each.sequence for each in known if each.lineage == bundle.lineage]
        if bundle.sequence != max(follows, default=0) + 1:
            raise BundleError(
                f"Bundle {bundle.sequence} of {bundle.lineage} was signed already. Make it anew."
            )
        names = {each.membership for each in bundle.groups} - {""}
        if not all(self._members(name).exists() for name in names):
            raise BundleError(
                f"{self.folder} does not say of whom this draft tells. Name the --state that it "
                "was made with, or make it anew."
            )
        line = json.dumps({**bundle.content, "hash": _sealed(bundle, before)}, sort_keys=True)
        try:
            self._make_folder()
            kept = self._kept(bundle)
            kept.mkdir(exist_ok=True, mode=0o700)
            _write(kept / _MANIFEST, manifest)
            for key in recipients:
                _write(
                    self._recipient(bundle, key.fingerprint), canonical_json.written(key.content)
                )
            for name, table in tables.items():
                _write(kept / f"{name}.parquet", bundle_tables.written(name, table))
            with (self.folder / _LEDGER).open("a") as file:
                file.write(line + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise BundleError(
                f"What is sent cannot be written down in {self.folder} ({error.strerror}), so "
                "that it is not sent."
            ) from error

    def last(self, lineage: str) -> BundleManifest:
        """Return the manifest of the last bundle of a lineage. Raises BundleError if none was."""
        sent = [bundle for bundle in self.bundles() if bundle.lineage == lineage]
        if not sent:
            raise BundleError(f"No bundle of {lineage} was sent, as {self.folder} has it.")
        return self.manifest(sent[-1])

    def manifest(self, bundle: SentBundle) -> BundleManifest:
        """Return what was signed of a bundle. Raises BundleError where it is gone or changed."""
        path = self._kept(bundle) / _MANIFEST
        said = bundle_manifest.read(tar_files.content_of(path, _MOST_OF_MANIFEST))
        if said.sha256 != bundle.manifest:
            raise BundleError(f"{path} is not what was signed. Restore it from a copy.")
        return said

    def recipients(self, bundle: SentBundle) -> Mapping[str, str]:
        """Return whom a bundle was for: the names of keys by fingerprint, empty if none is kept."""
        paths = {each: self._recipient(bundle, each) for each in bundle.recipients}
        return {
            fingerprint: bundle_keys.read_public(path).name if path.exists() else ""
            for fingerprint, path in paths.items()
        }

    def told(self, bundle: SentBundle, table: str = "cells") -> pl.DataFrame:
        """Return a table that a bundle told. Raises BundleError where it is gone."""
        path = self._kept(bundle) / f"{table}.parquet"
        try:
            content = path.read_bytes()
        except OSError as error:
            raise BundleError(f"{path}, which was sent, is gone. Restore it.") from error
        n_rows = pl.scan_parquet(path, glob=False).select(pl.len()).collect().item()
        return bundle_tables.read(table, content, n_rows, _MOST_BYTES)

    def people(self, membership: str) -> frozenset[str]:
        """Return the hashes of the people of a membership.

        Raises BundleError where they are gone.
        """
        path = self._members(membership)
        try:
            return frozenset(path.read_text().split())
        except OSError as error:
            raise BundleError(f"{path}, which says of whom was sent, is gone. Restore it.") from (
                error
            )

    def hashed(self, ids: Collection[str]) -> frozenset[str]:
        """Return people's ids as hashes that only this ledger can make."""
        key = self._key()
        return frozenset(
            hmac.digest(key, each.encode(), hashlib.sha256).hex()[:_DIGEST_LENGTH] for each in ids
        )

    def name_of(self, people: Collection[str]) -> str:
        """Return the name of the membership of some people, of whom these are hashes."""
        return hashlib.sha256(_members_text(people)).hexdigest()[:32]

    def keep(self, people: Collection[str]) -> None:
        """Keep who some people are, as hashes of theirs, and the key that made these.

        Raises BundleError where they cannot be kept.
        """
        try:
            self._make_folder()
            if self._new_key and not (self.folder / _KEY).exists():
                _write(self.folder / _KEY, self._new_key)
        except OSError as error:
            raise BundleError(f"{self.folder} cannot be written: {error.strerror}.") from error
        content = _members_text(people)
        tar_files.write(self._members(self.name_of(people)), content, 0o600)

    def _members(self, membership: str) -> Path:
        return self.folder / f"{membership}.members"

    def _kept(self, bundle: SentBundle) -> Path:
        return self.folder / f"{bundle.lineage}-{bundle.sequence:06}"

    def _recipient(self, bundle: SentBundle, fingerprint: str) -> Path:
        return self._kept(bundle) / f"{fingerprint}.pub"

    def _make_folder(self) -> None:
        """Make the folder, and the one of what readers save around it, for their owner alone."""
        self.folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder.mkdir(exist_ok=True, mode=0o700)

    def _key(self) -> bytes:
        """Return the key of hashes; a new one, which `keep` writes, where nothing was sent yet."""
        path = self.folder / _KEY
        try:
            if path.exists():
                return path.read_bytes()
        except OSError as error:
            raise BundleError(f"{path} cannot be read: {error.strerror}.") from error
        if (self.folder / _LEDGER).exists():
            raise BundleError(f"{path} is gone, so that nobody knows of whom was sent.")
        self._new_key = self._new_key or secrets.token_bytes(_KEY_LENGTH)
        return self._new_key


def _write(path: Path, content: bytes) -> None:
    place = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(place, "wb") as file:
        file.write(content)
        os.fsync(file.fileno())


def _members_text(people: Collection[str]) -> bytes:
    return "\n".join(sorted(people)).encode()


def _sealed(bundle: SentBundle, before: str) -> str:
    text = json.dumps([before, bundle.content], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _sealed_all(bundles: Collection[SentBundle]) -> str:
    before = ""
    for bundle in bundles:
        before = _sealed(bundle, before)
    return before
