"""Who of a study's people has no relative among them."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

import polars as pl

from data_loaders.people import relatives, unrelated
from data_loaders.people.call_set_people import CallSetPeople, set_aside_for
from data_loaders.study.study_reading import Site, Study


@dataclass(frozen=True)
class Relationships:
    """Pairs of people who are present, by person_id.

    near
        Of a person, all relatives; both of a pair name each other.
    children
        Who has a parent present.
    otherwise
        Who is in a pair that is named otherwise than as parent and child.
    """

    near: Mapping[str, AbstractSet[str]]
    children: AbstractSet[str]
    otherwise: AbstractSet[str]


def mark_unrelated(
    study: Study, sheets: Mapping[str, pl.DataFrame], people: Sequence[CallSetPeople]
) -> list[CallSetPeople]:
    """Return the people with is_unrelated; pairs with somebody whom no sheet has are set aside.

    sheets
        Of each site whose people they are, as read_samples returns it.

    What a sheet says of a person stands. Of the others, those with a parent present are related in
    a family that parents alone join; in any other family the unrelated are a largest set without
    relatives of each other, or of who is said to be unrelated. Null where nobody says.
    """
    return [
        part
        for site in study.sites
        if site.id in sheets
        for part in _of_site(
            study, site, sheets[site.id], [part for part in people if part.site.id == site.id]
        )
    ]


def relatives_looked_for(study: Study, sheets: Mapping[str, pl.DataFrame]) -> str:
    """Return which relatives were looked for, in words, as `study.relatedness` has them."""
    words = [relatives.looked_for(site, has_parents(sheets[site.id])) for site in study.sites]
    if not any(words):
        return "not known"
    if len(set(words)) == 1:
        return words[0]
    return "; ".join(
        f"{looked_for or 'nobody'} at {site.name}"
        for site, looked_for in zip(study.sites, words, strict=True)
    )


def has_parents(sheet: pl.DataFrame) -> bool:
    """Tell whether a sheet names the parent of anybody."""
    return any(sheet.select(pl.col("father_id", "mother_id").is_not_null().any()).row(0))


def unrelated_people(
    people: Collection[str], said: Mapping[str, bool], related: Relationships
) -> set[str]:
    """Return who has no relative among the people: as mark_unrelated says it.

    said
        Of whom something is said: whether they are unrelated.

    >>> near = {"kid": {"dad"}, "dad": {"kid", "aunt"}, "aunt": {"dad"}}
    >>> family = Relationships(near, {"kid"}, {"dad", "aunt"})
    >>> sorted(unrelated_people(near, {}, family))
    ['aunt', 'kid']
    """
    kept = {person for person, is_unrelated in said.items() if is_unrelated}
    for family in unrelated.families(people, related.near):
        open_to_choice = set(family) - said.keys()
        if related.otherwise.isdisjoint(family):
            kept |= open_to_choice - related.children
        else:
            free = {each for each in open_to_choice if kept.isdisjoint(related.near[each])}
            kept |= unrelated.largest_unrelated(free, related.near, related.children)
    return kept


def _of_site(
    study: Study, site: Site, sheet: pl.DataFrame, people: Sequence[CallSetPeople]
) -> list[CallSetPeople]:
    present = {sample for part in people for sample in part.samples["sample_id"]}
    described = sheet.filter(pl.col("sample_id").is_in(list(present)))
    named = relatives.read_pairs(study, site)
    is_judged = site.samples.relatives is not None or has_parents(sheet)
    said = described.drop_nulls("is_unrelated").group_by("person_id")
    kept = unrelated_people(
        set(described["person_id"]),
        dict(said.agg(pl.col("is_unrelated").all()).iter_rows()),
        _relationships(described, named.pairs),
    )
    judged = pl.col("person_id").is_in(list(kept))
    is_unrelated = (
        judged if is_judged else pl.when(pl.col("is_unrelated").is_not_null()).then(judged)
    )
    unknown = {
        " and ".join(sorted(pair)): None for pair in named.pairs if not named.known_ids >= set(pair)
    }
    noted = set_aside_for("relative_in_no_sheet", list(unknown))
    return [
        replace(
            part,
            samples=part.samples.with_columns(is_unrelated=is_unrelated),
            set_aside=part.set_aside if order else pl.concat([part.set_aside, noted]),
        )
        for order, part in enumerate(people)
    ]


def _relationships(described: pl.DataFrame, named: Sequence[tuple[str, str]]) -> Relationships:
    """Return who is whose relative, of samples as read_samples returns them and pairs of ids."""
    person_of = {person: person for person in described["person_id"]}
    person_of |= dict(described.select("sample_id", "person_id").iter_rows())

    def people_of(pairs: Sequence[tuple[str | None, str | None]]) -> set[tuple[str, str]]:
        resolved = ((person_of.get(a or ""), person_of.get(b or "")) for a, b in pairs)
        return {(a, b) for a, b in resolved if a is not None and b is not None and a != b}

    parental = people_of(
        [
            pair
            for column in ("father_id", "mother_id")
            for pair in described.select("sample_id", column).iter_rows()
        ]
    )
    others = {(a, b) for a, b in people_of(named) if not {(a, b), (b, a)} & parental}
    near: dict[str, set[str]] = {}
    for a, b in (*parental, *others):
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    return Relationships(
        near,
        {child for child, _ in parental},
        {person for pair in others for person in pair},
    )
