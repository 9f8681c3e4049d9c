"""The invented people of the demo study: who they say they are, and what their genomes say."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from demo import populations
from demo.populations import GROUPS, INFERRED, SITES, Scale

AGE_ON = date(2024, 1, 1)

_DISCORDANT = 0.02
_ADMIXED = 0.008
_SWAPPED_SEX = 0.002
_TRIOS = 0.006
_SIBLINGS = 0.006
_MEAN_AGE = {"denmark": 57.0, "singapore": 51.0}


@dataclass(frozen=True)
class People:
    """Everybody in the study, in order of site and then at random.

    table
        One row per person: site, person_id, ethnic_group (as they say), genetic_group (where the
        first haplotype is from), second_group (where the second one is), pca_group (null where
        they differ), is_female (by genome), sex (XX or XY, as recorded), born, age, and the row of
        father, mother and sibling (null if not in the study), is_unrelated.
    group_of_haplotype
        Index into GROUPS; the haplotypes of person i are 2 i and 2 i + 1.
    """

    table: pl.DataFrame
    group_of_haplotype: NDArray[np.int64]

    def haplotypes(self, rng: np.random.Generator, is_x: bool) -> NDArray[np.int64]:
        """Return which two haplotypes each person has at a locus, maternal first: (n_people, 2).

        Children have one haplotype of each parent; siblings share each of theirs with chance 1/2.
        On X a father hands on the one he has, his first.
        """
        own = np.arange(2 * self.table.height).reshape(-1, 2)
        side = rng.integers(0, 2, own.shape)
        female = self.table["is_female"].to_numpy()
        relatives = self.table.with_row_index("person").filter(
            pl.any_horizontal(pl.col("mother", "father", "sibling").is_not_null())
        )
        chosen = own.copy()
        for person, mother, father, sibling in relatives.select(
            "person", "mother", "father", "sibling"
        ).iter_rows():
            if sibling is not None:
                shared = side[person] == 1
                chosen[person, shared] = own[sibling, shared]
            else:
                chosen[person, 0] = own[mother, side[person, 0]]
                chosen[person, 1] = own[father, 0 if is_x else side[person, 1]]
        # A male's second haplotype does not exist on X.
        if is_x:
            chosen[~female, 1] = chosen[~female, 0]
        return chosen


def invent_people(seed: int, scale: Scale) -> People:
    """Invent the participants of both sites."""
    rng = populations.stream(seed, "people")
    tables: list[pl.DataFrame] = []
    for site in dict.fromkeys(SITES.values()):
        groups = [group for group in GROUPS if SITES[group] == site]
        ethnic = np.repeat(groups, [scale.n_people[group] for group in groups]).astype("U16")
        before = sum(table.height for table in tables)
        kin = [
            pl.when(pl.col(column) >= 0).then(pl.col(column) + before).alias(column)
            for column in ("father", "mother", "sibling")
        ]
        tables.append(_site(rng, site, rng.permutation(ethnic)).with_columns(kin))
    table = pl.concat(tables)
    at = {group: index for index, group in enumerate(GROUPS)}
    pairs = table.select(pl.col("genetic_group", "second_group").replace_strict(at)).to_numpy()
    return People(table, pairs.astype(np.int64).ravel())


def _site(rng: np.random.Generator, site: str, ethnic: NDArray[np.str_]) -> pl.DataFrame:
    n_people = len(ethnic)
    father, mother, sibling = _relatives(rng, ethnic)
    kin = np.concatenate([father, mother, sibling])
    alone = (father < 0) & (sibling < 0)
    alone[kin[kin >= 0]] = False
    lone = rng.permutation(np.flatnonzero(alone))
    genetic, second = ethnic.copy(), ethnic.copy()
    n_discordant = max(2, round(_DISCORDANT * n_people))
    n_admixed = max(1, round(_ADMIXED * n_people))
    for count, person in enumerate(lone[: n_discordant + n_admixed]):
        second[person] = rng.choice(_others(str(ethnic[person])))
        if count < n_discordant:
            genetic[person] = second[person]
    female = rng.random(n_people) < 0.52
    female[father[father >= 0]] = False
    female[mother[mother >= 0]] = True
    recorded = female.copy()
    swapped = lone[-max(2, round(_SWAPPED_SEX * n_people)) :]
    recorded[swapped] = ~recorded[swapped]
    age = _ages(rng, site, father, mother, sibling)
    today = AGE_ON.toordinal()
    born = [date.fromordinal(today - round(365.25 * years)) for years in age.tolist()]
    return pl.DataFrame(
        {
            "site": [site] * n_people,
            "person_id": _person_ids(rng, site, born),
            "ethnic_group": ethnic,
            "genetic_group": genetic,
            "second_group": second,
            "pca_group": [
                INFERRED[first] if first == other else None
                for first, other in zip(genetic.tolist(), second.tolist(), strict=True)
            ],
            "is_female": female,
            "sex": np.where(recorded, "XX", "XY"),
            "born": born,
            "age": np.floor(age).astype(np.int64),
            "father": father,
            "mother": mother,
            "sibling": sibling,
            "is_unrelated": (father < 0) & (sibling < 0),
        }
    )


def _relatives(
    rng: np.random.Generator, ethnic: NDArray[np.str_]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Choose trios and pairs of siblings within each group; nobody is in two; -1 is nobody."""
    father, mother, sibling = (np.full(len(ethnic), -1) for _ in range(3))
    for group in np.unique(ethnic):
        members = rng.permutation(np.flatnonzero(ethnic == group)).tolist()
        n_trios, n_pairs = (max(1, round(share * len(members))) for share in (_TRIOS, _SIBLINGS))
        for _ in range(n_trios):
            child = members.pop()
            father[child], mother[child] = members.pop(), members.pop()
        for _ in range(n_pairs):
            sibling[members.pop()] = members.pop()
    return father, mother, sibling


def _ages(
    rng: np.random.Generator,
    site: str,
    father: NDArray[np.int64],
    mother: NDArray[np.int64],
    sibling: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Draw ages in years that fit the families."""
    age = rng.normal(_MEAN_AGE[site], 13, len(father))
    children = np.flatnonzero(father >= 0)
    age[children] = rng.uniform(20, 36, len(children))
    for parent in (father, mother):
        age[parent[children]] = age[children] + rng.uniform(22, 36, len(children))
    younger = np.flatnonzero(sibling >= 0)
    age[younger] = age[sibling[younger]] + rng.normal(0, 3, len(younger))
    return np.clip(age, 20, 92)


def _others(group: str) -> list[str]:
    """Name the groups whose genome somebody of another group may turn out to have."""
    return [other for other in GROUPS if other != group and SITES[other] == "singapore"]


def _person_ids(rng: np.random.Generator, site: str, born: list[date]) -> list[str]:
    if site == "singapore":
        return [f"SGP{number:05d}" for number in range(1, len(born) + 1)]
    letters = "ABCEGHKMPQRTUVXY"
    ids: list[str] = []
    taken: set[str] = set()
    for day in born:
        while True:
            middle = rng.integers(10, 100)
            code = f"{letters[rng.integers(16)]}{middle}{letters[rng.integers(16)]}"
            pseudonym = f"{day.day + 60}{day:%m%y}-{code}"
            if pseudonym not in taken:
                break
        taken.add(pseudonym)
        ids.append(pseudonym)
    return ids
