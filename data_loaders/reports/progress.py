"""How far an ingest is, shown in the terminal."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    ProgressColumn,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars


class Progress(Protocol):
    """What an ingest tells while it works."""

    def files(
        self, call_set_id: str, files: Sequence[Path]
    ) -> AbstractContextManager[Callable[[Path, int, int, int], None]]:
        """Return a context that takes (file, records, bytes done, bytes in all)."""

    def step(self, name: str, total: int) -> AbstractContextManager[Callable[[int], None]]:
        """Return a context that takes how much of a total is done."""


class Silent:
    """Shows nothing."""

    @contextmanager
    def files(
        self, _call_set_id: str, _files: Sequence[Path]
    ) -> Iterator[Callable[[Path, int, int, int], None]]:
        """Take reports of files and forget them."""
        yield lambda _file, _records, _done, _total: None

    @contextmanager
    def step(self, _name: str, _total: int) -> Iterator[Callable[[int], None]]:
        """Take reports of a step and forget them."""
        yield lambda _done: None


class Terminal:
    """Shows a bar per file: records, records per second and the time left."""

    def __init__(self, console: Console) -> None:
        """Show on this console; where it is no terminal only finished files are written."""
        self._console = console

    @contextmanager
    def files(
        self, call_set_id: str, files: Sequence[Path]
    ) -> Iterator[Callable[[Path, int, int, int], None]]:
        """Show one bar per file of a call set."""
        columns = [*_COLUMNS, TextColumn("{task.fields[records]}"), TimeRemainingColumn()]
        with self._bars(*columns) as bars:
            tasks: dict[Path, TaskID] = {}
            records: dict[Path, int] = {}

            def report(file: Path, n_records: int, n_done: int, n_bytes: int) -> None:
                if file not in tasks:
                    _finish(bars)
                    tasks[file] = bars.add_task(
                        f"{call_set_id}  {file.name}", total=n_bytes, records=""
                    )
                task = bars.tasks[bars.task_ids.index(tasks[file])]
                speed = n_records / task.elapsed if task.elapsed else 0
                text = f"{n_records:,} records" + (f", {speed:,.0f}/s" if speed else "")
                bars.update(tasks[file], completed=n_done, records=text)
                records[file] = n_records

            yield report
            _finish(bars)
        total = sum(records.values())
        noun = "file" if len(files) == 1 else "files"
        self._console.print(f"{call_set_id}: read {total:,} records of {len(files)} {noun}")

    @contextmanager
    def step(self, name: str, total: int) -> Iterator[Callable[[int], None]]:
        """Show one bar for a step."""
        with self._bars(*_COLUMNS, TimeRemainingColumn()) as bars:
            task = bars.add_task(name, total=total)
            yield lambda done: bars.update(task, completed=done)

    def _bars(self, *columns: ProgressColumn) -> Bars:
        is_seen = self._console.is_terminal
        return Bars(*columns, console=self._console, transient=True, disable=not is_seen)


_COLUMNS = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())


def _finish(bars: Bars) -> None:
    for task in bars.tasks:
        bars.update(task.id, completed=task.total)
