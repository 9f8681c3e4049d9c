"""Compare two groups over a whole store: one request a line on stdin.

A request names the way ("arrays", or "sql" for the full pass in plain SQL that says the same), the
question, A and B, and how many of the first alleles. Timed in process, as a page asks it. No two
requests have the same filters, so that nothing comes from what is kept.
"""

import json
import re
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from straits import queries
from straits.store import open_store
from tests.oracles.comparison_in_sql import Asked

_N_STRETCHES = 500
_N_BINS = 50


def _ranking(order: str, asked: Asked) -> object:
    return queries.comparison.allele_differences(*_pair(asked), order, 500, family=None)


def _totals(asked: Asked) -> object:
    queries.comparison.difference_totals(*_pair(asked))
    return queries.comparison.family_of_tests(*_pair(asked))


def _shading(asked: Asked) -> object:
    return queries.comparison.frequency_density(*_pair(asked), _N_BINS)


def _volcano(asked: Asked) -> object:
    return queries.comparison.volcano_density(*_pair(asked))


def _track(asked: Asked) -> object:
    return queries.comparison.genome_track(*_pair(asked), "fst", _N_STRETCHES)


def _pair(asked: Asked) -> tuple[object, ...]:
    return asked.store, asked.a, asked.b, asked.filters


def _in_sql(query: str, asked: Asked, **more: object) -> object:
    return asked.store.query(query, **asked.parameters(), **more)


def _track_in_sql(n_alleles: int, asked: Asked) -> object:
    return _in_sql("track_peaks", asked, measure="fst", n_in_stretch=n_alleles // _N_STRETCHES)


def _ways(n_alleles: int) -> dict[str, dict[str, Callable[[Asked], object]]]:
    """Return what answers a question, by the way and the question; a ranking has its order."""
    orders = ("abs_difference", "p", "fst")
    ranked = {"n_wanted": 500, "n_skipped": 0}
    return {
        "arrays": {
            **{order: partial(_ranking, order) for order in orders},
            "totals": _totals,
            "shading": _shading,
            "volcano": _volcano,
            "track": _track,
        },
        "sql": {
            **{
                order: partial(_in_sql, "allele_differences", order_by=order, **ranked)
                for order in orders
            },
            # The totals alone: the tables of tests may be more than an answer has rows.
            "totals": partial(_in_sql, "difference_tables", by_table=False),
            "shading": partial(_in_sql, "frequency_density", n_bins=_N_BINS),
            "track": partial(_track_in_sql, n_alleles),
        },
    }


def main() -> None:
    """Answer until stdin ends."""
    start = time.perf_counter()
    store = open_store(Path(sys.argv[1]))
    opened = time.perf_counter() - start
    n_alleles = int(sys.argv[2])
    by_group = {one.group_id: one for one in queries.groups.selectable_populations(store)}
    ways = _ways(n_alleles)
    for number, line in enumerate(sys.stdin):
        request = json.loads(line)
        span = (0, min(request.get("n_alleles", n_alleles), n_alleles) - 1)
        # Fewer called alleles than these no allele has, and each request is another question.
        filters = queries.allele.Filters(span=span, min_an=1 + number)
        asked = Asked(store, by_group[request["a"]], by_group[request["b"]], filters)
        answer = ways[request["way"]][request["question"]]
        start, worked = time.perf_counter(), time.process_time()
        answer(asked)
        said = {"seconds": time.perf_counter() - start, "opened": opened}
        print(
            json.dumps(
                {**said, "cpu": time.process_time() - worked, "anonymous": _anonymous_bytes()}
            ),
            flush=True,
        )


def _anonymous_bytes() -> int:
    """Return the memory of this process that is no file's, now."""
    status = Path("/proc/self/status").read_text()
    found = re.search(r"RssAnon:\s*(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


if __name__ == "__main__":
    main()
