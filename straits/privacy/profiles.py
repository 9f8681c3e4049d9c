"""Access profiles, read from profiles.yaml beside this file."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from straits.errors import StoreError

_FILE = Path(__file__).with_name("profiles.yaml")


@dataclass(frozen=True)
class Profile:
    """What a study's custodian lets leave the store.

    min_people
        Fewest people in any cell that is shown; 0 for no limit.
    min_alleles
        Fewest copies of an allele, and of the others, that are told exactly of a cohort.
    checksum
        Of profiles.yaml: an answer kept under another wording of the rules is never reused.
    """

    name: str
    label: str
    min_people: int
    min_alleles: int
    shows_persons: bool
    says: str
    says_of_others: str
    checksum: str


@cache
def profiles() -> dict[str, Profile]:
    """Return the profiles by name."""
    text = _FILE.read_bytes()
    checksum = hashlib.sha256(text).hexdigest()
    return {
        name: Profile(name=name, checksum=checksum, **rules)
        for name, rules in yaml.safe_load(text).items()
    }


def profile(name: str) -> Profile:
    """Return the profile of that name. Raises StoreError if there is none: nothing is shown then.

    >>> profile("inside").min_people
    20
    """
    if name not in profiles():
        raise StoreError(
            f"The study asks for the access profile {name!r}, which this version of Straits does "
            f"not have; it has {', '.join(sorted(profiles()))}. Nothing can be shown. Name one of "
            "them in the study file and ingest again, or use the version that wrote the store."
        )
    return profiles()[name]
