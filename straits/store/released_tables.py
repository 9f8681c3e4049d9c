"""What statements of somebody else may read of a release, and how their answers leave."""

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from straits import privacy
from straits.errors import StoreError
from straits.privacy import Profile
from straits.store.exit import Exit
from straits.store.query import database, sql_text
from straits.store.query.running import Check
from straits.store.query.sql_files import SqlFile
from straits.store.releases.release_files import LeftOut, Release
from straits.tables import manifest, release_parts
from straits.tables.manifest import Manifest

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Made:
    """A view or macro of SQL over what is released.

    kind
        "view", "table macro" or "macro".
    statement
        Makes it in a database that knows nothing.
    uses
        The names of others that it needs.
    file
        Where it stands; None of a table that the store itself fills.
    own
        The text of a view of somebody's own, which is looked at before it is made; else empty.
    """

    name: str
    kind: str
    statement: str
    uses: tuple[str, ...]
    file: SqlFile | None
    own: str = ""


@dataclass(frozen=True)
class ReleasedTables:
    """The part of a release that a process of its own may read; made anew each time it is asked."""

    _release: Release
    profile: Profile
    _cells: pl.DataFrame
    _exit: Exit
    _counting: Callable[[str], AbstractContextManager[Check]]

    @property
    def is_exact(self) -> bool:
        """Whether the profile has no minimum, so that what is read needs no wall."""
        return privacy.is_exact(self.profile)

    @property
    def is_whole(self) -> bool:
        """Whether no site is left out for whoever asks: its counts stand in the same files."""
        return not self._release.left_out

    @property
    def folders(self) -> list[Path]:
        """The folders that may be read; all else must stay out of reach."""
        return list(self._read().folders.values())

    @property
    def views(self) -> list[Path]:
        """The folders of views that the study brought along."""
        folder = self._release.aggregates / release_parts.VIEWS
        return [folder] if folder.is_dir() else []

    @property
    def setup(self) -> list[str]:
        """What a database is told first."""
        return database.setup(self._read())

    def made(self) -> dict[str, Made]:
        """Return the views and macros that can be asked, by name, each after those it uses."""
        read = self._read()
        found = dict(_made(read, read.left_out, self.is_exact))
        cells = sql_text.with_rows("staging.shown_cells", self._cells.rows())
        shown = found["staging.shown_cells"]
        found[shown.name] = Made(
            shown.name, shown.kind, f"{shown.statement};\n{cells}", shown.uses, None
        )
        return found

    def n_rows(self) -> dict[str, int]:
        """Return how many rows each table has in all its files."""
        read = self._read()
        manifests = [manifest.read(name, folder) for name, folder in read.folders.items()]
        return {
            table: n_rows
            for each in manifests
            if isinstance(each, Manifest)
            for table, n_rows in each.n_rows.items()
        }

    def tables_folder(self) -> Path:
        """Return the folder of the tables of shown cells, laid as `aggregates` of a release are.

        Raises StoreError as asking them does.
        """
        return self._read().aggregates

    def let_out(
        self,
        parameters: Mapping[str, object],
        ask: Callable[[Check], Answer],
        count: Callable[[Answer], tuple[int, int]],
    ) -> Answer:
        """Return what `ask` returns, once it is written down; `Store.cancel` stops it.

        count
            Returns how many numbers an answer tells, and how many it has that are not told.
        """

        def counted() -> Answer:
            with self._counting("sql") as check:
                return ask(check)

        return self._exit.let_out("sql", parameters, counted, count=count)

    def _read(self) -> Release:
        """Return what may be read, as the folders of a release.

        Raises StoreError where the release has nothing of the kind, or it was written when the
        profile said something else.
        """
        if self.is_exact:
            return self._release
        folder = self._release.released
        read = folder and manifest.read("released", folder)
        again = (
            "Ingest the study again with this version: python -m straits ingest study.yaml "
            f"--store {self._release.store}"
        )
        if folder is None or not isinstance(read, Manifest):
            raise StoreError(
                f"Release {self._release.release_id} has no tables that statements may read under "
                f"the profile {self.profile.label!r}: an earlier Straits wrote it. {again}"
            )
        if read.content.get("profile_checksum") != self.profile.checksum:
            raise StoreError(
                f"The tables of release {self._release.release_id} that statements may read were "
                f"written when the profiles said something else than they do now. {again}"
            )
        return Release(self._release.release_id, folder, None, self._release.left_out)


@lru_cache(maxsize=2)
def _made(release: Release, left_out: tuple[LeftOut, ...], is_exact: bool) -> Mapping[str, Made]:
    tables = database.tables()
    found = {name: Made(name, "view", text, (), None) for name, text in tables.items()}
    every = (*database.made(release), *database.questions(release, is_exact))
    for file, statement in every:
        code = re.sub(r"--[^\n]*|'[^']*'", " ", file.text)
        words = set(re.findall(r"[a-z_][\w.]*", code))
        uses = tuple(name for name in found if name in words and name != file.name)
        found[file.name] = Made(file.name, _kind(file), statement, uses, file)
    return found


def _kind(file: SqlFile) -> str:
    if file.layer == "queries":
        return "table macro"
    if file.layer != "macros":
        return "view"
    return "table macro" if re.search(r"\)\s*as\s+table\b", file.select) else "macro"


def as_request(made: Mapping[str, Made]) -> list[dict[str, Any]]:
    """Return views and macros as a process of its own is told them."""
    return [
        {
            "name": each.name,
            "kind": each.kind,
            "statement": each.statement,
            "uses": each.uses,
            "own": each.own,
        }
        for each in made.values()
    ]
