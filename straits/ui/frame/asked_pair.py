"""A, B and whose relatives count, as an address says them, and what of it made no sense."""

from dataclasses import dataclass

from straits import queries
from straits.errors import QueryError
from straits.store import Store
from straits.ui.address.address_values import Address

# What the address calls the sample sets, and what a reader is told.
SAMPLE_SETS = {"unrelated": "unrelated people", "all": "everyone"}

# Ways on that are offered beside a sentence.
_MOST_WAYS = 3


@dataclass(frozen=True)
class Note:
    """What of A and B made no sense, and ways on: what the address would say, by its words."""

    sentence: str
    ways: tuple[tuple[str, dict[str, str]], ...] = ()


@dataclass(frozen=True)
class Choice:
    """A and B, never unset and never the same, the sample set, and what is to be said of them.

    notes
        What of the address made no sense, so that something else is shown.
    caution
        What is to be known of this pair, which is shown; None for most.
    """

    a: queries.groups.Population
    b: queries.groups.Population
    sample_set: str
    notes: tuple[Note, ...]
    caution: Note | None = None


def sample_set(store: Store, address: Address) -> str:
    """Return "all" or "unrelated": what the address says, else the study's default."""
    asked = address.get("people")
    if asked == "unrelated" and not queries.study.knows_relatives(store):
        asked = None
    return asked if asked in SAMPLE_SETS else queries.study.default_sample_set(store)


def chosen(store: Store, address: Address) -> Choice:
    """Return A and B as the address says; where it makes no sense, what is nearest to it.

    That is the group of an unknown call set in those that have it, else the default.
    """
    defaults = queries.groups.default_pair(store)
    asked: dict[str, queries.groups.Population] = {}
    wrong: dict[str, str] = {}
    for name in "ab":
        if not address.get(name):
            continue
        try:
            asked[name] = queries.groups.population(store, address[name])
        except QueryError as error:
            wrong[name] = str(error)
            near = queries.groups.near_leads(store, address[name])
            if len(near) == 1:
                asked[name] = near[0]
    sides = _told_apart(asked, defaults)
    notes = [_unknown(store, name, address[name], wrong[name], sides[name]) for name in wrong]
    if not wrong and "a" in asked and asked.get("b") == asked["a"]:
        notes.append(_same(store, *sides.values()))
    a, b = sides.values()
    return Choice(a, b, sample_set(store, address), tuple(notes), _caution(store, a, b))


def _told_apart(
    asked: dict[str, queries.groups.Population],
    defaults: tuple[queries.groups.Population, queries.groups.Population],
) -> dict[str, queries.groups.Population]:
    """Return A and B as they were asked for, defaults where they were not or are the same."""
    first, second = defaults
    a = asked.get("a") or (first if asked.get("b") != first else second)
    b = asked.get("b")
    if b is None or b == a:
        b = second if a != second else first
    return {"a": a, "b": b}


def _unknown(
    store: Store, name: str, population_id: str, error: str, shown: queries.groups.Population
) -> Note:
    near = queries.groups.near_leads(store, population_id)
    ways = [(group.long_label, {name: group.population_id}) for group in near if group != shown]
    return Note(f"{error} {name.upper()} is {shown.long_label} instead.", tuple(ways))


def _same(store: Store, a: queries.groups.Population, b: queries.groups.Population) -> Note:
    others = [
        entry.lead
        for entry in queries.groups.entries(store)
        if entry.lead.grouping == a.grouping and entry.lead not in (a, b)
    ]
    others.sort(key=lambda group: -(group.n_people or 0))
    return Note(
        f"A and B were both {a.long_label}, and a group does not differ from itself. B is "
        f"{b.long_label} instead.",
        tuple((group.long_label, {"b": group.population_id}) for group in others[:_MOST_WAYS]),
    )


def _caution(
    store: Store, a: queries.groups.Population, b: queries.groups.Population
) -> Note | None:
    """Say where the same people stand on both sides, of which no test knows."""
    if not {*a.call_set_ids} & {*b.call_set_ids} or "cohort" in (a.grouping, b.grouping):
        return None
    doubt = "so that p, q and intervals do not hold"
    if a.grouping != b.grouping:
        return Note(
            f"A and B are of two groupings of the same people ({a.grouping_label} and "
            f"{b.grouping_label}): who is in both is counted on both sides, {doubt}."
        )
    if a.group_id != b.group_id:
        return None
    whole, part = ("A", b) if len(a.call_set_ids) > len(b.call_set_ids) else ("B", a)
    letter = "b" if whole == "A" else "a"
    rest = [
        group
        for group in queries.groups.selectable_populations(store)
        if (group.grouping, group.group_id) == (part.grouping, part.group_id)
        and not {*group.call_set_ids} & {*part.call_set_ids}
    ]
    ways = [
        (f"Compare it with {group.long_label}", {whole.lower(): group.population_id})
        for group in rest[:_MOST_WAYS]
    ]
    sentence = (
        f"{letter.upper()} is part of {whole}: its people are counted on both sides, {doubt}."
    )
    return Note(sentence, tuple(ways))
