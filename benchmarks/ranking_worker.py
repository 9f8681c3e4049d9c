"""Rank the difference of two groups over a whole store: one request a line on stdin.

Timed in process, as the page asks it: names, intervals, guard and exact test included. No two
requests are alike, so that no answer comes from the cache of answers.
"""

import json
import sys
import time
from pathlib import Path

from straits import queries
from straits.store import open_store


def main() -> None:
    """Answer until stdin ends."""
    store = open_store(Path(sys.argv[1]))
    by_group = {one.group_id: one for one in queries.groups.selectable_populations(store)}
    for line in sys.stdin:
        asked = json.loads(line)
        a, b = by_group[asked["a"]], by_group[asked["b"]]
        start = time.perf_counter()
        frame = queries.comparison.allele_differences(
            store, a, b, queries.allele.Filters(), limit=asked["limit"]
        )
        seconds = time.perf_counter() - start
        if asked.get("answer"):
            frame.write_parquet(asked["answer"])
        print(json.dumps({"seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
