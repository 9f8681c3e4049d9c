"""What is wrong with a statement, and where."""

from straits.errors import QueryError


class AskError(QueryError):
    """A statement that is not run, or could not be.

    line, column
        Where in the statement, from 1; None where the whole of it is meant.
    near
        The names that may have been meant, the nearest first.
    kind
        "refused", "name", "syntax", "parameter", "limit" or "other".
    seconds, peak_bytes
        What its process took; 0 where none was started.
    """

    title = "The statement cannot be answered"

    def __init__(
        self,
        message: str,
        line: int | None = None,
        column: int | None = None,
        near: tuple[str, ...] = (),
        kind: str = "other",
    ) -> None:
        super().__init__(message if line is None else f"Line {line}, column {column}: {message}")
        self.message = message
        self.line = line
        self.column = column
        self.near = near
        self.kind = kind
        self.seconds = 0.0
        self.peak_bytes = 0

    @classmethod
    def at(
        cls,
        text: str,
        position: int | None,
        message: str,
        near: tuple[str, ...] = (),
        kind: str = "other",
    ) -> "AskError":
        """Return an error at a place that is given in bytes from the beginning of the statement."""
        line, column = place(text, position)
        return cls(message, line, column, near, kind)


def place(text: str, position: int | None) -> tuple[int, int] | tuple[None, None]:
    """Return line and column, from 1, of a place that is given in bytes from the beginning.

    >>> place("select 1,\\n  é, x", 16)
    (2, 6)
    """
    if position is None:
        return None, None
    before = text.encode()[: max(0, position)].decode(errors="ignore")
    return before.count("\n") + 1, len(before) - before.rfind("\n")
