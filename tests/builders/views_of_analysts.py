"""The views that are made where analysts ask, on a connection of a store's own."""

from pathlib import Path

import duckdb

from straits.store.query import database
from straits.store.releases.release_files import find_release


def make_views(connection: duckdb.DuckDBPyConnection, store: Path) -> None:
    """Make all views of the current release of a store, in whose database a connection is."""
    for file, statement in database.made(find_release(store, None)):
        if file.layer == "views":
            connection.execute(statement)
