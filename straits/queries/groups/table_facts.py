"""What every table that is taken away says of itself, by key: its release, and who is compared."""

from collections.abc import Mapping

from straits import __version__
from straits.queries.groups import cohort_populations
from straits.queries.groups.population import Population, basis
from straits.store import Store


def of_release(store: Store, table: str) -> dict[str, str]:
    """Return what a table is, the study and its release; docs/tables.md describes the keys.

    table
        What its rows are.
    """
    study = store.study
    return {
        "table": table,
        "straits": __version__,
        "study": study.name,
        "data": "synthetic people" if study.is_synthetic else "people of the study",
        "build": study.build,
        "release": store.release_id,
        "profile": store.profile.name,
    }


def of_side(name: str, population: Population, sample_set: str) -> dict[str, str]:
    """Return who a side is.

    name
        "a" or "b".
    """
    n = population.n_unrelated if sample_set == "unrelated" else population.n_people
    return {
        name: population.long_label,
        f"{name}_id": population.population_id,
        f"{name}_call_sets": " ".join(population.call_set_ids),
        f"{name}_people": "withheld" if n is None else str(n),
        f"{name}_grouping": f"{population.grouping_label}, {_basis(population)}",
        **({f"{name}_source": population.provenance} if population.provenance else {}),
    }


def of_sample_set(store: Store, sample_set: str) -> dict[str, str]:
    """Return who of the people counts: "all", or "unrelated" of those who were looked for.

    sample_set
        Empty where a statement of a reader's own decides, of which nothing is known here.
    """
    if not sample_set:
        return {"people": "as the statement says"}
    known = store.study.relatedness
    kept = f"{'left out' if sample_set == 'unrelated' else 'counted'}, looked for: {known}"
    everyone = "not known, everyone counted"
    return {"people": sample_set, "relatives": everyone if known == "not known" else kept}


def of_statement(store: Store, statement: str, values: Mapping[str, object]) -> dict[str, str]:
    """Return what rows are that a reader's own statement answers: of which release, and how asked.

    values
        Of its parameters, by name.
    """
    return {
        **of_release(store, "rows of a statement in SQL"),
        **of_sample_set(store, ""),
        **{f"parameter {name}": str(value) for name, value in values.items()},
        "statement": " ".join(statement.split()),
    }


def _basis(population: Population) -> str:
    if population.grouping == cohort_populations.GROUPING:
        return "as described"
    return basis(population.is_inferred, population.is_panel, bool(population.provenance))
