"""A release in a notebook or a program of one's own: questions, selects and views as frames."""

from pathlib import Path

import polars as pl

from straits.store import Store, open_store
from straits.workbench.ask_error import AskError
from straits.workbench.asked_statement import LIMITS_ALONE, Answer, ask
from straits.workbench.catalogue import Relation, catalogue, relation
from straits.workbench.statement_parameters import given, typed


class Notebook:
    """An open release, asked by selects, views and the questions that pages ask.

    What is asked passes the profile as on pages, and is written down where that is. Whoever runs
    Python here can open the files that the account can read: within a reader's own process that is
    a courtesy and no wall (docs/store.md).

    store
        The release itself, with its typed questions.
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    def sql(self, select: str, **parameters: object) -> pl.DataFrame:
        """Return the rows of one select.

        parameters
            The values of $name in it, before those that its comments give.

        Raises AskError, with the place, for what is wrong with it, and for over a million rows.
        """
        values = typed(select, given(select)) | parameters
        return self._whole(ask(self.store, select, values, limits=LIMITS_ALONE))

    def view(self, name: str) -> pl.DataFrame:
        """Return all rows of a table or view. Raises AskError, with the nearest name, as `sql`."""
        known = relation(self.store, name)
        if known.kind == "macro":
            raise AskError(f"{name!r} is a macro, which is asked with values: see {name}(...).")
        return self._whole(ask(self.store, f"from {known.name}", limits=LIMITS_ALONE))

    def query(self, name: str, **parameters: object) -> pl.DataFrame:
        """Return the rows of a question of sql/queries, as `Store.query` does."""
        return self.store.query(name, **parameters)

    def catalogue(self) -> list[Relation]:
        """Return what can be asked: tables, views and macros, with columns, types and units."""
        return catalogue(self.store)

    @staticmethod
    def _whole(answer: Answer) -> pl.DataFrame:
        if answer.is_cut:
            raise AskError(
                f"There are more than {answer.rows.height:,} rows. Ask for fewer, or read the "
                "files of the release (docs/store.md).",
                kind="limit",
            )
        return answer.rows


def open_notebook(store: str | Path | None = None, release: str | None = None) -> Notebook:
    """Open a release of a store: the current one, or the one named. Default: STRAITS_STORE.

    Raises StoreError, with the way out, where there is none that can be read.
    """
    return Notebook(open_store(None if store is None else Path(store), release))
