"""The two files of a view of one's own, begun from a statement."""

from pathlib import Path

import yaml

from straits.errors import QueryError
from straits.store import Store
from straits.workbench import sql_style
from straits.workbench.asked_statement import ask
from straits.workbench.catalogue import described
from straits.workbench.likely_grain import likely_grain
from straits.workbench.statement_parameters import parameters

# What is left for a person to say; a check asks for it.
TO_FILL_IN = ("(what one row is)", "(what it is)")
# The same where neither the text nor the rows of a select tell its grain.
NO_GRAIN = "(columns that no two rows share)"


def new_view(store: Store, name: str, sql: str, folder: Path) -> tuple[Path, Path]:
    """Write NAME.sql, with a header to be filled in, and its example NAME.yml; returns both.

    The select is laid out in the style of sql/; what it answers stays as it is. Its grain is what
    it is grouped by, or the key of its rows; where neither tells, it is left to be said.

    Nothing is written where the statement has an error (AskError), the name is none, or a file of
    that name is there (QueryError).
    """
    if not name.isidentifier() or name != name.lower():
        raise QueryError(f"A view's name has small letters, digits and _ alone; got {name!r}.")
    paths = (folder / f"{name}.sql", folder / f"{name}.yml")
    for path in paths:
        if path.exists():
            raise QueryError(f"{path} is there already. Take another name, or change that file.")
    if named := parameters(sql):
        raise QueryError(
            f"A view has no parameters, and the statement has ${named[0].name}. Leave it out: "
            "whoever asks the view writes `where`."
        )
    answer = ask(store, sql)
    grain = ", ".join(likely_grain(sql, answer.rows, not answer.is_cut))
    width = max((len(column) for column, _ in answer.columns), default=0)
    lines = [
        f"-- One row per {TO_FILL_IN[0]}: what it says.",
        "--",
        f"-- needs: {'rows' if any(_is_of_people(each) for each in answer.uses) else 'aggregates'}",
        f"-- grain: {grain or NO_GRAIN}",
        "-- columns:",
    ]
    for column, _ in answer.columns:
        about = described(column)
        unit = f"[{about.unit}] " if about.unit else ""
        meaning = about.description or TO_FILL_IN[1]
        lines.append(f"--   {column:<{width}} {unit}{meaning}")
    folder.mkdir(parents=True, exist_ok=True)
    text = sql.strip().rstrip(";").rstrip()
    # As sql/README.md has it, so that nobody is stopped by where a line breaks.
    paths[0].write_text(sql_style.mended("\n".join([*lines, text, ""])), encoding="utf-8")
    given: dict[str, list[object]] = {
        each: [] for each in answer.uses if each.startswith("staging.")
    }
    example = [{"it": "has no rows where nothing is given", "given": given, "expect": []}]
    paths[1].write_text(yaml.safe_dump(example, sort_keys=False), encoding="utf-8")
    return paths


def _is_of_people(name: str) -> bool:
    return name in {
        "staging.samples", "staging.sample_groups", "staging.genotypes", "staging.phenotypes",
        "staging.phenotype_status", "people_in_groups", "genotype_counts", "reported_and_inferred",
    }  # fmt: skip
