"""A or B as somebody types it: a group's address, its name, or both with the call set."""

from straits.errors import QueryError
from straits.queries.groups import cohort_populations
from straits.queries.groups.population import Population
from straits.queries.groups.populations_shown import population, selectable_populations
from straits.store import Store

# Groups that are offered where the name is of none.
_MOST_NAMED = 12


def named(store: Store, text: str) -> Population:
    """Return the group or cohort of an address, or the one group of a name.

    text
        An address, of a group also without its beginning `group:`; or a label, with `@` and a call
        set for that one alone: without it the call sets that have the group are pooled. Letters may
        be large or small.
    Raises QueryError where no group or several are called so, and as `population` does.
    """
    if cohort_populations.is_cohort(text) or text.startswith("group:"):
        return population(store, text)
    groups = selectable_populations(store)
    wanted = text.strip().casefold()
    matches = [group for group in groups if wanted in _names(group)]
    pooled = [group for group in matches if group.call_set_id is None]
    matches = pooled if len(pooled) == 1 else matches
    if len(matches) == 1:
        return matches[0]
    addresses = [group.population_id.removeprefix("group:") for group in matches or groups]
    offered = ", ".join(map(repr, addresses[:_MOST_NAMED]))
    more = f" and {len(addresses) - _MOST_NAMED} more" if len(addresses) > _MOST_NAMED else ""
    if matches:
        raise QueryError(
            f"{text!r} is the name of {len(matches)} groups: name one of {offered}{more}."
        )
    raise QueryError(f"The study has no group {text!r} that is shown: it has {offered}{more}.")


def _names(group: Population) -> set[str]:
    address = group.population_id.removeprefix("group:")
    labels = {group.label, group.group_id}
    if group.call_set_id is not None:
        labels |= {f"{label}@{group.call_set_id}" for label in labels}
    return {name.casefold() for name in (address, group.long_label, *labels)}
