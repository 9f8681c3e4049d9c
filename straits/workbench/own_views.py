"""Views of one's own: files of SQL in folders of a server or of a study, read whenever one asks."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from straits import sql_names
from straits.privacy import DeclarationError
from straits.store.query import sql_text
from straits.store.query.sql_files import SqlFile, read_sql_file
from straits.store.released_tables import Made, ReleasedTables

# Names folders, with the sign between them that PATH has; `serve --views` sets it.
VARIABLE = "STRAITS_VIEWS"


@dataclass(frozen=True)
class OwnView:
    """A file of somebody's own.

    file, made
        None where it cannot be taken.
    fault
        Why not; empty where it can be.
    """

    name: str
    path: Path
    file: SqlFile | None
    made: Made | None
    fault: str


def folders(released: ReleasedTables) -> list[Path]:
    """Return the folders that views are read from: the study's, then those of the server."""
    named = os.environ.get(VARIABLE, "")
    return [*released.views, *(Path(each) for each in named.split(os.pathsep) if each)]


def own_views(
    released: ReleasedTables, taken: Mapping[str, Made], more: tuple[Path, ...] = ()
) -> dict[str, OwnView]:
    """Return the views of one's own, by name, as their files are now.

    A file that cannot be taken is among them with its fault, and does nothing to the others.

    taken
        The names that there are already.
    more
        Files besides those of the folders.
    """
    paths = [path for folder in folders(released) for path in sorted(folder.rglob("*.sql"))]
    found: dict[str, OwnView] = {}
    for path in dict.fromkeys([*(path.resolve() for path in paths), *more]):
        view = _view(path, taken, found)
        # Of two files of one name the first is the view.
        found[path.stem if path.stem not in found else str(path)] = view
    return found


def with_own(released: ReleasedTables, more: tuple[Path, ...] = ()) -> dict[str, Made]:
    """Return all that can be asked by name: what comes with Straits, and the views of one's own."""
    made = released.made()
    own = own_views(released, made, more)
    return made | {view.name: view.made for view in own.values() if view.made is not None}


def _view(path: Path, taken: Mapping[str, Made], found: Mapping[str, OwnView]) -> OwnView:
    name = path.stem
    fault = sql_names.fault(name)
    if not fault and name in taken:
        fault = f"the name {name!r} is taken by what comes with Straits; call the file otherwise"
    elif not fault and name in found:
        fault = f"the name {name!r} is taken by {found[name].path}; call one of the two otherwise"
    if fault:
        return OwnView(name, path, None, None, f"{path}: {fault}.")
    try:
        if path.stat().st_size > sql_names.MOST_BYTES:
            most = f"{sql_names.MOST_BYTES:,}"
            return OwnView(name, path, None, None, f"{path} has more than {most} bytes.")
        file = read_sql_file(path, "views")
    except (OSError, UnicodeDecodeError) as error:
        return OwnView(name, path, None, None, f"{path} cannot be read ({error}).")
    except DeclarationError as error:
        return OwnView(name, path, None, None, f"The header of {path} cannot be read: {error}.")
    made = Made(name, "view", sql_text.view(name, file.text), (), file, file.text)
    return OwnView(name, path, file, made, "")
