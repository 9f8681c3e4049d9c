"""A process that stays, is asked through a pipe, and says how long each answer took."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from benchmarks.processes import most_bytes
from benchmarks.settings import ROOT, BenchmarkError


class Worker:
    """A warm process. Used with `with`, which ends it."""

    def __init__(self, command: Sequence[str | Path]) -> None:
        """Start it; the first answer waits for it to be ready."""
        self._process = subprocess.Popen(
            [str(part) for part in command], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.peak_bytes = 0

    def ask(self, **asked: Any) -> float:
        """Return the seconds that the worker took for an answer, as it measured them itself."""
        return float(self.say(**asked)["seconds"])

    def say(self, **asked: Any) -> dict[str, Any]:
        """Return all that the worker says of an answer."""
        return dict(json.loads(self._exchange(asked)))

    def fetch(self, **asked: Any) -> bytes:
        """Return an answer itself, as the worker sends it."""
        n_bytes = int(self._exchange({**asked, "send": True}))
        assert self._process.stdout is not None
        return self._process.stdout.read(n_bytes)

    def _exchange(self, asked: dict[str, Any]) -> bytes:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked).encode() + b"\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline()
        if not said:
            raise BenchmarkError(f"the worker {self._process.args} ended: see above")
        self.peak_bytes = most_bytes(self._process.pid)
        return said

    def __enter__(self) -> Self:
        """Return the worker."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
