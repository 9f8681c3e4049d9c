"""A group of a bundle as it is planned, and what was asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from straits.bundles.bundle_manifest import Override
from straits.queries.sending.bundle_lists import BundleList
from straits.store import Membership, SentPart


@dataclass(frozen=True)
class Wanted:
    """What is asked for.

    call_sets
        None for all that are the study's own.
    counted
        "all", or "unrelated" for those alone.
    phenotypes
        Ids of those that go by group.
    overrides, withdrawn
        By call set and group: who lets it go beyond the limit, or leaves out what was sent, and
        why.
    """

    lists: tuple[BundleList, ...]
    grouping: str
    counted: str
    by_sex: bool
    call_sets: tuple[str, ...] | None
    overrides: Mapping[tuple[str, str], Override]
    phenotypes: tuple[str, ...] = ()
    withdrawn: Mapping[tuple[str, str], Override] = field(default_factory=dict)


@dataclass(frozen=True)
class PlannedGroup:
    """A group as it would go.

    definition, is_inferred
        Who is in it, in words; whether genotypes say so.
    n_people
        Who are counted now; n_told of whom the cells are, where they go again.
    n_xx, n_xy, by_sex
        None, and nobody, where sexes are not told apart.
    is_anew, why_not
        Whether its cells are of this release; else why those that were sent before go again, or
        none do.
    n_changed
        Who came or left since it was sent last; None if it never was.
    n_here, n_before
        Independent variants told exactly: here for the first time, and before, to anybody.
    is_at_least
        Whether n_here may be more.
    n_fit
        How many more would fit; below 0 if not all that is planned does.
    fitting
        Of lists that do not fit together: those that would alone.
    """

    part: SentPart
    label: str
    definition: str
    is_inferred: bool
    n_people: int
    n_told: int
    n_unrelated: int | None
    n_xx: int | None
    n_xy: int | None
    membership: Membership
    by_sex: Mapping[str, Membership]
    is_anew: bool
    why_not: str
    n_changed: int | None
    counted_on: str
    limit: float
    override: Override | None
    n_here: int = 0
    n_before: int = 0
    is_at_least: bool = False
    power: float = 0.0
    n_fit: int = 0
    fitting: tuple[str, ...] = ()

    @property
    def is_told(self) -> bool:
        """Tell whether anything of it goes: it is told anew, or was sent before."""
        return self.is_anew or self.n_changed is not None

    @property
    def is_beyond(self) -> bool:
        """Tell whether it may not leave but by an override."""
        return self.power > self.limit and self.override is None
