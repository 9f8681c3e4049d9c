"""Nothing of Python is called from within Polars or DuckDB, which could freeze the server."""

import inspect
from collections.abc import Iterator

import polars as pl
import pytest

from tests.lint import callbacks
from tests.lint.source import PRODUCT, Source, breaches

# Take a function and call it at once, on the thread that asks.
AT_ONCE = {"pipe"}
# Judged by what they are given.
BY_ARGUMENT = {"rename", "read_csv", "scan_csv", "PartitionBy"}


def sample(*lines: str) -> Source:
    return Source("straits/sample.py", "\n".join(lines))


def taking_a_function(owner: object) -> Iterator[str]:
    for name in dir(owner):
        member = getattr(owner, name, None)
        if name.startswith("_") or not callable(member):
            continue
        try:
            parameters = inspect.signature(member).parameters.values()
        except (TypeError, ValueError):
            continue
        if any("Callable" in str(parameter.annotation) for parameter in parameters):
            yield name


def test_the_product_calls_nothing_back() -> None:
    found = breaches(callbacks.callback, PRODUCT)
    assert found == [], "\n".join(found)


def test_each_exception_is_still_needed() -> None:
    needed = {(source.name, name) for source in PRODUCT for _, name in callbacks.found(source)}
    assert needed == callbacks.EXCEPTIONS.keys()


@pytest.mark.parametrize(
    ("imported", "used"),
    [
        ("import polars as pl", "pl.col('n').map_elements(f, return_dtype=pl.String)"),
        ("from polars import col", "col('n').map_elements(f)"),
        ("from polars import Expr", "g = Expr.map_elements"),
        ("from polars import col as c", "rows.with_columns(c('n').rolling_map(f, 2))"),
        ("import polars", "rows.group_by('n').map_groups(f)"),
        ("import polars", "rows.lazy().map_batches(f)"),
        ("import polars as pl", "pl.map_groups(['n'], f)"),
        ("import polars as pl", "pl.map_batches(['n'], f)"),
        ("import polars as pl", "pl.fold(0, f, ['n'])"),
        ("import polars as data", "data.reduce(f, ['n'])"),
        ("import polars as pl", "pl.cum_fold(0, f, ['n'])"),
        ("import polars as pl", "rows.map_rows(f)"),
        ("import polars as pl", "rows.lazy().inspect()"),
        ("import polars as pl", "rows.lazy().sink_batches(f)"),
        ("import polars as pl", "rows.lazy().collect_async()"),
        ("import polars as pl", "pl.all().name.map(f)"),
        ("import polars as pl", "pl.all().name.map_fields(f)"),
        ("import polars as pl", "rows.rename(str.strip)"),
        ("import polars as pl", "rows.rename(lambda name: name)"),
        ("import polars as pl", "pl.read_csv('a', with_column_names=f)"),
        ("import polars as pl", "getattr(rows, 'map_rows')(f)"),
        ("import polars as pl", "rows.write_json()"),
        ("from straits import frames", "frames.rows().map_elements(f)"),
        ("import duckdb", "duckdb.connect().create_function('f', f)"),
        ("import duckdb", "cursor.create_function('f', f)"),
        ("import duckdb", "cursor.register('rows', rows)"),
        ("import duckdb", "cursor.sql('from rows').map(f)"),
    ],
)
def test_a_callback_that_is_put_in_is_found(imported: str, used: str) -> None:
    found = breaches(callbacks.callback, [sample(imported, used)])
    assert [breach.split(" ")[0] for breach in found] == ["straits/sample.py:2"]


@pytest.mark.parametrize(
    "imported",
    ["from polars import map_batches", "from polars import reduce as f", "from polars import fold"],
)
def test_the_import_of_one_is_found(imported: str) -> None:
    assert breaches(callbacks.callback, [sample(imported)])


@pytest.mark.parametrize(
    ("imported", "used"),
    [
        ("import polars as pl", "rows.pipe(f).rename({'a': 'b'})"),
        ("import polars as pl", "pl.col('n').replace_strict({1: 2}).cumulative_eval(pl.element())"),
        ("import polars as pl\nimport inspect", "inspect.signature(f)"),
        ("import polars as pl\nfrom functools import reduce", "reduce(f, masks)"),
        ("import numpy as np\nimport polars as pl", "np.minimum.reduce([a, b])"),
        ("import polars as pl", "list(pool.map(f, batches))"),
        ("import altair as alt\nimport polars as pl", "alt.data_transformers.register('a', f)"),
    ],
)
def test_what_calls_nothing_back_is_left_alone(imported: str, used: str) -> None:
    assert breaches(callbacks.callback, [sample(*imported.split("\n"), used)]) == []


def test_every_function_of_polars_that_takes_one_is_known() -> None:
    owners = [
        pl, pl.DataFrame, pl.LazyFrame, pl.Series, pl.Expr, pl.dataframe.group_by.GroupBy,
        pl.lazyframe.group_by.LazyGroupBy, type(pl.col("n").name), pl.io.plugins, pl.plugins,
    ]  # fmt: skip
    known = callbacks.CALL_BACK | callbacks.OF_POLARS | AT_ONCE | BY_ARGUMENT | {"map"}
    taking = {name for owner in owners for name in taking_a_function(owner)}
    assert "map_elements" in taking
    assert taking - known == set()
