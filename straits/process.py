"""How a command that has a process to itself starts and ends sooner."""

import os
import sys


def without_pandas() -> None:
    """Let nobody load pandas: Arrow would, a quarter of a second, though no command asks for it."""
    sys.modules["pandas"] = None  # type: ignore[assignment]


def leave(status: int) -> None:
    """End the process. Files are closed by now; taking the libraries apart takes a while."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
