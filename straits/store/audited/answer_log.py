"""Writes down each answer, and each refusal, before whoever asked is told."""

import hashlib
import json
import os
import threading
import time
from collections import OrderedDict
from pathlib import Path
from typing import Any

from straits import privacy
from straits.audit import AuditLog
from straits.store.audited.asked_words import AskedWords
from straits.store.exit import Told

# Names the folder of the log; `serve --audit` sets it.
VARIABLE = "STRAITS_AUDIT"
# Within the store, where no other folder is named.
FOLDER = "audit"
# Seconds, an hour.
AGAIN = 3600
_MOST_KEPT = 20_000

_logs: dict[Path, AuditLog] = {}
_logs_lock = threading.Lock()


def folder_of(store: Path, profile: privacy.Profile) -> Path | None:
    """Return where what is asked of a store is written down; None where nobody asks for that.

    Under a profile with a minimum of people it always is; under another, where a folder is named.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    return None if privacy.is_exact(profile) else store / FOLDER


def log_in(folder: Path) -> AuditLog:
    """Return the log in a folder, one for all of this process. Raises AuditError as AuditLog."""
    with _logs_lock:
        if folder not in _logs:
            _logs[folder] = AuditLog(folder)
        return _logs[folder]


def begin(store: Path, profile: privacy.Profile) -> Path | None:
    """Make the log of a store where there is to be one, and return its folder.

    Raises AuditError where it cannot be written.
    """
    folder = folder_of(store, profile)
    return None if folder is None else log_in(folder).folder


class AnswerLog:
    """The listener of one release: what it cannot write down is not told."""

    def __init__(self, store: Path, again: float = AGAIN) -> None:
        """Write nothing yet.

        store
            The folder of the store, in which the log is unless another one is named.
        again
            Seconds within which the same answer to the same person is not written again.
        """
        self._store, self._again = store, again
        self._words: AskedWords | None = None
        self._lock = threading.Lock()
        self._told: OrderedDict[bytes, float] = OrderedDict()

    def __call__(self, told: Told) -> None:
        """Write down an answer. Raises AuditError where that cannot be done."""
        folder = folder_of(self._store, told.source.profile)
        if folder is None:
            return
        log = log_in(folder)
        if self._words is None:
            self._words = AskedWords(log.key, told.source.names, told.source.cohort_text)
        content = self._content(told, self._words)
        key = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).digest()
        if self._is_told(key):
            return
        log.append(content, bool(told.n_shown or told.n_withheld or told.refused))
        with self._lock:
            self._told[key] = time.monotonic()
            while len(self._told) > _MOST_KEPT:
                self._told.popitem(last=False)

    def _is_told(self, key: bytes) -> bool:
        with self._lock:
            at = self._told.get(key)
            if at is not None and time.monotonic() - at < self._again:
                return True
            self._told.pop(key, None)
            return False

    @staticmethod
    def _content(told: Told, words: AskedWords) -> dict[str, Any]:
        is_known = not told.refused
        content = {
            "person": told.who.person,
            "project": told.who.project,
            "purpose": told.who.purpose,
            "profile": told.source.profile.name,
            "release": told.source.release_id,
            "question": told.question,
            "asked": words.written(told.parameters, is_known),
            "shown": told.n_shown,
            "withheld": told.n_withheld,
        }
        if told.refused:
            content["refused"] = told.refused
        elif found := words.cohorts(told.parameters):
            content["cohorts"] = found
        return content
