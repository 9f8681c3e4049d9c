"""How long somebody stays signed in, and that who signed out does not come back with the cookie."""

import threading
from collections.abc import Mapping
from typing import Any

from straits.ui.access.access_file import SignOut

# Seconds by which the clocks of the provider and of this machine may differ.
_SKEW = 120


class Sittings:
    """When each signed-in person last asked; safe between threads, and forgotten at a restart.

    A cookie that this process has not seen counts as asked with when it was given out.
    """

    def __init__(self) -> None:
        """Know nobody yet."""
        self._last: dict[str, float] = {}
        self._lock = threading.Lock()

    def why_over(self, claims: Mapping[str, Any], limits: SignOut, now: float) -> str:
        """Return why somebody must sign in again, as a sentence; nothing where they need not.

        now
            Seconds since 1970. Whoever may go on has asked now.
        """
        key, since = _key(claims), _since(claims)
        if since is None or since > now + _SKEW:
            return "The provider does not say when you signed in, or says that it is yet to come."
        if now - since > limits.hours * 3600:
            return f"You signed in more than {limits.hours} hours ago."
        with self._lock:
            last = self._last.get(key, since)
            if last == _OVER:
                return "You signed out."
            if now - last > limits.idle_minutes * 60:
                return f"Nothing was asked for more than {limits.idle_minutes} minutes."
            self._last[key] = max(now, last)
            if len(self._last) > _MOST_KNOWN:
                self._last = dict(
                    sorted(self._last.items(), key=lambda each: -each[1])[:_MOST_KNOWN]
                )
        return ""

    def end(self, claims: Mapping[str, Any]) -> None:
        """Note that somebody signed out."""
        with self._lock:
            self._last[_key(claims)] = _OVER


_OVER = float("inf")
_MOST_KNOWN = 100_000


def _since(claims: Mapping[str, Any]) -> float | None:
    since = claims.get("auth_time", claims.get("iat"))
    return float(since) if isinstance(since, int | float) else None


def _key(claims: Mapping[str, Any]) -> str:
    return f"{claims.get('iss')} {claims.get('sub')} {claims.get('iat')} {claims.get('nonce')}"
