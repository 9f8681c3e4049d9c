"""Cohorts that readers saved, in SQLite under STRAITS_STATE: see `saved_shelf`."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from straits import cohorts
from straits.cohorts import Tree
from straits.store.audited.who_asks import belongs_to
from straits.store.shelf import saved_shelf
from straits.store.shelf.saved_shelf import Kind, Shelf

_KIND = Kind(
    "cohorts.sqlite", 1, "cohort", "cohorts",
    "Links to a cohort hold the cohort itself and work all the same",
    "tables", "keep_cohort", "save", "cohort", "saves",
)  # fmt: skip


@dataclass(frozen=True)
class Saved:
    """One saving of a cohort.

    study, release_id, n_people
        Where it was saved, and how many people were in it then; None where that is withheld.
    """

    cohort_id: str
    name: str
    description: str
    owner: str
    saved_at: datetime
    study: str
    release_id: str
    n_people: int | None


class SavedCohorts:
    """The cohorts of one folder.

    What is saved belongs to the project of whoever asks (straits.store.audited.who_asks), else to
    the person; others find it by its id alone. `owner` names somebody else.
    """

    def __init__(self, folder: Path | None, store: Path | None = None) -> None:
        """Use a folder, None for no saving. It must not lie within the store."""
        self._shelf = Shelf(_KIND, folder, store)

    @property
    def why_off(self) -> str:
        """Why nothing can be saved; empty if it can."""
        return self._shelf.why_off

    @property
    def fault(self) -> str:
        """Why what was saved cannot be read, so that it is as if nothing were; empty if it can."""
        return self._shelf.fault

    def save(
        self,
        tree: Tree,
        name: str,
        description: str,
        study: str,
        release_id: str,
        n_people: int | None,
        owner: str = "",
    ) -> str:
        """Keep a cohort under a name, and return its id. Raises QueryError where that is off."""
        plain, words = self._shelf.check_words(name, description)
        cohort_id = cohorts.cohort_id(tree)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        saving = {
            "cohort_id": cohort_id, "name": plain, "description": words,
            "owner": owner or belongs_to(), "saved_at": now, "study": study,
            "release_id": release_id,
            "n_people": n_people, "is_removed": 0,
        }  # fmt: skip
        self._shelf.write({"cohort_id": cohort_id, "tree": cohorts.to_json(tree)}, saving)
        return cohort_id

    def remove(self, name: str, owner: str = "") -> None:
        """Take a name off the list. Its versions stay in its history, and links to them work."""
        for saved in self.listed(owner):
            if saved.name == name:
                now = datetime.now(UTC).isoformat(timespec="seconds")
                self._shelf.write(None, {**asdict(saved), "saved_at": now, "is_removed": 1})

    def find(self, cohort_id: str) -> Tree | None:
        """Return a cohort that was ever saved here; None if it was not."""

        def read(text: str) -> Tree:
            tree = cohorts.from_json(text)
            if cohorts.cohort_id(tree) != cohort_id:
                raise ValueError(f"the tree of {cohort_id} is another cohort")
            return tree

        return self._shelf.found(read, cohort_id=cohort_id)

    def listed(self, owner: str = "") -> list[Saved]:
        """Return the newest version of each name that was not removed, the newest first."""
        return saved_shelf.newest(self._saves(owner))

    def history(self, name: str, owner: str = "") -> list[Saved]:
        """Return every version of a name, the newest first."""
        return saved_shelf.versions(self._saves(owner), name)

    def named(self, cohort_id: str, owner: str = "") -> Saved | None:
        """Return the newest saving of a cohort; None if it never was."""
        return next(
            (saved for saved, _ in self._saves(owner) if saved.cohort_id == cohort_id), None
        )

    def _saves(self, owner: str) -> list[tuple[Saved, bool]]:
        return self._shelf.saves(_saved, owner=owner or belongs_to())


def _saved(row: tuple[Any, ...]) -> Saved:
    cohort_id, name, description, owner, saved_at, study, release_id, n_people, _ = row
    when = datetime.fromisoformat(saved_at)
    return Saved(cohort_id, name, description, owner, when, study, release_id, n_people)


def saved_cohorts() -> SavedCohorts:
    """Return the saved cohorts of this server: those in STRAITS_STATE."""
    return SavedCohorts(*saved_shelf.folders())
