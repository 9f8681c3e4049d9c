"""What the child does: it shuts itself in, makes what a select needs, runs it and sends the rows.

It is told in JSON what it may read before anybody asks: `folders`, `setup` and `definitions` to
make, `seconds` and `memory` that it may take, `needs_wall`. Asked is one frame of JSON: `text`,
`parameters`, `rows` and `bytes` of an answer, `wants`. What comes back is an Arrow stream and a
frame of JSON: `columns` and `is_cut`, or `error` and `position`. It wants "rows", the "plan" of a
select, its "types", or the "columns" of all views, for which there is no text.
"""

import json
import socket
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pyarrow as pa
import pyarrow.ipc

from straits.sandbox import frames, sent_types, statement_gate, told_errors
from straits.sandbox.confinement import confine
from straits.sandbox.statement_gate import Definition, RefusedError
from straits.sandbox.told_errors import NotBoundError

warnings.filterwarnings("ignore", "Arrow output on a DB-API result", UserWarning)

_BATCH = 20_000  # rows
# Of the memory that the process may take, what DuckDB may: the rest is for what it sends.
_SHARE_OF_DUCKDB = 0.6
_DESCRIBE = "describe "

_Done = TypeVar("_Done")


@dataclass(frozen=True)
class _Ready:
    """An empty database within the walls, and what can be made in it."""

    connection: duckdb.DuckDBPyConnection
    known: Mapping[str, Definition]


def answer(told: bytes, come: Callable[[], socket.socket | None]) -> None:
    """Shut this process in, wait until somebody asks, and answer; it is good for nothing else then.

    told
        What may be read, as JSON.
    come
        Waits for the socket of who asks; None where nobody will.
    """
    ready = _tried(partial(_made_ready, json.loads(told)))
    peer = come()
    if peer is None:
        return
    said = ready if isinstance(ready, dict) else _tried(partial(_answered, peer, ready))
    frames.send_json(peer, said)


def _tried(do: Callable[[], _Done]) -> _Done | dict[str, Any]:
    """Return what is done, or what went wrong as it is told."""
    try:
        return do()
    except RefusedError as refused:
        return _told_of_refused(refused)
    except NotBoundError as error:
        return error.said
    except duckdb.Error as error:
        return told_errors.told(error)
    except MemoryError:
        return {"error": "", "position": None, "kind": "memory"}
    except OSError as error:
        return {"error": str(error), "position": None, "kind": "system"}


def _made_ready(told: Mapping[str, Any]) -> _Ready:
    folders = [Path(folder) for folder in told["folders"]]
    confine(folders, told["seconds"], int(told["memory"]), told["needs_wall"])
    connection = duckdb.connect(
        ":memory:",
        config={
            "threads": 1,
            "async_threads": 0,
            "memory_limit": f"{int(told['memory'] * _SHARE_OF_DUCKDB) >> 20}MB",
            "temp_directory": "",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
            "errors_as_json": True,
        },
    )
    for statement in told["setup"]:
        connection.execute(statement)
    return _Ready(connection, {each["name"]: Definition(**each) for each in told["definitions"]})


def _answered(peer: socket.socket, ready: _Ready) -> dict[str, Any]:
    asked = frames.receive_json(peer)
    connection, known = ready.connection, ready.known
    if asked["wants"] == "columns":
        return _columns(connection, known)
    values = asked["parameters"]
    text, definitions = statement_gate.needed(connection, asked["text"], known)
    for definition in definitions:
        _make(connection, definition)
    connection.execute("set lock_configuration = true")
    if asked["wants"] == "plan":
        _described(connection, text, values)
        rows = connection.execute(f"explain {text}", values).fetchall()
        return {"plan": "\n".join(str(row[-1]) for row in rows)}
    if asked["wants"] == "types":
        return {"columns": _described(connection, text, values)}
    said = _sent(peer, connection, text, values, asked)
    return said | {"uses": [definition.name for definition in definitions]}


def _columns(
    connection: duckdb.DuckDBPyConnection, known: Mapping[str, Definition]
) -> dict[str, Any]:
    """Return name and type of the columns of each view, or what is wrong with it.

    The place is one in the text of the view that it is said `of`: it, or one that it reads.
    """
    found: dict[str, Any] = {}
    uses: dict[str, list[str]] = {}
    made: set[str] = set()
    for definition in known.values():
        try:
            if definition.own:
                uses[definition.name], before = statement_gate.used(connection, definition, known)
            else:
                before = []
            for each in (*before, definition):
                if each.name not in made:
                    _make(connection, each)
                    made.add(each.name)
            if definition.kind == "view":
                rows = connection.execute(f"{_DESCRIBE}{definition.name}").fetchall()
                found[definition.name] = [(str(name), str(kind)) for name, kind, *_ in rows]
        except RefusedError as refused:
            found[definition.name] = _told_of_refused(refused)
        except NotBoundError as error:
            found[definition.name] = error.said
        except duckdb.Error as error:
            found[definition.name] = told_errors.told(error) | {"of": definition.name}
    return {"relations": found, "uses": uses}


def _told_of_refused(refused: RefusedError) -> dict[str, Any]:
    said = {"error": refused.message, "position": refused.position, "kind": "refused"}
    return said | ({"of": refused.of} if refused.of else {})


def _make(connection: duckdb.DuckDBPyConnection, definition: Definition) -> None:
    """Make a view or macro. Raises NotBoundError, in somebody's own text where it has one."""
    text = definition.statement
    n_before = len(text.encode()) - len(definition.own.encode()) if definition.own else 0
    try:
        connection.execute(text)
    except duckdb.Error as error:
        said = told_errors.told_of_binding(error, text, connection.execute, n_before)
        raise NotBoundError(said | {"of": definition.name}) from error


def _described(
    connection: duckdb.DuckDBPyConnection, text: str, values: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """Return name and type of the columns of a select; nothing is run.

    Raises NotBoundError for one that cannot be, such as of a column that is not there.
    """

    def bind(described: str) -> duckdb.DuckDBPyConnection:
        return connection.execute(described, values)

    described = f"{_DESCRIBE}{text}"
    try:
        rows = bind(described).fetchall()
    except duckdb.Error as error:
        said = told_errors.told_of_binding(error, described, bind, len(_DESCRIBE))
        raise NotBoundError(said) from error
    return [(str(name), str(kind)) for name, kind, *_ in rows]


def _sent(
    peer: socket.socket,
    connection: duckdb.DuckDBPyConnection,
    text: str,
    values: Mapping[str, Any],
    most: Mapping[str, Any],
) -> dict[str, Any]:
    """Send the first rows of a select, as many as there may be, and return what they are."""
    columns = _described(connection, text, values)
    sendable, names, n_before = sent_types.sendable(text, columns)
    try:
        reader = connection.execute(sendable, values).to_arrow_reader(_BATCH)
        n_rows, is_cut = _rows(peer, reader, most["rows"], most["bytes"])
    except duckdb.Error as error:
        return told_errors.told(error, n_before)
    columns = [(name, kind) for name, (_, kind) in zip(names, columns, strict=True)]
    return {"columns": columns, "is_cut": is_cut, "rows": n_rows}


def _rows(
    peer: socket.socket, reader: pa.RecordBatchReader, most_rows: int, most_bytes: int
) -> tuple[int, bool]:
    """Send rows until there are too many; returns how many were sent, and whether more are left."""
    sink = _Sink(peer)
    n_rows, is_cut = 0, False
    with pa.ipc.new_stream(sink, reader.schema) as stream:
        for batch in reader:
            whole = batch.num_rows
            batch = batch.slice(0, most_rows - n_rows)
            is_too_long = sink.n_bytes + batch.nbytes > most_bytes
            is_cut = is_too_long or batch.num_rows < whole
            if not is_too_long:
                stream.write_batch(batch)
                n_rows += batch.num_rows
            if is_cut:
                break
    return n_rows, is_cut


class _Sink:
    """A file that Arrow writes to and that leaves over the socket."""

    closed = False

    def __init__(self, peer: socket.socket) -> None:
        self._peer = peer
        self.n_bytes = 0

    def write(self, content: bytes) -> int:
        """Send a part of the stream."""
        part = bytes(content)
        self.n_bytes += len(part)
        frames.send(self._peer, frames.ARROW, part)
        return len(part)

    def flush(self) -> None:
        """Have nothing left to send."""
