"""What was asked, as a log may hold it: never a word that somebody typed, nor a name of a person.

A string is written as it is where the release itself has it as the name of a call set, a site, a
group or a phenotype, or where it has the form of an allele, a place, an rsID or a gene's id. Any
other is written as "#" and a hash under the key of the log: the same words have the same hash, and
who holds the key can tell whether given words were asked, and nobody can read them.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
from pydantic import BaseModel

from straits import cohorts
from straits.cohorts import Tree

# Longer lists are written as their length, their ends and their hash.
LONGEST = 20

_FIXED = frozenset(
    {
        "", "all", "unrelated", "everyone", "cohort", "XX", "XY", "unknown", "p", "fst", "genome",
        "abs_difference", "score",
    }
)  # fmt: skip
_FORM = re.compile(
    r"(chr)?([1-9]|1[0-9]|2[0-2]|X|Y|M|MT)(-\d{1,9}-[ACGTN]{1,50}-[ACGTN]{1,50})?"
    r"|rs\d{1,12}|ENS[GT]\d{11}|[ACGTN]{1,50}"
)
_COHORT = re.compile(r"(?:cohort:)?([0-9a-f]{16})")

# Returns the canonical JSON of a cohort that queries can name by its id; None for another id.
CohortText = Callable[[str], str | None]


class AskedWords:
    """Writes what was asked of one release."""

    def __init__(
        self, key: bytes, names: Callable[[], Collection[str]], cohort_text: CohortText
    ) -> None:
        """Take the key of the log, and what tells the release's own names when first needed."""
        self._key = key
        self._names_of = names
        self._names: Collection[str] | None = None
        self._cohort_text = cohort_text

    def written(self, value: object, is_known: bool = True) -> Any:
        """Return a value as JSON holds it; a cohort as its id.

        is_known
            Whether the release has answered, so that it knows all names in a cohort; of a question
            that was refused any word may be one that was typed.
        """
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, str):
            return self._word(value)
        if isinstance(value, np.ndarray):
            return self.written(value.tolist(), is_known)
        if isinstance(value, BaseModel):
            tree: Tree = value  # type: ignore[assignment]
            return cohorts.cohort_id(tree) if is_known else self.hashed(cohorts.to_json(tree))
        if is_dataclass(value):
            return self.written({f.name: getattr(value, f.name) for f in fields(value)}, is_known)
        if isinstance(value, Mapping):
            return {str(name): self.written(each, is_known) for name, each in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return self._list(list(value), is_known)
        return self.hashed(type(value).__name__)

    def cohorts(self, value: object) -> dict[str, Any]:
        """Return the cohorts that a question names, or holds, by id: what their canonical JSON has.

        They are those of a question that the release has answered.
        """
        if isinstance(value, BaseModel):
            tree: Tree = value  # type: ignore[assignment]
            return {cohorts.cohort_id(tree): json.loads(cohorts.to_json(tree))}
        if isinstance(value, str):
            text = self._text_of(value)
            return {} if text is None else {value[-16:]: json.loads(text)}
        if is_dataclass(value):
            return self.cohorts([getattr(value, field.name) for field in fields(value)])
        if isinstance(value, Mapping):
            return self.cohorts(list(value.values()))
        found: dict[str, Any] = {}
        if isinstance(value, list | tuple | set | frozenset):
            for each in value:
                if not isinstance(each, int | float):  # no number names a cohort
                    found |= self.cohorts(each)
        return found

    def hashed(self, text: str) -> str:
        """Return the hash of words under the key of the log."""
        digest = hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256)
        return "#" + digest.hex()[:16]

    def _word(self, text: str) -> str:
        if text in _FIXED or _FORM.fullmatch(text) or text in self._known():
            return text
        return text if self._text_of(text) is not None else self.hashed(text)

    def _text_of(self, name: str) -> str | None:
        found = _COHORT.fullmatch(name)
        return None if found is None else self._cohort_text(found[1])

    def _known(self) -> Collection[str]:
        if self._names is None:
            self._names = self._names_of()
        return self._names

    def _list(self, values: list[object], is_known: bool) -> Any:
        if len(values) <= LONGEST:
            return [self.written(each, is_known) for each in values]
        ends = {
            name: self.written(values[place], is_known)
            for name, place in (("first", 0), ("last", -1))
        }
        return {"n": len(values), **ends, "hash": self.hashed(repr(values))}
