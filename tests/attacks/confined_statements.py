"""Runs statements without looking at them first, shut in or not, and prints what came of each.

A process of its own: `python -m tests.attacks.confined_statements`, asked by JSON on its input.
"""

import json
import sys
import warnings
from pathlib import Path

import duckdb
import pyarrow as pa

from straits.sandbox.confinement import confine

warnings.filterwarnings("ignore", "Arrow output on a DB-API result", UserWarning)
# A variable of Python that DuckDB would read as a table, if it looked for such.
canary = pa.table({"canary": ["PYTHONCANARY"]})


def main() -> None:
    """Read {statements, readable, allowed, seconds, is_confined}; print what each gives."""
    asked = json.load(sys.stdin)
    if asked["is_confined"]:
        confine([Path(each) for each in asked["readable"]], 600, 400 << 20, True)
    config: dict[str, object] = {"threads": 1, "async_threads": 0, "temp_directory": ""}
    config |= {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    config |= {"python_enable_replacements": False, "memory_limit": "250MB"}
    connection = duckdb.connect(":memory:", config=config)
    for statement in asked["setup"]:
        connection.execute(statement)
    connection.execute("set lock_configuration = true")
    for statement in asked["statements"]:
        try:
            rows = connection.execute(statement).fetchmany(1000)
            print(json.dumps([statement, True, str(rows)]))
        except Exception as error:
            print(json.dumps([statement, False, str(error)]))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
