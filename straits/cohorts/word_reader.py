"""Reads the words of a cohort's sentence from left to right, and says where they end."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from straits.cohorts import sentence_hints
from straits.cohorts.sentence import WORDS
from straits.cohorts.sentence_tokens import Token, read_number
from straits.errors import QueryError

_ENDS_A_PHRASE = frozenset((",", "(", ")", "and", "or"))


@dataclass
class WordReader:
    """Reads tokens from left to right."""

    sentence: str
    tokens: list[Token]
    example: Callable[[], str]
    meant: sentence_hints.Meant
    at: int = 0

    def error(self, message: str, back: int = 0) -> QueryError:
        token = self.tokens[max(self.at - back, 0)] if self.at - back < len(self.tokens) else None
        place = f"at {self.sentence[token.at :][:40]!r}" if token else "at its end"
        stop = "" if message.endswith("?") else "."
        return QueryError(
            f"The sentence is not understood {place}: {message}{stop} An example: {self.example()}."
        )

    def peek(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def sees(self, *words: str) -> bool:
        """Tell whether the next tokens are these words."""
        there = self.tokens[self.at : self.at + len(words)]
        return [token.text for token in there if not token.is_quoted] == list(words)

    def takes(self, *words: str) -> bool:
        """Step over these words if they come next."""
        is_next = self.sees(*words)
        self.at += len(words) * is_next
        return is_next

    def expect(self, *words: str) -> None:
        if not self.takes(*words):
            raise self.error(f"expected {' '.join(words)!r}")

    def name(self, of: str) -> str:
        token = self.peek()
        if token is None or (not token.is_quoted and token.text in {*WORDS, "(", ")", ","}):
            quotes = sentence_hints.of_a_name(self.tokens, self.at)
            raise self.error(f"expected the name of a {of}{quotes}")
        self.at += 1
        return token.text

    def names(self, of: str) -> tuple[str, ...]:
        names = [self.name(of)]
        while self.takes(","):
            names.append(self.name(of))
        return tuple(names)

    def one_of(self, of: str) -> tuple[str, ...]:
        return self.names(of) if self.takes("one", "of") else (self.name(of),)

    def word(self, reads: Callable[[str], Any], expected: str) -> Any:
        token = self.peek()
        try:
            if token is None or token.is_quoted:
                raise ValueError
            value = reads(token.text)
        except ValueError:
            raise self.error(f"expected {expected}") from None
        self.at += 1
        return value

    def number(self) -> float:
        hint = sentence_hints.of_a_number(self.tokens, self.at)
        return float(self.word(read_number, f"a number{hint}"))

    def count(self) -> int:
        return int(self.word(int, "a whole number"))

    def phrase(self, of: str) -> str:
        """Read a name of one or more words, up to a comma, a bracket, `and` or `or`."""
        token = self.peek()
        if token is not None and token.is_quoted:
            return self.name(of)
        words: list[str] = []
        while (token := self.peek()) and not token.is_quoted and token.text not in _ENDS_A_PHRASE:
            words.append(token.text)
            self.at += 1
        if not words:
            raise self.error(f"expected the name of a {of}")
        return " ".join(words)

    def phrases(self, of: str) -> tuple[str, ...]:
        """Read one such name, or several after `one of`."""
        if not self.takes("one", "of"):
            return (self.phrase(of),)
        found = [self.phrase(of)]
        while self.takes(","):
            found.append(self.phrase(of))
        return tuple(found)
