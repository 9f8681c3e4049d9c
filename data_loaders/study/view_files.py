"""Views of a study's own: which files it brings along, and their place in a release."""

import shutil
from pathlib import Path

from data_loaders.study import allowed_files
from data_loaders.study.study_model import Study
from straits import sql_names
from straits.errors import StudyError
from straits.tables.release_parts import VIEWS


def found(study: Study) -> list[Path]:
    """Return the views and their examples, NAME.sql and NAME.yml, that the study's folders hold.

    Raises StudyError, with file and way out, for a folder without views, a name that is taken or
    is none, and a file that is empty, too long or no text.
    """
    files: dict[str, Path] = {}
    for index, folder in enumerate(study.views):
        where = study.where("views", index) if len(study.views) > 1 else study.where("views")
        paths = sorted(folder.rglob("*.sql"))
        if not paths:
            raise StudyError(f"{where}: {folder} holds no view, which is a file NAME.sql.")
        for path in paths:
            fault = sql_names.fault(path.stem)
            if not fault and path.stem in files:
                fault = f"the name is that of {files[path.stem]}; call one of the two otherwise"
            if fault := fault or _fault(path):
                raise StudyError(f"{where}: {path}: {fault}.")
            files[path.stem] = path
    examples = [path.with_suffix(".yml") for path in files.values()]
    return [*files.values(), *(path for path in examples if path.is_file() and not _fault(path))]


def copy(study: Study, aggregates: Path) -> None:
    """Copy the views into a release that is being built; without any it has no such folder."""
    for path in found(study):
        (aggregates / VIEWS).mkdir(exist_ok=True)
        shutil.copyfile(path, aggregates / VIEWS / path.name)


def _fault(path: Path) -> str:
    """Return why a file is not taken, as a clause; empty where it is."""
    try:
        content = allowed_files.check(path).read_bytes()
        content.decode()
    except (OSError, ValueError) as error:
        return f"it cannot be read as text ({error})"
    if not content.strip():
        return "it is empty"
    if len(content) > sql_names.MOST_BYTES:
        return f"it has {len(content):,} bytes, and {sql_names.MOST_BYTES:,} are the most"
    return ""
