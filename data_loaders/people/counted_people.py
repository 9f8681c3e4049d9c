"""Where each person counts: once, in the preferred call set, however many have them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from data_loaders.people.call_set_people import CallSetPeople, set_aside_for
from data_loaders.people.relatedness import mark_unrelated
from data_loaders.study.plain_names import look
from data_loaders.study.study_reading import Study
from straits.errors import StudyError

# A person: the site whose ids they are, or none where sites share them, and the id.
_Person = tuple[str, str]


def settle_people(
    study: Study, sheets: Mapping[str, pl.DataFrame], people: Sequence[CallSetPeople]
) -> list[CallSetPeople]:
    """Return the people of call sets with is_counted and is_unrelated, and what to tell of them.

    sheets
        Of each site whose people they are, as read_samples returns it.

    Raises StudyError where one person is in two call sets and none is preferred.
    """
    counted = _note_contradictions(study, _count_once(study, people))
    noted = _note_ids_in_other_letters(study, _note_ids_of_other_sites(study, counted))
    return mark_unrelated(study, sheets, noted)


def _people(study: Study, part: CallSetPeople) -> list[_Person]:
    ids_of = _ids_of(study, part)
    return [(ids_of, person) for person in part.samples["person_id"]]


def _ids_of(study: Study, part: CallSetPeople) -> str:
    """Return the site whose ids they are; nothing where sites share them."""
    return "" if part.site.id in study.sites_with_shared_ids else part.site.id


def _count_once(study: Study, people: Sequence[CallSetPeople]) -> list[CallSetPeople]:
    """Count a person in the first preferred call set that has them, else in the first."""
    in_call_sets = [_people(study, part) for part in people]
    _require_preference(study, people, in_call_sets)
    taken: set[_Person] = set()
    is_counted: list[list[bool]] = [[] for _ in people]
    for at in sorted(range(len(people)), key=lambda at: not people[at].call_set.preferred):
        for person in in_call_sets[at]:
            is_counted[at].append(person not in taken)
            taken.add(person)
    return [
        replace(
            part, samples=part.samples.with_columns(is_counted=pl.Series(flags, dtype=pl.Boolean))
        )
        for part, flags in zip(people, is_counted, strict=True)
    ]


def _require_preference(
    study: Study, people: Sequence[CallSetPeople], in_call_sets: Sequence[Sequence[_Person]]
) -> None:
    """Refuse people in two call sets of one site, or of sites with shared ids, without a rule."""
    has_preference = {
        shared
        for part, persons in zip(people, in_call_sets, strict=True)
        if part.call_set.preferred
        for shared, _ in persons[:1]
    }
    seats = Counter(person for persons in in_call_sets for person in set(persons))
    twice = sorted(
        person for person, n in seats.items() if n > 1 and person[0] not in has_preference
    )
    if not twice:
        return
    names = " and ".join(
        part.call_set.id
        for part, persons in zip(people, in_call_sets, strict=True)
        if twice[0] in persons
    )
    where = f"of site {twice[0][0]}" if twice[0][0] else "of sites with shared ids"
    n_twice = sum(shared == twice[0][0] for shared, _ in twice)
    raise StudyError(
        f"{study.path}: {n_twice:,} people {where} are in two call sets (for example "
        f"{twice[0][1]} in {names}), and a person is counted once. Put `preferred: true` on the "
        "call set that is to count them."
    )


def _note_contradictions(study: Study, people: Sequence[CallSetPeople]) -> list[CallSetPeople]:
    """Note whose sex or group is stated otherwise where they are counted."""
    if not people:
        return []
    groupings = list(study.groupings)
    stated = pl.concat(
        part.samples.select(
            "call_set_id", "sample_id", "person_id", "is_counted", "sex", *groupings,
            ids_of=pl.lit(_ids_of(study, part)),
        )
        for part in people
    )  # fmt: skip
    both = stated.filter(~pl.col("is_counted")).join(
        stated.filter("is_counted"), on=["ids_of", "person_id"], suffix="_counted"
    )
    is_other = {name: pl.col(name) != pl.col(f"{name}_counted") for name in ("sex", *groupings)}
    is_known = ~pl.any_horizontal(pl.col("sex", "sex_counted") == "unknown")
    odd = {
        "sex_stated_otherwise": both.filter(is_other.pop("sex") & is_known),
        # An unknown group is no other group.
        "group_stated_otherwise": both.filter(
            pl.any_horizontal(pl.lit(value=False), *is_other.values())
        ),
    }
    noted = []
    for part in people:
        notes = [
            set_aside_for(reason, rows.filter(call_set_id=part.call_set.id)["sample_id"].to_list())
            for reason, rows in odd.items()
        ]
        noted.append(replace(part, set_aside=pl.concat([part.set_aside, *notes])))
    return noted


def _note_ids_of_other_sites(study: Study, people: Sequence[CallSetPeople]) -> list[CallSetPeople]:
    """Note who has an id that an earlier site has as well, where ids may be alike by chance."""
    seen: dict[str, str] = {}
    noted = []
    for part in people:
        twice = [
            sample
            for (site, person), sample, is_counted in zip(
                _people(study, part),
                part.samples["sample_id"],
                part.samples["is_counted"],
                strict=True,
            )
            if is_counted and seen.setdefault(person, site) != site
        ]
        set_aside = pl.concat([part.set_aside, set_aside_for("id_of_another_site", twice)])
        noted.append(replace(part, set_aside=set_aside))
    return noted


def _note_ids_in_other_letters(
    study: Study, people: Sequence[CallSetPeople]
) -> list[CallSetPeople]:
    """Note who has an id that differs from an earlier person's in capitals or letters alike."""
    seen: dict[_Person, str] = {}
    noted = []
    for part in people:
        alike = [
            sample
            for (ids_of, person), sample, is_counted in zip(
                _people(study, part),
                part.samples["sample_id"],
                part.samples["is_counted"],
                strict=True,
            )
            if is_counted and seen.setdefault((ids_of, look(person)), person) != person
        ]
        set_aside = pl.concat([part.set_aside, set_aside_for("id_in_other_letters", alike)])
        noted.append(replace(part, set_aside=set_aside))
    return noted
