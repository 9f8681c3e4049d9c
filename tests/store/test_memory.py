"""What is kept holds on to no memory but its own, which is counted as the process grows by it."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
import pytest

from straits.errors import SettingError
from straits.store.held import memory_limits

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Held:
    """What a page may keep."""

    rows: pl.DataFrame
    masks: dict[str, np.ndarray]


N = 100_000
WHOLE = pl.DataFrame(
    {
        "number": np.arange(N),
        "text": pl.Series(["a text of more than twelve letters, "]).new_from_index(0, N)
        + pl.Series(np.arange(N)).cast(pl.String),
        "list": pl.Series([["another text of many letters"]]).new_from_index(0, N),
    }
)


@pytest.mark.parametrize(
    "value",
    [
        WHOLE.slice(500, 10),
        WHOLE["text"].slice(500, 10),
        WHOLE.filter(pl.col("number") < 10),
        np.zeros((1000, 1000))[3],
        np.zeros(1_000_000)[:10],
        Held(WHOLE.head(10), {"mask": np.zeros(1_000_000)[:10]}),
        (WHOLE.head(10), [WHOLE.head(1)]),
    ],
)
def test_a_small_part_of_something_large_does_not_keep_all_of_it(value):
    own, n_bytes = memory_limits.owned(value)
    assert n_bytes < 20_000
    assert str(own) == str(value)


def test_what_is_whole_already_is_not_taken_apart():
    value = Held(WHOLE, {"mask": np.zeros(10)})
    assert memory_limits.owned(value)[0].masks["mask"] is value.masks["mask"]
    assert memory_limits.owned(("a", {"b": 1}))[0] == ("a", {"b": 1})
    frozen = np.arange(10)[:5]
    frozen.flags.writeable = False
    assert not memory_limits.owned(frozen)[0].flags.writeable


# Many small frames, slices of large ones, and arrays: what the process grew by, and what was said.
GROWTH = """
import sys
import numpy as np, polars as pl
from straits.store.held.budget import Budget, Cache

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096

n = 200_000
whole = pl.DataFrame({"n": np.arange(n), "text": [f"chr10-{i}-ACGTACGTACGT-A" for i in range(n)]})
cache = Cache(budget := Budget(400_000_000))
kinds = {
    "small": lambda i: pl.DataFrame({f"c{c}": [i] * 5 for c in range(10)}),
    "slice": lambda i: whole.slice(i, 20_000),
    "array": lambda i: np.full((i % 5 + 1) * 10_000, i),
    "words": lambda i: [f"{i} {j}" for j in range(1000)],
}
make = kinds[sys.argv[1]]
cache.keep(-1, make(0))
before, at = resident(), budget.n_bytes
for i in range(40_000):
    cache.keep(i, make(i))
    if budget.n_bytes > 150_000_000:
        break
print((resident() - before) / (budget.n_bytes - at))
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux tells")
@pytest.mark.parametrize(
    "kind",
    [
        "slice",
        "array",
        *(pytest.param(kind, marks=pytest.mark.long) for kind in ("small", "words")),
    ],
)
def test_the_process_grows_by_no_more_than_the_bytes_that_are_counted(kind):
    command = [sys.executable, "-c", GROWTH, kind]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert 0.3 < float(found.stdout) < 1.25


@pytest.mark.parametrize(
    ("text", "n_bytes"),
    [
        ("700MB", 700_000_000),
        ("1.5 GB", 1_500_000_000),
        (" 64mib ", 64 << 20),
        ("2GiB", 2 << 30),
        ("50000kb", 50_000_000),
    ],
)
def test_a_size_is_read_as_it_is_meant(text, n_bytes):
    assert memory_limits.parse(text) == n_bytes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *((text, "a size with its unit, such as 700MB") for text in ("", "lots", "700", "MB")),
        *((text, "a size with its unit") for text in ("-700MB", "1e3MB", "nanMB", "7,5GB", "7TB")),
        *((text, "too little memory.*Give 50MB or more") for text in ("49MB", "0MB", "700kB")),
    ],
)
def test_what_is_no_workable_size_is_refused_with_the_way_out(text, said):
    with pytest.raises(SettingError, match=said):
        memory_limits.parse(text)


class Pair(NamedTuple):
    """What a cache may keep."""

    rows: pl.DataFrame
    column: pl.Series


def test_whoever_is_given_a_value_is_given_frames_that_nobody_else_has():
    masks = {"mask": np.zeros(10)}
    value = ([Pair(WHOLE, WHOLE["number"])], {"held": Held(WHOLE, masks)})
    (pairs, others), again = memory_limits.apart(value), memory_limits.apart(value)
    frames = [pairs[0].rows, pairs[0].column, others["held"].rows]
    assert all(own is not WHOLE for own in frames)
    assert frames[0] is not again[0][0].rows
    assert frames[0].equals(WHOLE)
    assert isinstance(pairs[0], Pair)
    assert others["held"].masks is masks


def test_what_has_no_frame_is_given_as_it_is():
    value = ({"mask": np.zeros(10)}, ["a", 1])
    assert memory_limits.apart(value) is value
