"""What criteria share: names, ranges, and windows of time and age."""

from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Name = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Names = Annotated[tuple[Name, ...], Field(min_length=1, max_length=500)]
Bound = Annotated[float, Field(ge=-1e12, le=1e12)]
Years = Annotated[float, Field(ge=0, le=150)]


class Criterion(BaseModel):
    """One criterion.

    include_unknown
        Whether people of whom it is unknown are in as well.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    include_unknown: bool = False


class Ranged(Criterion):
    """A criterion with a range: at most one bound below, and one above."""

    at_least: Bound | None = None
    above: Bound | None = None
    at_most: Bound | None = None
    below: Bound | None = None

    @model_validator(mode="after")
    def _has_a_range(self) -> Self:
        lower, upper = (self.at_least, self.above), (self.at_most, self.below)
        if None not in lower or None not in upper:
            raise ValueError("a range has one bound below at most, and one above")
        low, high = (next((b for b in bounds if b is not None), None) for bounds in (lower, upper))
        if low is None and high is None:
            raise ValueError("a range needs a bound: at_least, above, at_most or below")
        is_open = self.above is not None or self.below is not None
        if low is not None and high is not None and (low > high or (low == high and is_open)):
            raise ValueError(f"no number is between {low:g} and {high:g}")
        return self


class Windowed(Criterion):
    """A criterion on readings; they can be limited to a window.

    since, before
        From this day on, and before that day.
    from_age, before_age
        From this age on, and before that age, in years.
    Whether a reading without a date, or without an age, lies in a window that asks for it is
    unknown.
    """

    since: date | None = None
    before: date | None = None
    from_age: Years | None = None
    before_age: Years | None = None

    @property
    def has_window(self) -> bool:
        """Whether the readings are limited at all."""
        return any(
            end is not None for end in (self.since, self.before, self.from_age, self.before_age)
        )

    @model_validator(mode="after")
    def _has_a_window(self) -> Self:
        if self.since is not None and self.before is not None and self.since >= self.before:
            raise ValueError(f"no day is from {self.since} on and before {self.before}")
        ages = (self.from_age, self.before_age)
        if ages[0] is not None and ages[1] is not None and ages[0] >= ages[1]:
            raise ValueError(f"no age is from {ages[0]:g} on and before {ages[1]:g}")
        return self


def american(name: str) -> str:
    """Return the name of a phenotype of a drug's gene, however it is spelt, as CPIC spells it.

    In small letters, so that one spelling is left.

    >>> american("Poor  Metaboliser"), american("favourable response")
    ('poor metabolizer', 'favorable response')
    """
    words = " ".join(name.casefold().split())
    return words.replace("metabolis", "metaboliz").replace("favour", "favor")
