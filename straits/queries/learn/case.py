"""A case: a question, the right way and the wrong one with their numbers, and where to look."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from straits.explained.explanation import Explanation


@dataclass(frozen=True)
class Case:
    """One case, computed from a release.

    question, asks
        In clinical words, and what is to be answered.
    right, wrong
        How it is worked out, and how it is not; the first number of each is the key and the answer
        of who was misled.
    page, address
        Where the numbers stand, and what its address says.
    frequencies
        Frequencies of alleles that the case is about, by whose they are.
    mistakes
        What other mistakes give, by how one comes to it; some are offered beside key and trap.
    release
        The release it is made of; answers are mixed by it.
    remember
        A teacher's own words; empty where the right way has them.
    """

    name: str
    title: str
    question: str
    asks: str
    right: Explanation
    wrong: Explanation
    page: str
    address: Mapping[str, str]
    frequencies: Mapping[str, float]
    mistakes: Mapping[str, float] = field(default_factory=dict)
    release: str = ""
    remember: str = ""

    @property
    def key(self) -> float:
        """Return the number that answers the case."""
        return next(iter(self.right.results().values()))

    @property
    def trap(self) -> float:
        """Return the number that the wrong way gives."""
        return next(iter(self.wrong.results().values()))


@dataclass(frozen=True)
class LeftOut:
    """A case that a study cannot show, and why."""

    name: str
    title: str
    why: str
