"""Where do two groups differ most, over ten million alleles? Straits alone: the bar is a second."""

import numpy as np
import polars as pl

from benchmarks.generated import Generated, generated
from benchmarks.outcomes import Bar, Outcome, Side, in_turn
from benchmarks.settings import PYTHON, BenchmarkError, Settings
from benchmarks.workers import Worker
from tests.builders import many_alleles

_LIMIT = 500


def ranking(settings: Settings) -> list[Outcome]:
    """Rank the absolute difference of AF of two groups over a generated store."""
    n_alleles = settings.scale.n_ranked
    made = generated(settings, n_alleles)
    groups = made.groups
    answer = settings.folder("generated") / "ranked.parquet"
    with Worker([PYTHON, "-m", "benchmarks.ranking_worker", made.store]) as straits:
        straits.ask(a=groups[0], b=groups[1], limit=_LIMIT, answer=str(answer))
        _check(pl.read_parquet(answer), made)
        limits = iter(range(_LIMIT + 1, _LIMIT + 1000))
        seconds = in_turn(
            {"Straits": lambda: straits.ask(a=groups[0], b=groups[1], limit=next(limits))},
            max(5, settings.scale.rounds),
        )
        return [
            Outcome(
                "ranking",
                "the 500 largest differences of AF between two groups, of all alleles",
                f"generated: {n_alleles:,} alleles, 26 groups in the store",
                Side("Straits", seconds["Straits"], straits.peak_bytes),
                None,
                Bar(seconds=1.0, peak_bytes=2_000_000_000),
                equal=f"the {_LIMIT} largest differences, with NumPy over all alleles",
                note="Three groups have counts of their own; the files of the others are the same "
                "contents under other names.",
            )
        ]


def _check(ranked: pl.DataFrame, made: Generated) -> None:
    """Compare the differences with those of a plain pass over the generated counts."""
    differences = []
    for start, stop in made.plan.windows:
        af = []
        for group in made.plan.groups[:2]:
            counted = (counts for *_, counts in many_alleles.leaves(made.plan, group, start, stop))
            _, ac, an, *_ = sum(counted)
            af.append(ac / an)
        differences.append(np.abs(af[0] - af[1]))
    largest = np.sort(np.concatenate(differences))[::-1][:_LIMIT]
    if not np.allclose(ranked["difference"].abs().to_numpy(), largest):
        raise BenchmarkError("the ranking is not that of a plain pass over the counts")
