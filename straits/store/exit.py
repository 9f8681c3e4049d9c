"""The one way out of a store: every answer to a question leaves through `Exit.let_out`.

Who asks, the log of what was asked, and a ledger of what could be solved for from it have their
place here: nothing else hands out what is told of people, so whatever `let_out` refuses, or cannot
write down, is not told.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields, is_dataclass
from functools import partial
from typing import TypeVar

import polars as pl

from straits.errors import StraitsError
from straits.privacy import Column, Profile
from straits.store.audited.who_asks import Who, who
from straits.store.releases.wholeness import Wholeness

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Source:
    """What answers.

    names
        Returns what the release calls its call sets, sites, groups and phenotypes.
    cohort_text
        Returns the canonical JSON of a cohort that queries can name by its id; None for another.
    """

    release_id: str
    profile: Profile
    names: Callable[[], Collection[str]]
    cohort_text: Callable[[str], str | None]


@dataclass(frozen=True)
class Told:
    """One answer as it leaves, or a refusal.

    question
        The name of a file of sql/queries, or of a method of the store, such as "cohorts.overlap".
    parameters
        What was asked, by name; a cohort as its tree.
    n_shown, n_withheld
        Numbers of people, or of alleles among them, that are told, and that the profile withholds.
    refused
        The title of the error that there is instead of an answer; else empty.
    """

    question: str
    parameters: Mapping[str, object]
    who: Who
    source: Source
    n_shown: int = 0
    n_withheld: int = 0
    refused: str = ""


@dataclass(frozen=True)
class Answered:
    """What was told in one answer, whoever asked: see Told."""

    question: str
    parameters: Mapping[str, object]
    n_shown: int
    n_withheld: int


# Answers of which something is made just now, for each that is made of others that are made.
_noted: ContextVar[tuple[list[Answered], ...]] = ContextVar("noted", default=())

# Is told of each answer before whoever asked for it; what it raises is raised instead.
Listener = Callable[[Told], None]


class Exit:
    """The way out of one store; safe between threads as its listener is."""

    def __init__(
        self, wholeness: Wholeness, source: Source, listener: Listener | None = None
    ) -> None:
        """Let out what is asked while the files are whole; without a listener nobody keeps it."""
        self._wholeness = wholeness
        self._source = source
        self._listener = listener

    def let_out(
        self,
        question: str,
        parameters: Mapping[str, object],
        ask: Callable[[], Answer],
        columns: Sequence[Column] = (),
        count: Callable[[Answer], tuple[int, int]] | None = None,
    ) -> Answer:
        """Return what `ask` returns, which the profile has been applied to.

        columns
            Of a frame whose columns are declared; of others a name that begins with n_ counts.
        count
            Returns how many numbers the answer tells and withholds, where neither says it.

        Raises DamageError where the release's files are not what was written, before and after.
        """
        if self._listener is None:
            return self._answer(ask)
        asked = partial(Told, question, parameters, who(), self._source)
        try:
            answer = self._answer(ask)
        except StraitsError as error:
            self._listener(asked(refused=error.title))
            raise
        told = count(answer) if count else _cells(answer, columns)
        self.tell([Answered(question, parameters, *told)])
        return answer

    @contextmanager
    def noting(self) -> Iterator[list[Answered]]:
        """Note what is let out within a block, for `tell`, which tells others of it again."""
        answers: list[Answered] = []
        token = _noted.set((*_noted.get(), answers))
        try:
            yield answers
        finally:
            _noted.reset(token)

    def tell(self, answers: Sequence[Answered]) -> None:
        """Tell the listener that whoever asks now is given what these answers told."""
        if self._listener is None:
            return
        for answered in answers:
            told = Told(
                answered.question, answered.parameters, who(), self._source, answered.n_shown,
                answered.n_withheld,
            )  # fmt: skip
            self._listener(told)
            for noted in _noted.get():
                noted.append(answered)

    def _answer(self, ask: Callable[[], Answer]) -> Answer:
        self._wholeness.require()
        answer = ask()
        # The files may have failed while they were read.
        self._wholeness.require()
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
