"""A folder that several processes want is made by one of them, whole."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.builders import made_once


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(made_once.VARIABLE, str(tmp_path))


def test_of_many_that_ask_at_once_one_makes_it() -> None:
    makers: list[Path] = []

    def make(folder: Path) -> None:
        folder.mkdir()
        makers.append(folder)

    with ThreadPoolExecutor(8) as pool:
        folders = set(pool.map(lambda _: made_once.made_once("study", make), range(8)))
    assert len(folders) == len(makers) == 1


def test_what_failed_half_way_is_made_again() -> None:
    def fail(folder: Path) -> None:
        folder.mkdir()
        (folder / "half").touch()
        raise OSError("half way")

    with pytest.raises(OSError, match="half way"):
        made_once.made_once("study", fail)
    made = made_once.made_once("study", lambda folder: folder.mkdir())
    assert list(made.iterdir()) == []
