"""Who a reader is, and whether that reader may see a page: judged anew each time it is drawn."""

import logging
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from straits import privacy
from straits.errors import SettingError
from straits.store import Who
from straits.ui.access import sign_in_file
from straits.ui.access.access_file import Access, SignOut, read
from straits.ui.access.sittings import Sittings
from straits.ui.address import links

VARIABLE = "STRAITS_ACCESS"
_LOG = logging.getLogger(__name__)
_NO_LOG = (
    "What is asked here is written down. Only whoever keeps the log reads it: whose role names the "
    "page audit."
)
_NO_BUNDLES = (
    "What leaves for other studies is shown to whoever signs it: whose role names the page bundles."
)
SITTINGS = Sittings()


@dataclass(frozen=True)
class Reader:
    """Somebody who may read.

    person
        As the provider knows them, for logs; "local" where nobody signs in.
    label
        As a page calls them; empty where nobody signs in.
    project, purpose, purposes
        Empty where the role has none; purposes in the words of straits.duo_terms.
    profile
        The laxest profile of a release that may be read; None for any.
    keeps_log, signs_bundles
        Whether to read who asked what, and what leaves for other studies.
    idle_minutes
        After how long untouched a screen is cleared; 0 for never.
    """

    person: str = "local"
    label: str = ""
    role: str = ""
    project: str = ""
    purpose: str = ""
    purposes: tuple[str, ...] = ()
    profile: str | None = None
    keeps_log: bool = False
    signs_bundles: bool = False
    idle_minutes: int = 0

    @property
    def who(self) -> Who:
        """Who asks the store."""
        return Who(self.person, self.project, self.purpose, self.purposes)

    def why_not_read(self, profile: str) -> str:
        """Return why a release of a profile may not be read, as a sentence; else nothing."""
        if self.profile is None or _fewest(profile) >= _fewest(self.profile):
            return ""
        return (
            f"This release has the profile {profile}, and your role is for the profile "
            f"{self.profile} and stricter ones."
        )


# Where nobody signs in, whoever reaches the server is at its machine, and keeps the log.
LOCAL = Reader(keeps_log=True, signs_bundles=True)
# Not among all pages: a role names them, or does without.
LOG, BUNDLES = "audit", "bundles"
_FOR_KEEPERS = {LOG: _NO_LOG, BUNDLES: _NO_BUNDLES}


@dataclass(frozen=True)
class Refused:
    """Why somebody may not read.

    must_sign_in
        Whether to sign in (again) is the way out.
    """

    why: str
    must_sign_in: bool


class _Held:
    """access.yaml as it is, or as it was where it is wrong now."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key: tuple[object, ...] | None = None
        self._access: Access | None = None

    def current(self, path: Path) -> Access:
        with self._lock:
            key = _state(path)
            if self._access is None or key != self._key:
                try:
                    self._access = read(path, links.PAGES)
                except SettingError as error:
                    # The old one goes on; with none nobody may read.
                    _LOG.error("%s: %s", error.title, error)
                    if self._access is None or self._key is None or self._key[0] != str(path):
                        raise
                self._key = key
            return self._access


_HELD = _Held()


def judged(claims: Mapping[str, Any], page: str | None) -> Reader | Refused:
    """Return who has the claims of a signed cookie, where they may see a page.

    page
        Its name; None for what belongs to no page.
    """
    path = os.environ.get(VARIABLE)
    access = _HELD.current(Path(path)) if path else None
    limits = SignOut() if access is None else access.sign_out
    now = time.time()
    if why := SITTINGS.why_over(claims, limits, now):
        return Refused(f"{why} Sign in again to go on where you are.", True)
    label = str(claims.get("email") or claims.get("name") or claims.get("sub"))
    person = str(claims.get("sub"))
    if access is None:
        return (
            Refused(_FOR_KEEPERS[page], False)
            if page in _FOR_KEEPERS
            else Reader(person, label, idle_minutes=limits.idle_minutes)
        )
    role = access.role_of(claims, datetime.fromtimestamp(now, UTC).date())
    if role is None:
        return Refused(
            f"You are signed in as {label}, and nobody has given you a role here, or it is over. "
            "Ask whoever runs this server.",
            False,
        )
    if page in _FOR_KEEPERS and page not in (role.pages or ()):
        return Refused(_FOR_KEEPERS[page], False)
    if page is not None and role.pages is not None and page not in role.pages:
        return Refused(f"Your role, {role.name}, has no access to this page.", False)
    project = role.project or ""
    asked = access.projects[project] if project else None
    purpose, purposes = (asked.purpose, asked.duo) if asked else ("", ())
    keeps_log, signs_bundles = (name in (role.pages or ()) for name in (LOG, BUNDLES))
    return Reader(
        person, label, role.name, project, purpose, purposes, role.profile, keeps_log,
        signs_bundles, limits.idle_minutes,
    )  # fmt: skip


def is_open() -> bool:
    """Tell whether nobody signs in, so that everyone of this machine may read."""
    return not os.environ.get(sign_in_file.VARIABLE)


def _fewest(profile: str) -> int:
    return privacy.fewest(privacy.profile(profile))


def _state(path: Path) -> tuple[object, ...]:
    try:
        told = path.stat()
    except OSError:
        return (str(path),)
    return (str(path), told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns)
