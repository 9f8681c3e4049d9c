"""Where readers go: every page of a store, with other groups, filters and cohorts of their own."""

from pathlib import Path

from straits import queries
from straits.queries.cohorts import cohort_answers
from straits.store import open_store
from tests.load.reader import Place

SENTENCES = ("sex is XX and age above 50", "sex is XY", "age below 60")


def places(store: Path, gene: str, variant: str) -> list[Place]:
    """Return pages of the store; in a third of them A is a cohort that nobody has saved."""
    opened = open_store(store)
    groups = [one.population_id for one in queries.groups.selectable_populations(opened)]
    trees = [cohort_answers.read(opened, sentence) for sentence in SENTENCES]
    made = [cohort_answers.written(opened, tree, "link") for tree in trees]
    pages: list[Place] = [
        ("overview", {}),
        ("frequencies", {}),
        ("frequencies", {"af_min": "0.05"}),
        ("gene", {"g": gene}),
        ("variant", {"v": variant}),
        ("phenotypes", {}),
        ("cohorts", {}),
        ("pharmacogenes", {"g": gene}),
        ("frequencies", {"view": "fst"}),
        ("frequencies", {"view": "shared"}),
        ("overview", {"tab": "quality"}),
        ("sql", {}),
        ("learn", {}),
        ("glossary", {}),
        ("stories", {}),
        ("bundles", {}),
    ]
    found: list[Place] = []
    for number, (page, params) in enumerate(pages * 3):
        a, b = groups[number % len(groups)], groups[(number + 1) % len(groups)]
        if number % 3 == 0:
            a = made[number % len(made)]
        found.append((page, {**params, "a": a, "b": b}))
    return found
