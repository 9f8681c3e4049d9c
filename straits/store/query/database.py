"""A locked in-memory DuckDB over the Parquet files of one release."""

import re
from pathlib import Path

import duckdb

from straits.errors import StoreError
from straits.store.query.sql_files import SqlFile, definitions
from straits.store.releases.release_files import Release
from straits.tables import FREQUENCY_COLUMNS, TABLES
from straits.tables.table import TEXT

MEMORY_LIMIT = "2GB"


def connect(release: Release, time_limit: float) -> duckdb.DuckDBPyConnection:
    """Return a connection that reads the files of the release and no others, with all views.

    Views that need rows are not created where the release has none. The table `shown_cells` is
    empty until the store fills it; then call `lock`.
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
    listed = ", ".join(map(_quoted, allowed))
    connection.execute(f"set allowed_directories = [{listed}]")
    connection.execute("set enable_external_access = false")
    connection.execute("create schema staging")
    connection.execute(
        "create table staging.shown_cells (call_set_id text, grouping text, group_id text, "
        "sample_set text, is_shown boolean, is_sex_shown boolean, reason text)"
    )
    for table in _cohort_tables():
        connection.execute(table)
    for name, folder in folders.items():
        connection.execute(f"create macro {name}_folder() as {_quoted(_literal(folder))}")
    for file in definitions():
        if file.needs in folders:
            try:
                connection.execute(
                    file.text
                    if file.layer == "macros"
                    else f"create view {file.name} as {_text(file, release)}"
                )
            except duckdb.Error as error:
                raise StoreError(
                    f"The release {release.release_id} in {release.aggregates.parent} cannot be "
                    f"read: {file.name} says: {error}. Ingest the study again."
                ) from error
    return connection


def lock(connection: duckdb.DuckDBPyConnection) -> None:
    """Let nothing change the settings any more."""
    connection.execute("set lock_configuration = true")


def _cohort_tables() -> tuple[str, str]:
    """Return the empty tables that stand for the cohorts of a query which names none."""
    keys = "call_set_id text, grouping text, group_id text, allele_index bigint"
    counts = ", ".join(f"{name} integer" for name in FREQUENCY_COLUMNS)
    people = "call_set_id text, sample_index integer, grouping text, group_id text"
    return (
        f"create table cohort_frequencies ({keys}, {counts})",
        f"create table cohort_members ({people})",
    )


def _text(file: SqlFile, release: Release) -> str:
    """Return the select of a view: of no rows where the release lacks a table that it may lack."""
    table = TABLES.get(file.name.removeprefix("staging."))
    if table is None or not table.may_be_missing or table.path(release.aggregates.parent).exists():
        return file.text
    columns = ", ".join(
        f"null::{'text' if field.type == TEXT else 'bigint'} as {field.name}"
        for field in table.schema
    )
    return f"select {columns} where false"


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


def _quoted(text: str | Path) -> str:
    return "'" + str(text).replace("'", "''") + "'"
