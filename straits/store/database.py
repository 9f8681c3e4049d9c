"""A locked in-memory DuckDB over the Parquet files of one release."""

from pathlib import Path

import duckdb

from straits.errors import StoreError
from straits.store.release import Release
from straits.store.sql_files import SqlFile, definitions
from straits.tables import FREQUENCY_COLUMNS, TABLES
from straits.tables.table import TEXT

MEMORY_LIMIT = "2GB"


def connect(release: Release, time_limit: float) -> duckdb.DuckDBPyConnection:
    """Return a connection that reads the files of the release and no others, with all views.

    Views that need rows are not created where the release has none. The table `shown_cells` is
    empty until the store fills it; then call `lock`.
    Raises StoreError if a file is not what its table says.
    """
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
    connection.execute("set parquet_metadata_cache = true")
    folders = [folder for folder in (release.aggregates, release.rows) if folder]
    listed = ", ".join(_quoted(f"{folder}/") for folder in folders)
    connection.execute(f"set allowed_directories = [{listed}]")
    connection.execute("set enable_external_access = false")
    connection.execute("create schema staging")
    connection.execute(
        "create table staging.shown_cells (call_set_id text, grouping text, group_id text, "
        "sample_set text, is_shown boolean, is_sex_shown boolean, reason text)"
    )
    for table in _cohort_tables():
        connection.execute(table)
    for folder in folders:
        connection.execute(f"create macro {folder.name}_folder() as {_quoted(str(folder))}")
    held = {folder.name for folder in folders}
    for file in definitions():
        if file.needs in held:
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


def _quoted(text: str | Path) -> str:
    return "'" + str(text).replace("'", "''") + "'"
