"""Tables as streams of bytes: they are read back by others, and one stretch is held at a time."""

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import polars as pl
import pyarrow.parquet as pq
import pytest

from straits.exports import row_streams

HEADER = {"study": "A study, of two sites", "a": "=Danish", "rows": "5"}
STRETCHES = [
    pl.DataFrame({"variant_id": ["chr1-1-A-G", None], "ac": [1, None], "p": [0.5, 1e-300]}),
    pl.DataFrame({"variant_id": ["-x", "é"], "ac": [3, 4], "p": [None, 0.1]}),
    pl.DataFrame({"variant_id": ["chr1-9-A-G"], "ac": [5], "p": [1.0]}),
]
WHOLE = pl.concat(STRETCHES)
EMPTY = WHOLE.clear()


def written(write: Any, stretches: list[pl.DataFrame]) -> bytes:
    return b"".join(write(HEADER, iter(stretches)))


def test_csv_has_remarks_then_names_once_then_all_rows() -> None:
    lines = written(row_streams.csv, STRETCHES).decode().splitlines()
    assert lines[:4] == [
        "# study: A study, of two sites", "# a: =Danish", "# rows: 5", "variant_id,ac,p",
    ]  # fmt: skip
    back = pl.read_csv("\n".join(lines).encode(), comment_prefix="#")
    # Of what a spreadsheet would run an apostrophe is left.
    assert back["variant_id"].to_list() == ["chr1-1-A-G", None, "'-x", "é", "chr1-9-A-G"]
    assert back.drop("variant_id").equals(WHOLE.drop("variant_id"))


def test_parquet_has_a_row_group_for_each_stretch_and_the_header_as_metadata() -> None:
    data = written(row_streams.parquet, STRETCHES)
    assert pl.read_parquet(io.BytesIO(data)).equals(WHOLE)
    file = pq.ParquetFile(io.BytesIO(data))
    assert file.num_row_groups == 3
    kept = {key.decode(): value.decode() for key, value in file.schema_arrow.metadata.items()}
    assert kept == HEADER


def test_json_is_one_object_of_header_and_rows() -> None:
    found = json.loads(written(row_streams.json_object, STRETCHES))
    assert found == {"comparison": HEADER, "rows": WHOLE.to_dicts()}


@pytest.mark.parametrize("stretches", [[EMPTY], [EMPTY, EMPTY], [EMPTY, *STRETCHES, EMPTY]])
def test_stretches_may_be_empty(stretches: list[pl.DataFrame]) -> None:
    whole = pl.concat(stretches)
    found = json.loads(written(row_streams.json_object, stretches))
    assert found["rows"] == whole.to_dicts()
    assert pl.read_parquet(io.BytesIO(written(row_streams.parquet, stretches))).equals(whole)
    text = written(row_streams.csv, stretches).decode()
    assert text.count("variant_id,ac,p") == 1


@pytest.mark.parametrize("write", [row_streams.csv, row_streams.parquet, row_streams.json_object])
def test_a_stretch_is_asked_for_once_what_came_before_is_taken(
    write: Callable[..., Iterator[bytes]],
) -> None:
    asked = []

    def stretches() -> Iterator[pl.DataFrame]:
        for number, rows in enumerate(STRETCHES):
            asked.append(number)
            yield rows

    chunks = write(HEADER, stretches())
    while not asked:
        next(chunks)
    assert asked == [0]
    assert len(b"".join(chunks)) > 0
    assert asked == [0, 1, 2]
