"""The numbers among which a reader commits to one: the key, the trap, and two that lie around."""

from straits import queries
from straits.ui.explain import written_numbers


def written(case: queries.learn.Case, number: float) -> str:
    """Write an answer as the key is written."""
    kind = next(iter(case.right.record.gives.values()))
    return written_numbers.KINDS[kind](number)


def answers(case: queries.learn.Case) -> list[str]:
    """Return the answers that are offered, in order of size.

    The two that neither way gives follow from the two that are, so nobody finds the key by which
    number looks odd.
    """
    key, trap = case.key, case.trap
    far = max(key, trap, key=abs) * 1.5
    numbers = sorted({key, trap, (key + trap) / 2, far})
    return list(dict.fromkeys(written(case, number) for number in numbers))


def verdict(case: queries.learn.Case, answer: str) -> str:
    """Say of an answer whether it is the key, the trap, or neither."""
    if answer == written(case, case.key):
        return f"{answer} it is."
    if answer == written(case, case.trap):
        return f"{answer} is what the usual mistake gives. It is {written(case, case.key)}."
    return f"It is {written(case, case.key)}, and {answer} is neither that nor the usual mistake."
