"""The log of a release's store, for whoever keeps it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from straits import audit, privacy
from straits.audit import log_report
from straits.store.audited import answer_log
from straits.store.door import Store
from straits.store.keeping.risk import Risk, risk


@dataclass(frozen=True)
class KeptLog:
    """A log and the store of which it tells; each method raises AuditError where there is none."""

    store: Path
    folder: Path

    def days(self, since: date) -> pl.DataFrame:
        """Return one row per day, from a first one on, and person: see log_report.days."""
        return log_report.days(self.folder, since.isoformat())

    def questions(self, n_wanted: int) -> pl.DataFrame:
        """Return one row for each of the last lines: see straits.audit.log_report.questions."""
        return log_report.last_questions(self.folder, n_wanted)

    def room(self) -> audit.Room:
        """Return how large the log is, and how much it can grow."""
        return audit.room(self.folder)

    def chain(self) -> audit.Chain:
        """Return whether the log is as it was written; all of it is read."""
        return audit.check(self.folder)

    def risk(self) -> Risk:
        """Return what each person could solve for from what they were shown."""
        return risk(self.store, self.folder)


def is_kept(store: Store) -> bool:
    """Tell whether what is asked of a store is written down."""
    return answer_log.folder_of(store.folder, store.profile) is not None


def is_exact(store: Store) -> bool:
    """Tell whether every number is shown, however small."""
    return privacy.is_exact(store.profile)


def kept_log(store: Store) -> KeptLog | None:
    """Return the log of a store, which only whoever keeps it may read; None where there is none."""
    folder = answer_log.folder_of(store.folder, store.profile)
    return None if folder is None else KeptLog(store.folder, folder)
