"""The journal of a store: which releases were published, in which order, and which are pinned.

`published.json` is replaced whole, so a reader sees it as it was before a change or after. A clock
that was wrong changes what it says of the time and never the order. What a release holds stands in
its own manifests: of a journal that is lost only what it knew of deleted releases is lost.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from straits.errors import StoreError

# So many are kept unless the study or the command says otherwise; pinned ones are kept besides.
KEPT = 3
# The current release and the one that it replaced.
FEWEST = 2

NAME = "published.json"
# A file for each pinned release, apart from the journal: a pin outlives a journal that is lost.
_PINS = "pins"

# It becomes the name of a folder, so it cannot lead out of the store.
ReleaseId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]


class Record(BaseModel):
    """What is kept of a release when it was deleted; None where nobody knows.

    people
        Call set: people counted in it. Not for a reader's eyes without the profile's leave.
    replaced
        The release that was current before it.
    is_gone
        Whether it was seen to be no longer there.
    """

    model_config = ConfigDict(frozen=True)

    release_id: ReleaseId
    published_at: str | None = None
    straits_version: str | None = None
    study: str | None = None
    profile: str | None = None
    n_alleles: int | None = None
    n_groups: int | None = None
    people: dict[str, int] | None = None
    replaced: ReleaseId | None = None
    is_gone: bool = False


class Begun(BaseModel):
    """A release that is on its way into the store, and the one that is current meanwhile."""

    model_config = ConfigDict(frozen=True)

    release_id: ReleaseId
    replaces: ReleaseId | None = None


class Journal(BaseModel):
    """Every release that was published, oldest first; the deleted ones too."""

    model_config = ConfigDict(frozen=True)

    version: Literal[1] = 1
    begun: Begun | None = None
    releases: tuple[Record, ...] = ()

    def record(self, release_id: str) -> Record | None:
        """Return what is known of a release; None if nothing is."""
        records = (record for record in self.releases if record.release_id == release_id)
        return next(records, None)

    @property
    def ids(self) -> list[str]:
        """The releases that are not gone, oldest first."""
        return [record.release_id for record in self.releases if not record.is_gone]

    def changed(self, **changes: Any) -> "Journal":
        """Return the journal with other values."""
        return self.model_copy(update=changes)


class DamagedJournalError(StoreError):
    """The journal is there and says nothing that can be understood."""


def read(store: Path) -> Journal | None:
    """Return the journal of a store; None where there is none.

    Raises DamagedJournalError, or StoreError if it may not be read or is of a later Straits.
    """
    path = store / NAME
    try:
        written = json.loads(path.read_bytes())
        version = written.get("version") if isinstance(written, dict) else None
        if isinstance(version, int) and version > 1:
            raise StoreError(
                f"{path} was written in version {version} by a later Straits; this one reads "
                "version 1. Change the releases of this store with the Straits that wrote it."
            )
        return Journal.model_validate(written)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"{path} cannot be read ({error.strerror}). Let it be read.") from error
    except (ValidationError, ValueError, RecursionError) as error:
        raise DamagedJournalError(f"{path} cannot be read as a journal of releases.") from error


def write(store: Path, journal: Journal) -> None:
    """Replace the journal of a store, for good once this returns."""
    _replace(store / NAME, journal.model_dump(exclude_defaults=True) | {"version": 1})


def pins(store: Path) -> dict[str, str]:
    """Return release id: reason for every pinned release; no reason where none can be read.

    That the file is there is what counts: one that is damaged pins all the same.
    """
    reasons = {}
    for path in sorted(store.glob(f"{_PINS}/[!.]*.json")):
        try:
            reason = str(json.loads(path.read_bytes())["reason"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            reason = ""
        reasons[path.name.removesuffix(".json")] = reason
    return reasons


def pin(store: Path, release_id: str, reason: str) -> None:
    """Pin a release, or change the reason."""
    (store / _PINS).mkdir(exist_ok=True)
    sync(store)
    _replace(_pin(store, release_id), {"reason": reason})


def unpin(store: Path, release_id: str) -> None:
    """Take a pin away; there may be none."""
    _pin(store, release_id).unlink(missing_ok=True)


def current_id(store: Path) -> str | None:
    """Return the release that `current` names, there or not; None where there is no `current`.

    Raises StoreError if `current` is no link to a release of this store.
    """
    link = store / "current"
    if not link.is_symlink():
        if link.exists():
            raise StoreError(_no_link(store, link))
        return None
    target = store / os.readlink(link)
    releases = os.path.realpath(store / "releases")
    for named in (target, Path(os.path.realpath(target))):
        if os.path.realpath(named.parent) == releases:
            return named.name
    raise StoreError(
        f"{link} leads out of the store, to {target}; expected a link to one of its own releases"
        f"{_those(store)}. Set it with: ln -sfn releases/ID {link}"
    )


def there(store: Path) -> list[str]:
    """Return the names of the releases that are in the store, by name."""
    return sorted(path.name for path in store.glob("releases/[!.]*") if path.is_dir())


def n_bytes(store: Path, release_id: str) -> int:
    """Return the bytes of all files of a release."""
    inside = (store / "releases" / release_id).rglob("*")
    return sum(path.lstat().st_size for path in inside if not path.is_dir())


def sync(path: Path) -> None:
    """Return once a file or folder is written for good."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _no_link(store: Path, path: Path) -> str:
    what = "a folder" if path.is_dir() else "a file"
    return (
        f"{path} is {what}, and not the link to a release that it should be. A store that was "
        "copied in a way that follows links (cp -rL) is left so; cp -a keeps them. Take it away, "
        f"and set the link with: ln -s releases/ID {path}{_those(store)}"
    )


def _those(store: Path) -> str:
    return f" (the store has {', '.join(there(store)) or 'none'})"


def _pin(store: Path, release_id: str) -> Path:
    return store / _PINS / f"{release_id}.json"


def _replace(path: Path, content: Mapping[str, Any]) -> None:
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_text(json.dumps(content, indent=1, ensure_ascii=False), encoding="utf-8")
        # It holds how many people each release has.
        new.chmod(0o640)
        sync(new)
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise
    sync(path.parent)
