"""Where the SQL that comes with Straits lies, and which names views and their charts may have."""

from functools import cache
from pathlib import Path

# Beside the package in a checkout, within it where it is installed.
PLACES = (Path(__file__).parents[0] / "sql", Path(__file__).parents[1] / "sql")
FOLDER = next((place for place in PLACES if (place / "queries").is_dir()), PLACES[-1])
# Questions of sql/queries that a select asks as macros, with their parameters in order: those that
# charts of individual data, and of pharmacogenes, are drawn from.
QUESTIONS = (
    "age_pyramid", "pca_points", "sample_metric_bins", "phenotype_bins", "phenotype_counts",
    "phenotype_numbers", "phenotype_sent_bins", "phenotype_standardised", "phenotype_years",
    "pgx_phenotypes_by_group", "pgx_positions_of_gene",
)  # fmt: skip
# By which marks a chart of rows can be drawn, as a header or a reader asks for it.
MARKS = ("bar", "point", "line", "rect")
# What a chart is made of, in a header and in an address.
CHART_PARTS = ("mark", "x", "y", "colour", "facet")
# A view of one's own is no longer.
MOST_BYTES = 100_000


@cache
def taken() -> frozenset[str]:
    """Return the names of the tables, views and macros that come with Straits."""
    layers = ("macros", "staging", "views")
    files = (path for layer in layers for path in (FOLDER / layer).rglob("*.sql"))
    return frozenset(path.stem for path in files).union(QUESTIONS)


def fault(name: str) -> str:
    """Return why a view of one's own cannot have a name, as a clause; empty where it can.

    >>> fault("group_people")
    "the name 'group_people' is taken by what comes with Straits; call the file otherwise"
    """
    if not name.isidentifier() or name != name.lower():
        return "its name is not one of small letters, digits and _, so that it cannot be asked"
    if name in taken():
        return f"the name {name!r} is taken by what comes with Straits; call the file otherwise"
    return ""
