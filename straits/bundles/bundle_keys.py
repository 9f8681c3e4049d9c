"""Keys of a custodian: one signs what leaves, one opens what arrives; partners pin public halves.

`keys new NAME` writes NAME.key, which stays, and NAME.pub, which the partner is given. A key is
known by its fingerprint, which two people read to each other before they believe it.
"""

import base64
import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from straits.bundles import canonical_json
from straits.errors import BundleError, BundleKeyError

_FORMAT = 1
_MOST_BYTES = 1 << 14
_RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)
_FINGERPRINT_DIGITS = 40


@dataclass(frozen=True)
class PublicKey:
    """What a partner pins.

    name
        Whose it is, in the custodian's words.
    signs
        The Ed25519 public key, 32 bytes.
    opens
        The age recipient, age1...
    created, valid_until
        First and last day.
    """

    name: str
    signs: bytes
    opens: str
    created: date
    valid_until: date

    @property
    def content(self) -> dict[str, Any]:
        """Return it as its file says it."""
        return {
            "straits_key": _FORMAT,
            "name": self.name,
            "signs": base64.b64encode(self.signs).decode(),
            "opens": self.opens,
            "created": self.created.isoformat(),
            "valid_until": self.valid_until.isoformat(),
        }

    @property
    def fingerprint(self) -> str:
        """Return the first 40 digits of the SHA-256 of all that the file says."""
        return hashlib.sha256(canonical_json.written(self.content)).hexdigest()[
            :_FINGERPRINT_DIGITS
        ]

    def has_signed(self, content: bytes, signature: bytes) -> bool:
        """Tell whether a signature over some bytes was made with the secret half."""
        try:
            Ed25519PublicKey.from_public_bytes(self.signs).verify(signature, content)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class SecretKey:
    """Both halves; its text is written to no log."""

    public: PublicKey
    signs: bytes
    opens: str

    @property
    def content(self) -> dict[str, Any]:
        """Return it as its file says it."""
        signs = base64.b64encode(self.signs).decode()
        return {"public": self.public.content, "signs": signs, "opens": self.opens}

    def sign(self, content: bytes) -> bytes:
        """Return the signature over some bytes, 64 bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.signs).sign(content)

    def opened(self, sealed: bytes) -> bytes:
        """Return what was encrypted to this key.

        Raises BundleError if it was not, or was changed.
        """
        try:
            identity = pyrage.x25519.Identity.from_str(self.opens)
            bare: bytes = pyrage.decrypt(sealed, [identity])
        except pyrage.DecryptError as error:
            why = (
                "it is sealed to another recipient, or its first lines were changed"
                if "No matching keys" in str(error)
                else f"it was changed or cut on the way, and has {len(sealed):,} bytes"
            )
            raise BundleError(
                f"It cannot be decrypted with the key {spelt(self.public.fingerprint)}: {why}. Ask "
                "the sender to whom it was sealed and how long it is, and to send it again."
            ) from error
        return bare

    def __repr__(self) -> str:
        """Return what may stand in a message."""
        return f"SecretKey({self.public.fingerprint})"


def new(name: str, valid_until: date) -> SecretKey:
    """Return a new pair of keys. Raises BundleKeyError where its name or its last day cannot be."""
    today = datetime.now(UTC).date()
    if not name.strip() or len(name) > 100:
        raise BundleKeyError("A key is named after whose it is, in 1 to 100 letters.")
    if valid_until <= today:
        raise BundleKeyError(f"The last day of a key is after today; got {valid_until}.")
    signs = Ed25519PrivateKey.generate()
    opens = pyrage.x25519.Identity.generate()
    raw = signs.private_bytes(
        serialization.Encoding.Raw,
        serialization.PrivateFormat.Raw,
        serialization.NoEncryption(),
    )
    public = PublicKey(
        name.strip(),
        signs.public_key().public_bytes(*_RAW),
        str(opens.to_public()),
        today,
        valid_until,
    )
    return SecretKey(public, raw, str(opens))


def write(key: SecretKey, folder: Path, stem: str) -> tuple[Path, Path]:
    """Write STEM.key, which its owner alone can read, and STEM.pub; returns both paths.

    Raises BundleKeyError if one of them is there: a key that is written over opens nothing more.
    """
    secret, public = folder / f"{stem}.key", folder / f"{stem}.pub"
    for path in (secret, public):
        if path.exists():
            raise BundleKeyError(f"{path} is there already. Name another, or move it away first.")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise BundleKeyError(f"The folder {folder} cannot be made ({error.strerror}).") from error
    _write(secret, canonical_json.written(key.content), 0o600)
    _write(public, canonical_json.written(key.public.content) + b"\n", 0o644)
    return secret, public


def read_secret(path: Path) -> SecretKey:
    """Return the key of a file NAME.key.

    Raises BundleKeyError for another file, or where others can read it.
    """
    content = _read(_bytes(path), f"secret key {path}")
    if path.stat().st_mode & 0o077:
        raise BundleKeyError(f"Others can read {path}. Shut them out: chmod 600 {path}")
    try:
        public = _public(content["public"])
        key = SecretKey(public, base64.b64decode(content["signs"], validate=True), content["opens"])
        halves = Ed25519PrivateKey.from_private_bytes(key.signs).public_key()
        opens = pyrage.x25519.Identity.from_str(key.opens).to_public()
        is_whole = halves.public_bytes(*_RAW) == public.signs and str(opens) == public.opens
    except (KeyError, TypeError, ValueError, pyrage.IdentityError):
        is_whole = False
    if not is_whole:
        raise BundleKeyError(f"{path} is not a secret key of Straits, or not as it was written.")
    return key


def read_public(source: Path | str) -> PublicKey:
    """Return the key of a file NAME.pub, or of its text.

    Raises BundleKeyError for anything else.
    """
    content = _bytes(source) if isinstance(source, Path) else source.encode()
    what = f"public key {source}" if isinstance(source, Path) else "public key"
    try:
        return _public(_read(content.strip(), what))
    except (KeyError, TypeError, ValueError):
        raise BundleKeyError(
            f"The {what} is not one of Straits, or not as it was written."
        ) from None


def spelt(fingerprint: str) -> str:
    """Return a fingerprint in groups of four, as it is read out.

    >>> spelt("0123456789abcdef")
    '0123 4567 89ab cdef'
    """
    return " ".join(fingerprint[place : place + 4] for place in range(0, len(fingerprint), 4))


def same_fingerprint(one: str, other: str) -> bool:
    """Tell whether two fingerprints are one, however somebody wrote them down.

    >>> same_fingerprint("0123 4567 89AB", "0123456789ab")
    True
    """
    first, second = ("".join(each.split()).lower() for each in (one, other))
    return first == second


def _public(content: dict[str, Any]) -> PublicKey:
    """Return a key from what its file says. Raises KeyError, TypeError or ValueError."""
    if content["straits_key"] != _FORMAT:
        raise ValueError("another format of keys")
    signs = base64.b64decode(content["signs"], validate=True)
    Ed25519PublicKey.from_public_bytes(signs)
    try:
        pyrage.x25519.Recipient.from_str(content["opens"])
    except pyrage.RecipientError as error:
        raise ValueError("no recipient of age") from error
    key = PublicKey(
        content["name"],
        signs,
        content["opens"],
        date.fromisoformat(content["created"]),
        date.fromisoformat(content["valid_until"]),
    )
    if key.content != content:
        raise ValueError("fields that a key does not have")
    return key


def _read(content: bytes, what: str) -> dict[str, Any]:
    try:
        return canonical_json.read(content, what)
    except BundleError as error:
        raise BundleKeyError(str(error)) from error


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES)
    except OSError as error:
        raise BundleKeyError(f"The key {path} cannot be read: {error.strerror}.") from error


def _write(path: Path, content: bytes, mode: int) -> None:
    try:
        place = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(place, "wb") as file:
            file.write(content)
            os.fsync(file.fileno())
    except OSError as error:
        raise BundleKeyError(f"The key cannot be written to {path}: {error.strerror}.") from error
