"""Files as one tar that depends on nothing else, and back, without writing one anywhere."""

import hashlib
import io
import os
import tarfile
from collections.abc import Mapping
from pathlib import Path

from straits.errors import BundleError


def sha256(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in 64 digits."""
    return hashlib.sha256(content).hexdigest()


def tarred(files: Mapping[str, bytes]) -> bytes:
    """Return files, by their names, as a tar."""
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path, content in files.items():
            member = tarfile.TarInfo(path)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return sink.getvalue()


def untarred(content: bytes) -> dict[str, bytes]:
    """Return the files of a tar that is as `tarred` writes it. Raises BundleError for another."""
    files: dict[str, bytes] = {}
    if not content:
        raise BundleError("It is empty: not a bundle. Ask the sender to send it again.")
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as tar:
            for member in tar:
                held = tar.extractfile(member) if member.isreg() else None
                if why := _why_strange(member, files):
                    raise BundleError(
                        f"It holds {ascii(member.name)}, {why}, which no bundle has. Ask the "
                        "sender who else had it in hand, and to send it again."
                    )
                files[member.name] = held.read() if held is not None else b""
    except (tarfile.TarError, OSError, ValueError, EOFError) as error:
        raise BundleError(
            f"It is not a bundle, or was cut: of {len(content):,} bytes {len(files)} files can be "
            "read whole. Ask the sender how long it is, and to send it again."
        ) from error
    # What is packed again must be the same: no part of a file is passed over unread.
    if (packed := tarred(files)) != content:
        raise BundleError(
            f"It is not packed as bundles are: its {len(files)} files make {len(packed):,} bytes, "
            f"and it has {len(content):,}, or others. Ask the sender to send it again."
        )
    return files


def _why_strange(member: tarfile.TarInfo, files: Mapping[str, bytes]) -> str:
    if not member.isreg():
        return "a link, a folder or a device"
    if "/" in member.name or "\\" in member.name:
        return "a path to somewhere else"
    return "a second time" if member.name in files else ""


def content_of(path: Path, most: int) -> bytes:
    """Return the bytes of a file, or as many as tell that it has more than most.

    Raises BundleError if it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise BundleError(f"{path} cannot be read: {error.strerror}.") from error


def write(path: Path, content: bytes, mode: int) -> None:
    """Write a file whole, or not at all. Raises BundleError where it cannot be written."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        place = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(place, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise BundleError(f"{path} cannot be written: {error.strerror}.") from error
