"""Any group of people that can be described: how many, who they are, how two of them differ."""

from typing import Any

import polars as pl

from straits import cohorts, privacy
from straits.cohorts import Tree
from straits.errors import QueryError
from straits.queries.groups import cohort_populations
from straits.queries.groups.population import Population
from straits.store import Saved, Store, saved_cohorts
from straits.tables import EVERYONE

_MOST_OFFERED = 20


def read(store: Store, text: str) -> Tree:
    """Return the cohort of a text: JSON if it begins with a brace, else a sentence or an address.

    Raises QueryError, saying where, for what cannot be read; its example is of the release's names.
    """
    asked = text.strip()
    if asked.startswith("{"):
        return cohorts.from_json(asked)
    if cohort_populations.is_cohort(asked):
        return cohort_populations.tree_of(asked)
    return cohorts.parse(
        asked, lambda: store.cohorts.names.example, lambda words: store.cohorts.names.meant(words)
    )


def steps(store: Store, tree: Tree) -> pl.DataFrame:
    """Return `attrition` as one row per step: criterion, n_people, n_unknown, n_left.

    "everyone" comes first, the cohort itself last. Null where the profile withholds the count.
    """
    left = store.cohorts.attrition(tree)
    units = store.cohorts.names.units
    sentences = [cohorts.sentence(cohorts.with_units(step.criterion, units)) for step in left.steps]
    rows: list[tuple[str, int | None, int | None, int | None]] = [
        ("everyone", left.n_everyone, 0, left.n_everyone),
        *(
            (sentence, step.n_people, step.n_unknown, step.n_left)
            for sentence, step in zip(sentences, left.steps, strict=True)
        ),
        ("the cohort", left.n_people, left.n_unknown, left.n_people),
    ]
    schema: dict[str, Any] = {"criterion": pl.String}
    schema |= dict.fromkeys(("n_people", "n_unknown", "n_left"), pl.Int64)
    return pl.DataFrame(rows, schema=schema, orient="row")


def written(store: Store, tree: Tree, form: str) -> str:
    """Return a cohort as "json", as a "sentence", or as the "link" that an address takes.

    In the sentence every measurement has its unit.

    Raises QueryError for a cohort that is too long for an address.
    """
    if form == "link":
        link = cohorts.to_link(tree)
        if link is None:
            raise QueryError(
                f"The cohort is too long for an address of {cohorts.LONGEST_LINK:,} characters. "
                "Save it and use its id, or keep its JSON."
            )
        return link
    if form == "json":
        return cohorts.to_json(tree)
    return cohorts.sentence(cohorts.with_units(tree, store.cohorts.names.units))


def statement(store: Store, tree: Tree) -> str:
    """Return the SQL that finds the people of a cohort, without where the files of the store are.

    Raises QueryError as `store.cohorts.script`, of which it is the end.
    """
    script = store.cohorts.script(tree)
    return script[script.rindex("\n-- ") + 1 :]


def tree_of(population: Population) -> Tree:
    """Return a group or a cohort of a comparison as a cohort.

    Raises QueryError for a group of an external panel, which has no people.
    """
    if population.is_panel:
        raise QueryError(
            f"{population.long_label} is of {population.counted_by}: published counts without "
            "people. Choose groups of the study for A and B."
        )
    if population.grouping == cohort_populations.GROUPING:
        tree = cohort_populations.tree_of(population.population_id)
        place = population.call_set_ids if "@" in population.population_id else ()
    else:
        group = cohorts.Group(grouping=population.grouping, groups=(population.group_id,))
        tree = cohorts.EVERYBODY if population.grouping == EVERYONE else group
        place = population.call_set_ids
    parts = [cohorts.CallSet(call_sets=place)] if place else []
    return cohorts.all_of(*cohorts.parts_of(tree), *parts)


def everyone_else(tree: Tree) -> Tree:
    """Return all whom a cohort leaves out, those of whom it is unknown included."""
    if isinstance(tree, cohorts.Not) and tree.include_unknown:
        return tree.part
    return cohorts.Not(part=tree, include_unknown=True)


def matched(store: Store, tree: Tree) -> Tree:
    """Return people of the same group, sex and age, within five years, outside a cohort.

    The group is that of the study's first grouping.
    """
    groupings = store.cohorts.groupings
    return cohorts.Matched(cohort=tree, grouping=groupings[0] if groupings else None)


def save(store: Store, tree: Tree, name: str, description: str) -> str:
    """Save a cohort under a name, and return its id. Raises QueryError where saving is off."""
    n_people = store.cohorts.attrition(tree).n_people
    return saved_cohorts().save(
        tree, name, description, store.study.name, store.release_id, n_people
    )


def saved_populations(store: Store) -> tuple[Population, ...]:
    """Return the saved cohorts that can be A or B in this release, the newest first."""
    if not store.has_rows:
        return ()
    populations = []
    for saved in saved_cohorts().listed()[:_MOST_OFFERED]:
        try:
            population = cohort_populations.population(store, f"cohort:{saved.cohort_id}")
        except QueryError:
            continue  # the Cohorts page says why
        populations += [population] if population.is_selectable else []
    return tuple(populations)


def changes(store: Store, saved: Saved) -> tuple[str, ...]:
    """Return what is not as it was when a cohort was saved; empty if nothing is known to be.

    A criterion that this release cannot answer is named. How many people there are now is told
    beside how many there were only where the profile shows older releases too.
    """
    if saved.release_id == store.release_id:
        return ()
    tree = cohort_populations.tree_of(f"cohort:{saved.cohort_id}")
    differences = [f"it was saved on release {saved.release_id}, this is {store.release_id}"]
    if saved.study != store.study.name:
        differences.append(
            f"it was saved on the study {saved.study!r}, this is {store.study.name!r}"
        )
    try:
        now = store.cohorts.attrition(tree).n_people
    except QueryError as error:
        return (*differences, str(error))
    if now != saved.n_people and not privacy.reads_current_alone(store.profile):
        before, after = ("too few to say" if n is None else str(n) for n in (saved.n_people, now))
        differences.append(f"it had {before} people then and has {after} now")
    return tuple(differences)
