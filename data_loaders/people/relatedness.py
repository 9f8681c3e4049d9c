"""Who of a study's people has no relative among them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

import polars as pl

from data_loaders.people import relatives, unrelated
from data_loaders.people.call_set_people import CallSetPeople, set_aside_for
from data_loaders.people.relatives import Pairs
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
    relatives of each other, or of who is said to be unrelated. Null where nobody says. Sites that
    share their ids are judged together, others each by itself.
    """
    shared = [site for site in study.sites if site.id in study.sites_with_shared_ids]
    alone = [[site] for site in study.sites if site not in shared]
    marked: dict[str, CallSetPeople] = {}
    for sites in (shared, *alone):
        described = [
            _describe(study, site, sheets[site.id], people) for site in sites if site.id in sheets
        ]
        for part in _of_sites(described):
            marked[part.call_set.id] = part
    return [marked[part.call_set.id] for part in people]


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


@dataclass(frozen=True)
class _Described:
    """What is known of the people of a site.

    samples
        Those who are in a call set, as read_samples returns them.
    is_judged
        Whether the study says where relatives are named.
    """

    people: list[CallSetPeople]
    samples: pl.DataFrame
    named: Pairs
    is_judged: bool


def _describe(
    study: Study, site: Site, sheet: pl.DataFrame, people: Sequence[CallSetPeople]
) -> _Described:
    here = [part for part in people if part.site.id == site.id]
    present = {sample for part in here for sample in part.samples["sample_id"]}
    return _Described(
        here,
        sheet.filter(pl.col("sample_id").is_in(list(present))),
        relatives.read_pairs(study, site),
        site.samples.relatives is not None or has_parents(sheet),
    )


def _of_sites(described: Sequence[_Described]) -> Iterator[CallSetPeople]:
    said: dict[str, bool] = {}
    judged: set[str] = set()
    for site in described:
        for person, is_unrelated in site.samples.select("person_id", "is_unrelated").iter_rows():
            if is_unrelated is not None:
                said[person] = said.get(person, True) and is_unrelated
            if is_unrelated is not None or site.is_judged:
                judged.add(person)
    persons = {person for site in described for person in site.samples["person_id"]}
    kept = unrelated_people(persons, said, _relationships(described))
    person = pl.col("person_id")
    is_unrelated = (
        pl.when(~person.is_in(list(kept)))
        .then(statement=False)
        .when(person.is_in(list(judged)))
        .then(statement=True)
    )
    for site in described:
        known = site.named.known_ids | persons
        strange = dict.fromkeys(
            " and ".join(sorted(pair)) for pair in site.named.pairs if not known >= set(pair)
        )
        notes = [set_aside_for("relative_in_no_sheet", list(strange))]
        for part in site.people:
            yield replace(
                part,
                samples=part.samples.with_columns(is_unrelated=is_unrelated),
                set_aside=pl.concat([part.set_aside, *notes]),
            )
            notes = []  # told once a site


def _relationships(described: Sequence[_Described]) -> Relationships:
    """Return who is whose relative; ids are of samples of the site, or of people."""
    persons = {person: person for site in described for person in site.samples["person_id"]}
    parental: set[tuple[str, str]] = set()
    named: set[tuple[str, str]] = set()
    for site in described:
        person_of = persons | dict(site.samples.select("sample_id", "person_id").iter_rows())
        for column in ("father_id", "mother_id"):
            above = site.samples.select("sample_id", column).drop_nulls()
            parental |= _pairs_of_people(above.iter_rows(), person_of)
        named |= _pairs_of_people(site.named.pairs, person_of)
    others = {(a, b) for a, b in named if not {(a, b), (b, a)} & parental}
    near: dict[str, set[str]] = {}
    for a, b in (*parental, *others):
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    return Relationships(
        near,
        {child for child, _ in parental},
        {person for pair in others for person in pair},
    )


def _pairs_of_people(
    pairs: Iterable[tuple[str, str]], person_of: Mapping[str, str]
) -> set[tuple[str, str]]:
    """Return pairs of two people who are present, by person_id."""
    present = ((person_of.get(a), person_of.get(b)) for a, b in pairs)
    return {(a, b) for a, b in present if a is not None and b is not None and a != b}
