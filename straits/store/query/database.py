"""A locked in-memory DuckDB over the Parquet files of one release."""

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb

from straits.errors import StoreError
from straits.sql_names import QUESTIONS
from straits.store.query import sql_text
from straits.store.query.sql_files import (
    SqlFile,
    asked_of,
    definitions,
    fixed_query,
    names_in,
    needed,
)
from straits.store.releases.release_files import Release
from straits.tables import LEAF_COUNTS, TABLES
from straits.tables.release_parts import TOLD
from straits.tables.table import TEXT, Table

MEMORY_LIMIT = "2GB"


def connect(release: Release, time_limit: float) -> duckdb.DuckDBPyConnection:
    """Return a connection that reads the files of the release and no others, with its views.

    Of the views those that Straits asks; the others are made where analysts ask. Views that need
    rows are not created where the release has none. The table `shown_cells` is empty until the
    store fills it; then call `lock`.
    Raises StoreError if a file is not what its table says.
    """
    folders = release.folders
    for folder in folders.values():
        _check_name(folder)
    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": "",
            "max_execution_time": int(time_limit * 1000),
        },
    )
    # A release does not change, so the footers of its files are read once.
    connection.execute("set global parquet_metadata_cache = true")
    # DuckDB looks both at the pattern and at the files that it stands for.
    allowed = dict.fromkeys(
        f"{each}/" for folder in folders.values() for each in (folder, _literal(folder))
    )
    connection.execute(sql_text.allow_folders(allowed))
    connection.execute("set enable_external_access = false")
    for statement in (sql_text.schema("staging"), *tables().values(), *_folders(release)):
        connection.execute(statement)
    for file in asked_of():
        if file.needs in folders:
            try:
                connection.execute(_definition(file, release))
            except duckdb.Error as error:
                raise StoreError(
                    f"The release {release.release_id} in {release.aggregates.parent} cannot be "
                    f"read: {file.name} says: {error}. Ingest the study again."
                ) from error
    return connection


def script(release: Release, select: str) -> str:
    """Return a select, after all that it reads of a release, for a DuckDB that knows nothing."""
    read = needed(select)
    statements = [
        sql_text.schema("staging"),
        *_folders(release),
        *(sql_text.again(_definition(file, release)) for file in read),
        select,
    ]
    return "".join(f"{statement};\n\n" for statement in statements).rstrip()


def setup(release: Release) -> list[str]:
    """Return what a database of another process is told first of a release, as `connect` does."""
    allowed = [f"{folder}/" for folder in release.folders.values()]
    return [
        sql_text.allow_folders(allowed),
        "set enable_external_access = false",
        sql_text.schema("staging"),
        *_folders(release),
    ]


def made(release: Release) -> Iterator[tuple[SqlFile, str]]:
    """Yield the macros and views that a release has tables for, each after all that it names.

    With each the statement that makes it.
    """
    without: set[str] = set()
    by_name = {file.name: file for file in definitions()}
    for file in definitions():
        table = TABLES.get(file.name.removeprefix("staging."))
        folder = release.folders.get("aggregates" if table is None else table.folder)
        is_missing = file.needs not in release.folders or folder is None
        if file.layer == "staging" and table is not None and folder is not None:
            is_missing |= not (table.may_be_missing or is_there(table, folder))
        if is_missing or names_in(file, by_name) & without:
            without.add(file.name)
        else:
            yield file, _definition(file, release)


def questions(release: Release, is_exact: bool) -> Iterator[tuple[SqlFile, str]]:
    """Yield the questions that a select can ask as macros, with the statement that makes each.

    Of a release that has their answers they give these; else, where nothing is withheld, they ask.
    """
    known = {file.name for file, _ in made(release)}
    by_name = {file.name: file for file in definitions()}
    for name in QUESTIONS:
        file = fixed_query(name)
        place = f"{TOLD}/{name}.parquet"
        if (release.aggregates / place).exists():
            shown = [column.name for column in file.columns if not column.is_hidden]
            yield file, sql_text.told_macro(name, list(file.parameters), shown, place)
        elif is_exact and file.needs in release.folders and names_in(file, by_name) <= known:
            yield file, sql_text.question_macro(name, file.parameters, file.select)


def lock(connection: duckdb.DuckDBPyConnection) -> None:
    """Let nothing change the settings any more."""
    connection.execute("set lock_configuration = true")


def tables() -> dict[str, str]:
    """Return what makes the tables without rows that the store fills, or a query's cohorts do."""
    keys = dict.fromkeys(("call_set_id", "grouping", "group_id"), "text")
    flags = dict.fromkeys(("is_shown", "is_sex_shown"), "boolean")
    leaf = {"sex": "text", "is_unrelated": "boolean", "allele_index": "bigint"}
    columns: dict[str, dict[str, str]] = {
        "staging.shown_cells": {**keys, "sample_set": "text", **flags, "reason": "text"},
        "cohort_frequencies": {**keys, **leaf, **dict.fromkeys(LEAF_COUNTS, "integer")},
        "cohort_ranges": {
            **keys,
            "sample_set": "text",
            "allele_index": "bigint",
            **dict.fromkeys(("n_called", "an", "ac_low", "ac_high"), "integer"),
        },
        "cohort_members": {"call_set_id": "text", "sample_index": "integer", **keys},
    }
    return {name: sql_text.empty_table(name, each) for name, each in columns.items()}


def _folders(release: Release) -> list[str]:
    """Return what tells the views where the files are."""
    return [
        sql_text.text_macro(f"{name}_folder", _literal(folder.absolute()))
        for name, folder in release.folders.items()
    ]


def _definition(file: SqlFile, release: Release) -> str:
    """Return what makes a macro or view; of no rows where the release lacks what it may lack."""
    if file.layer == "macros":
        return file.select
    table = TABLES.get(file.name.removeprefix("staging."))
    if table is None or not table.may_be_missing or is_there(table, release.aggregates):
        return sql_text.view(file.name, _left_in(file, release))
    columns = {field.name: "text" if field.type == TEXT else "bigint" for field in table.schema}
    return sql_text.view(file.name, sql_text.no_rows(columns))


def _left_in(file: SqlFile, release: Release) -> str:
    """Return what a view selects: of a table of people or counts, of no site that is left out.

    Of the list of alleles those that another site has a record of. All other views, and whatever is
    asked, read those of tables.
    """
    table = TABLES.get(file.name.removeprefix("staging."))
    if table is None or file.layer != "staging":
        return file.select
    if table.name == "alleles" and release.left_out:
        states = next(each for each in definitions() if each.name == "staging.allele_states")
        return sql_text.observed(file.select, _left_in(states, release))
    columns = {*(field.name for field in table.schema), *table.partitions}
    for column, values in release.without.items():
        if values and column in columns:
            return sql_text.without(file.select, column, values)
    return file.select


def is_there(table: Table, folder: Path) -> bool:
    """Tell whether a folder has a table: its file, or a folder of its files."""
    place = table.name if table.partitions else f"{table.name}.parquet"
    return (folder / place).exists()


def _check_name(folder: Path) -> None:
    """Raise StoreError for a folder whose path DuckDB would read as something else.

    It takes `column=value` from every folder of a path, the first one first, and a backslash for
    the end of a folder's name.
    """
    if "\\" in str(folder):
        raise StoreError(
            f"{folder} has a backslash in its path, so files there cannot be listed. Rename that "
            "folder, or move the store to another one."
        )
    columns = {column for table in TABLES.values() for column in table.partitions}
    for part in folder.parts:
        if part.partition("=")[0] in columns and "=" in part:
            raise StoreError(
                f"{folder} lies in a folder named {part!r}, which would be read as a value of "
                "each row. Rename that folder, or move the store to another one."
            )


def _literal(folder: Path) -> str:
    """Return a pattern of DuckDB's that stands for the folder of this very name and no other."""
    return re.sub(r"[*?\[]", r"[\g<0>]", str(folder))
