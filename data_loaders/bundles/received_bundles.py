"""The bundles of a study's partners: opened, held to the study, and the one in force of each.

Bundles of one lineage follow each other. The last one counts, whatever lies beside it; where it
takes another away, or is past its last day, nothing of the lineage is read. What a store has read
before is remembered in its current release, so that an older bundle does not come back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from data_loaders.study.partner import Partner
from data_loaders.study.study_model import Study
from straits import privacy
from straits.bundles import bundle_keys, bundle_opening
from straits.bundles.bundle_keys import PublicKey
from straits.bundles.bundle_manifest import BundleManifest
from straits.bundles.bundle_opening import Bundle
from straits.errors import BundleError, BundleKeyError
from straits.journal import current_id
from straits.tables import TABLES

IN_FORCE, REVOKED, EXPIRED, REMOVED = "in force", "revoked", "expired", "no longer there"


@dataclass(frozen=True)
class Received:
    """A bundle of a partner of which everything was verified, in force or not.

    why_not
        Why nothing of it may be shown any more; empty where it may be.
    """

    partner: Partner
    bundle: Bundle
    path: Path
    why_not: str

    @property
    def manifest(self) -> BundleManifest:
        """What is signed of it."""
        return self.bundle.manifest

    @property
    def source(self) -> dict[str, Any]:
        """What the manifest of a release says of the file."""
        rows = sum(file.rows for file in self.manifest.files)
        return {"file": str(self.path), "bytes": self.path.stat().st_size, "records": rows}

    @property
    def lineage(self) -> tuple[str, str]:
        """Which bundles it follows: of whom, and of which name."""
        return self.partner.id, self.manifest.lineage


@dataclass(frozen=True)
class Arrived:
    """What the partners of a study sent.

    in_force
        The last bundle of each lineage that may be shown.
    rows
        The table `bundles`.
    """

    in_force: tuple[Received, ...]
    rows: pl.DataFrame


def read_bundles(study: Study, store: Path | None, now: datetime | None = None) -> Arrived:
    """Return the bundles of a study's partners.

    store
        Whose current release says what was read before; None: nothing was.
    now
        None: the machine's clock.

    Raises BundleError, naming the file, for the first that is not as it should be.
    """
    received = [
        received_bundle(study, path, [partner], now)
        for partner in study.partners
        for path in partner.bundles
    ]
    return arrived(received, store)


def arrived(received: Sequence[Received], store: Path | None) -> Arrived:
    """Return the bundle in force of each lineage.

    Raises BundleError where two of them, or one and what a store has read, do not follow each
    other.
    """
    lineages: dict[tuple[str, str], list[Received]] = {}
    for each in received:
        lineages.setdefault(each.lineage, []).append(each)
    before = known(store)
    last = [_last(of_one, before.get(lineage)) for lineage, of_one in lineages.items()]
    rows = [_row(each) for each in last]
    rows += [
        row | {"state": REMOVED if row["state"] == IN_FORCE else row["state"]}
        for lineage, row in before.items()
        if lineage not in lineages
    ]
    in_force = tuple(each for each in last if state(each) == IN_FORCE)
    return Arrived(in_force, _frame(rows))


def received_bundle(
    study: Study, path: Path, partners: Sequence[Partner], now: datetime | None = None
) -> Received:
    """Return one bundle, verified, and held to build and purposes of the study.

    partners
        Those of the study who may have signed it.

    Raises BundleError, naming the file, where it is not as it should be.
    """
    at = now or datetime.now(UTC)
    secret = bundle_keys.read_secret(study.bundle_key) if study.bundle_key else None
    pinned = {pinned_key(partner): partner for partner in partners}
    try:
        content = bundle_opening.content_of(path)
        bundle = bundle_opening.opened(content, secret, list(pinned), at)
        manifest = bundle.manifest
        if manifest.build != study.build:
            raise BundleError(
                f"It is of {manifest.build}, and the study of {study.build}: no position means the "
                "same. Ask for one that was made from a study of the same build."
            )
        _check_terms(study, manifest)
    except BundleError as error:
        names = " or ".join(partner.name for partner in partners) or "nobody"
        raise BundleError(f"{path.name} of {names}: {error}") from error
    why_not = bundle_opening.why_not_in_force(manifest, bundle.sender, at)
    return Received(pinned[bundle.sender], bundle, path, why_not)


def folder_of(study: Study, study_file: Path, received: Received) -> Path:
    """Return the folder in which a study looks for a bundle; `received` where it names none."""
    place = next(at for at, each in enumerate(study.partners) if each.id == received.partner.id)
    written = study.written("partners", place, "bundles")
    for pattern in [written] if isinstance(written, str) else written or []:
        path = study_file.parent / Path(pattern).expanduser()
        is_plain = not any(sign in str(path.parent) for sign in "*?[")
        if is_plain and fnmatch(_kept_name(received), path.name):
            return path.parent
    return study_file.parent / "received"


def _kept_name(received: Received) -> str:
    manifest = received.manifest
    return f"{received.partner.id}.{manifest.lineage}.{manifest.sequence:04}.straits"


def keep(received: Received, folder: Path) -> Path:
    """Put a bundle into a folder, under the name of its partner, lineage and number; or leave it.

    Returns where it lies. Raises BundleError where it cannot be written to the end; nothing of it
    is left then.
    """
    name = _kept_name(received)
    path, part = folder / name, folder / f".{name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part.write_bytes(bundle_opening.content_of(received.path))
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BundleError(
            f"{received.path.name} cannot be kept in {folder}: {error.strerror}. Nothing has "
            "changed. Make room, or name another folder with --into."
        ) from error
    return path


def pinned_key(partner: Partner) -> PublicKey:
    """Return a partner's key. Raises BundleKeyError where it is not the one that was read out."""
    key = bundle_keys.read_public(partner.key)
    if not bundle_keys.same_fingerprint(key.fingerprint, partner.fingerprint):
        raise BundleKeyError(
            f"The key {partner.key} of {partner.name} has the fingerprint "
            f"{bundle_keys.spelt(key.fingerprint)}, and the study pins "
            f"{partner.fingerprint}. Ask {partner.name} by phone which of them is right."
        )
    return key


def known(store: Path | None) -> Mapping[tuple[str, str], dict[str, Any]]:
    """Return the rows of `bundles` of a store's current release, by partner and lineage."""
    release = current_id(store) if store is not None and store.exists() else None
    if store is None or release is None:
        return {}
    path = TABLES["bundles"].path(store / "releases" / release)
    if not path.exists():
        return {}
    rows = pl.read_parquet(path, glob=False).iter_rows(named=True)
    return {(row["partner_id"], row["lineage"]): row for row in rows}


def _check_terms(study: Study, manifest: BundleManifest) -> None:
    """Raise BundleError where the terms allow nothing that the study asks for."""
    asked = [[purpose] for purpose in study.purposes] or [[]]
    reasons = [privacy.why_left_out(manifest.terms.duo, purposes) for purposes in asked]
    if all(reasons):
        raise BundleError(
            f"Its terms forbid what the study asks for: {reasons[0]}. Name under `purposes:` in "
            "the study file what is asked, or agree on other terms with the sender."
        )


def _last(of_one: Sequence[Received], before: Mapping[str, Any] | None) -> Received:
    """Return the last bundle of a lineage, all of which follow each other."""
    ordered = sorted(of_one, key=lambda received: received.manifest.sequence)
    for one, after in zip(ordered, ordered[1:], strict=False):
        step = after.manifest.sequence - one.manifest.sequence
        is_same = one.manifest.sha256 == after.manifest.sha256
        follows = after.manifest.previous == one.manifest.sha256
        if (step == 0 and not is_same) or (step == 1 and not follows):
            raise BundleError(
                f"{after.path.name} does not follow {one.path.name}, though both are of "
                f"{after.partner.name} and called {after.manifest.lineage}: each says another "
                "history. Ask the sender which of them is right, and leave the other out."
            )
    last = ordered[-1]
    if before is None:
        return last
    sequence, manifest = last.manifest.sequence, last.manifest
    is_known = sequence == before["sequence"]
    if sequence < before["sequence"] or (is_known and manifest.sha256 != before["bundle_id"]):
        raise BundleError(
            f"{last.path.name} of {last.partner.name} is number {sequence} of "
            f"{manifest.lineage}, and the store has read number {before['sequence']} already"
            f"{', another one' if is_known else ''}. An older one is not taken again: ask the "
            "sender for the newest."
        )
    if sequence == before["sequence"] + 1 and manifest.previous != before["bundle_id"]:
        raise BundleError(
            f"{last.path.name} of {last.partner.name} does not follow number "
            f"{before['sequence']} of {manifest.lineage}, which the store has read. Ask the sender "
            "which of them is right."
        )
    return last


def state(received: Received) -> str:
    """Return whether a bundle is in force, revoked by itself or expired."""
    manifest = received.manifest
    if manifest.revokes is not None and not manifest.groups:
        return REVOKED
    return EXPIRED if received.why_not else IN_FORCE


def _row(received: Received) -> dict[str, Any]:
    manifest = received.manifest
    sender = received.bundle.sender
    last_day = min(manifest.valid_until, sender.valid_until)
    rules = manifest.profile.model_dump()
    return {
        "bundle_id": manifest.sha256, "partner_id": received.partner.id,
        "partner_name": received.partner.name, "study_id": manifest.study.id,
        "study_name": manifest.study.name, "partner_release": manifest.release,
        "lineage": manifest.lineage, "sequence": manifest.sequence,
        "created_at": manifest.created.astimezone(UTC).replace(tzinfo=None),
        "valid_until": last_day,
        "state": state(received),
        "reason": manifest.revokes.reason if manifest.revokes else received.why_not,
        "signed_by": sender.name, "fingerprint": sender.fingerprint,
        "profile": manifest.profile.name, "min_people": rules["min_people"],
        "min_alleles": manifest.profile.min_alleles,
        "list_names": ", ".join(each.name for each in manifest.lists),
        "terms": ", ".join(manifest.terms.duo), "terms_text": manifest.terms.text,
        "permit": manifest.terms.permit, "purpose": manifest.terms.purpose,
        "n_withheld": sum(each.n_cells for each in manifest.withheld),
        "source_file": received.path.name,
    }  # fmt: skip


def _frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    frame = pl.from_arrow(pa.Table.from_pylist(rows, schema=TABLES["bundles"].schema))
    assert isinstance(frame, pl.DataFrame)
    return frame
