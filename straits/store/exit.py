"""The one way out of a store: every answer to a question leaves through `Exit.let_out`.

Who asks, the log of what was asked, and a ledger of what could be solved for from it have their
place here: nothing else hands out what is told of people, so whatever `let_out` refuses, or cannot
write down, is not told.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import TypeVar

import polars as pl

from straits.privacy import Column
from straits.store.releases.wholeness import Wholeness

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Told:
    """One answer as it leaves.

    question
        The name of a file of sql/queries, or of a method of the store, such as "cohorts.overlap".
    parameters
        What was asked, by name; a cohort as its tree.
    n_shown, n_withheld
        Numbers of people, or of alleles among them, that are told, and that the profile withholds.
    """

    question: str
    parameters: Mapping[str, object]
    n_shown: int
    n_withheld: int


# Is told of each answer before whoever asked for it; what it raises is raised instead.
Listener = Callable[[Told], None]


class Exit:
    """The way out of one store; safe between threads as its listener is."""

    def __init__(self, wholeness: Wholeness, listener: Listener | None = None) -> None:
        """Let out what is asked while the files are whole; without a listener nobody keeps it."""
        self._wholeness = wholeness
        self._listener = listener

    def let_out(
        self,
        question: str,
        parameters: Mapping[str, object],
        ask: Callable[[], Answer],
        columns: Sequence[Column] = (),
    ) -> Answer:
        """Return what `ask` returns, which the profile has been applied to.

        columns
            Of a frame whose columns are declared; of others a name that begins with n_ counts.

        Raises DamageError where the release's files are not what was written, before and after.
        """
        self._wholeness.require()
        answer = ask()
        # The files may have failed while they were read.
        self._wholeness.require()
        if self._listener is not None:
            self._listener(Told(question, parameters, *_cells(answer, columns)))
        return answer


def _cells(answer: object, columns: Sequence[Column]) -> tuple[int, int]:
    """Return how many counts an answer tells, and how many it withholds."""
    counted = {
        column.name for column in columns if column.kind in ("count_people", "count_alleles")
    }
    if isinstance(answer, pl.DataFrame):
        names = [n for n in answer.columns if (n in counted if columns else n.startswith("n_"))]
        n_withheld = sum(answer[name].null_count() for name in names)
        return answer.height * len(names) - n_withheld, n_withheld
    if isinstance(answer, tuple):
        parts = [_cells(part, columns) for part in answer]
    elif is_dataclass(answer):
        values = {field.name: getattr(answer, field.name) for field in fields(answer)}
        parts = [
            (int(value is not None), int(value is None))
            if name.startswith("n_")
            else _cells(value, columns)
            for name, value in values.items()
        ]
    else:
        return 0, 0
    return sum(shown for shown, _ in parts), sum(withheld for _, withheld in parts)
