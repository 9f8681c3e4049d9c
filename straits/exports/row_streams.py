"""A table as a stream of bytes, of which one stretch of rows is held at a time."""

import io
import json
from collections.abc import Iterable, Iterator, Mapping

import polars as pl
import pyarrow.parquet as pq

from straits.exports import safe_csv

# What a table says of itself, by key.
Header = Mapping[str, str]


def csv(header: Header, stretches: Iterable[pl.DataFrame]) -> Iterator[bytes]:
    """Yield the header as lines `# key: value`, the names of the columns, and the rows.

    >>> b"".join(csv({"a": "x"}, [pl.DataFrame({"ac": [1]}), pl.DataFrame({"ac": [2]})]))
    b'# a: x\\nac\\n1\\n2\\n'
    """
    yield safe_csv.remarks(header)
    for place, rows in enumerate(stretches):
        yield safe_csv.csv(rows, with_names=place == 0)


def parquet(header: Header, stretches: Iterable[pl.DataFrame]) -> Iterator[bytes]:
    """Yield a Parquet file with a row group for each stretch; the header is its metadata."""
    sink = _Sink()
    writer = None
    for rows in stretches:
        table = rows.to_arrow(compat_level=pl.CompatLevel.oldest())
        if writer is None:
            writer = pq.ParquetWriter(sink, table.schema.with_metadata(dict(header)))
        writer.write_table(table)
        yield sink.taken()
    if writer is not None:
        writer.close()
    yield sink.taken()


def json_object(header: Header, stretches: Iterable[pl.DataFrame]) -> Iterator[bytes]:
    """Yield a JSON object: the header as "comparison", and "rows", an object each.

    >>> rows = [pl.DataFrame({"ac": [1, 2]}), pl.DataFrame({"ac": [3]})]
    >>> json.loads(b"".join(json_object({"a": "x"}, rows)))
    {'comparison': {'a': 'x'}, 'rows': [{'ac': 1}, {'ac': 2}, {'ac': 3}]}
    """
    yield f'{{"comparison": {json.dumps(dict(header), ensure_ascii=False)},\n"rows": [\n'.encode()
    between = ""
    for rows in stretches:
        if rows.height:
            lines = rows.write_ndjson().rstrip("\n").replace("\n", ",\n")
            yield f"{between}{lines}".encode()
            between = ",\n"
    yield b"\n]}\n"


class _Sink(io.RawIOBase):
    """Takes what is written until it is asked for."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        part = bytes(data)  # type: ignore[call-overload]
        self._parts.append(part)
        return len(part)

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)
