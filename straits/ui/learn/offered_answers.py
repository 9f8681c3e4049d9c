"""The numbers among which a reader commits to one: the key, the trap, and other mistakes."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import combinations
from math import isclose, isfinite

from straits import queries
from straits.ui.explain import written_numbers

# Answers that are offered besides the key and the trap.
_OTHERS = 2


def written(case: queries.learn.Case, number: float) -> str:
    """Write an answer as the key is written."""
    kind = next(iter(case.right.record.gives.values()))
    return written_numbers.KINDS[kind](number)


def answers(case: queries.learn.Case) -> list[str]:
    """Return the answers that are offered, in an order of the case and its release.

    All but the key are what some mistake gives. None lies halfway between two others, and neither
    place nor size tells the key, so that nobody finds it by the form of the answers.
    """
    both = [case.key, case.trap]
    others = [number for number in case.mistakes.values() if isfinite(number)]
    offered = next(_told_apart(case, both, _mixed(case, others)), both)
    return [written(case, number) for number in _mixed(case, offered)]


def _told_apart(
    case: queries.learn.Case, both: Sequence[float], others: Sequence[float]
) -> Iterator[list[float]]:
    """Yield key and trap with as many others as can be, every number written differently."""
    for size in range(min(_OTHERS, len(others)), 0, -1):
        for more in combinations(others, size):
            offered = [*both, *more]
            if len({written(case, number) for number in offered}) == len(offered):
                if not _has_middle(offered):
                    yield offered


def _has_middle(offered: Sequence[float]) -> bool:
    return any(
        isclose(one, (low + high) / 2, rel_tol=0.02)
        for one in offered
        for low, high in combinations([number for number in offered if number != one], 2)
    )


def _mixed(case: queries.learn.Case, offered: Sequence[float]) -> list[float]:
    """Return numbers in an order that the case and its release make, and no size."""

    def place(number: float) -> str:
        text = f"{case.release}/{case.name}/{written(case, number)}"
        return sha256(text.encode()).hexdigest()

    return sorted(offered, key=place)


def verdict(case: queries.learn.Case, answer: str) -> str:
    """Say of an answer whether it is the key, the trap, or how else one comes to it."""
    if answer == written(case, case.key):
        return f"{answer} is right."
    if answer == written(case, case.trap):
        return f"{answer} is what the usual mistake gives. It is {written(case, case.key)}."
    how = next(
        words
        for words, number in case.mistakes.items()
        if isfinite(number) and written(case, number) == answer
    )
    return f"It is {written(case, case.key)}. {answer} comes of another mistake: {how}."
