"""A question that is its file of sql/queries and no more: made from the header of that file."""

from collections.abc import Callable, Iterable

import polars as pl

from straits.errors import QueryError
from straits.store import Store
from straits.store.query.sql_files import SqlFile, query_path, read_sql_file


class Question:
    """Asks a store one file of sql/queries; its docstring is the header of the file.

    It is called with the store and the parameters of the header by name, without those that are
    made of the store, and returns the columns of the header. What is raised: see `Store.query`.

    name
        That of the file.
    """

    def __init__(self, name: str, **makers: Callable[[Store], object]) -> None:
        """Read the header of a query.

        makers
            Parameters that callers do not give, and what makes each of the store.
        Raises QueryError for a query that is not there, or has no parameter of that name.
        """
        file = read_sql_file(query_path(name))
        if unknown := sorted(makers.keys() - file.parameters.keys()):
            raise QueryError(
                f"sql/queries/{name}.sql has no parameter {unknown[0]!r}: expected one of "
                f"{', '.join(file.parameters) or 'none'}."
            )
        self.name, self._makers = name, makers
        self.__doc__ = _header(file, makers)

    def __call__(self, store: Store, **parameters: object) -> pl.DataFrame:
        """Return the guarded rows of the query."""
        made_of_store = {name: make(store) for name, make in self._makers.items()}
        return store.query(self.name, **made_of_store, **parameters)


def _header(file: SqlFile, makers: Iterable[str]) -> str:
    """Return what a header says: its text, the parameters that callers give, and the columns."""
    parameters = [
        f"    {name} {kind}" for name, kind in file.parameters.items() if name not in makers
    ]
    shown = [column for column in file.columns if not column.is_hidden]
    columns = [f"    {column.name} {column.kind}" for column in shown]
    parts = [file.about, f"Needs {file.needs}."]
    parts += ["\n".join(["Parameters:", *parameters])] if parameters else []
    parts.append("\n".join(["Columns:", *columns]))
    return "\n\n".join(parts)
