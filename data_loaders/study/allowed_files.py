"""Which files a study may name: regular ones, in the folders that whoever runs Straits allows."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

_allowed: ContextVar[tuple[Path, ...] | None] = ContextVar("allowed folders", default=None)


@contextmanager
def within(*folders: Path) -> Iterator[None]:
    """Let a study name files below these folders alone, wherever links lead, while it is read.

    Outside of such a block any place is allowed.
    """
    token = _allowed.set(tuple(dict.fromkeys(folder.resolve() for folder in folders)))
    try:
        yield
    finally:
        _allowed.reset(token)


def check(path: Path) -> Path:
    """Return the path of a file that may be read; raises ValueError with the reason otherwise."""
    check_place(path)
    if not path.is_file():
        raise ValueError(
            f"{path} is no regular file, but a pipe or a device, of which nobody knows the end; "
            "write it into a file first"
        )
    return path


def check_place(path: Path) -> None:
    """Raise ValueError if a file or folder lies outside of the allowed folders."""
    folders = _allowed.get()
    if folders is None:
        return
    place = path.resolve()
    if not any(place.is_relative_to(folder) for folder in folders):
        raise ValueError(
            f"{path} lies outside of {_names(folders)}, where alone this study may name files. If "
            f"the study is yours, or you know what it names: --files-from {place.parent}"
        )


def _names(folders: Sequence[Path]) -> str:
    return " and ".join(map(str, folders))
