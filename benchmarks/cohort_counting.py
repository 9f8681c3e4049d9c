"""An ad-hoc cohort of 30 % of the people over one gene, in process: Straits beside pgenlib."""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks import answers
from benchmarks.asked import Asked, asked_of
from benchmarks.outcomes import Bar, Outcome, Side, in_turn
from benchmarks.panels import panel
from benchmarks.settings import Settings
from benchmarks.simulated import simulated

_WHAT = "ad-hoc cohort of 30 % over one gene, counts and AF per allele, in process"
_COUNTS = ["ac", "an", "hom_alt", "het"]
# Questions of milliseconds are asked so many times as often as a round is run.
_OFTEN = 20
# Not timed: the first answers read the genotypes, and clear what the other side left in the cache.
_UNTIMED = 3


def cohort(settings: Settings) -> list[Outcome]:
    """Compare with pgenlib over one gene of the panel."""
    bar = Bar(ratio=1.0, seconds=0.015)
    return [_beside_pgenlib("cohort", asked_of(panel(settings)), settings, bar)]


def cohort_mid(settings: Settings) -> list[Outcome]:
    """Compare with pgenlib at 100,000 people."""
    return [
        _beside_pgenlib(
            "cohort-mid", asked_of(simulated(settings, "mid")), settings, Bar(ratio=1.0)
        )
    ]


def cohort_large(settings: Settings) -> list[Outcome]:
    """Compare with pgenlib at 500,000 people."""
    asked = asked_of(simulated(settings, "large"))
    return [_beside_pgenlib("cohort-large", asked, settings, Bar(ratio=1.0))]


def cohort_store(settings: Settings) -> list[Outcome]:
    """Ask the store as a page does, for a cohort that is described anew each time."""
    asked = asked_of(panel(settings))
    return [_through_store("cohort-store", asked, settings, Bar(seconds=0.02))]


def cohort_store_large(settings: Settings) -> list[Outcome]:
    """Ask the store as a page does, at 500,000 people."""
    asked = asked_of(simulated(settings, "large"))
    return [_through_store("cohort-store-large", asked, settings, Bar(seconds=0.05))]


def _through_store(line: str, asked: Asked, settings: Settings, bar: Bar) -> Outcome:
    first, last = asked.lines_of_region()
    request = {"first": first, "last": last, "people": asked.people_of_vcf}
    through = asked.request() | {"through": "store"}
    ours, theirs = (asked.data.folder / name for name in ("ours.parquet", "theirs.npz"))
    with asked.straits() as straits, asked.pgenlib() as pgenlib:
        straits.ask(**through, answer=str(ours))
        pgenlib.ask(**request, answer=str(theirs))
        # One call set, so an allele's index is that of its variant.
        named = answers.own_names(asked.store).join(
            pl.read_parquet(ours), left_on="variant_index", right_on="allele_index"
        )
        n_equal = _check(asked, named, np.load(theirs))
        sides = {
            "Straits": lambda: straits.ask(**through),
            "pgenlib": lambda: pgenlib.ask(**request),
        }
        in_turn(sides, _UNTIMED)
        seconds = in_turn(sides, _OFTEN * settings.scale.rounds)
        return Outcome(
            line,
            "the same through Store.query, the cohort described anew each time",
            asked.data.size(n_equal),
            Side("Straits", seconds["Straits"], straits.peak_bytes),
            Side("pgenlib", seconds["pgenlib"], pgenlib.peak_bytes),
            bar,
            equal=f"{', '.join(_COUNTS)} of {n_equal:,} alleles",
            note="Everybody is judged by the criteria, the profile decides on each cell, and all "
            "counts are made by sex and for the unrelated.",
        )


def _beside_pgenlib(line: str, asked: Asked, settings: Settings, bar: Bar) -> Outcome:
    first, last = asked.lines_of_region()
    request = {"first": first, "last": last, "people": asked.people_of_vcf}
    ours, theirs = (asked.data.folder / name for name in ("ours.parquet", "theirs.npz"))
    with asked.straits() as straits, asked.pgenlib() as pgenlib:
        straits.ask(**asked.request(), answer=str(ours))
        pgenlib.ask(**request, answer=str(theirs))
        n_equal = _check(asked, pl.read_parquet(ours), np.load(theirs))
        sides = {
            "Straits": lambda: straits.ask(**asked.request()),
            "pgenlib": lambda: pgenlib.ask(**request),
        }
        in_turn(sides, _UNTIMED)
        seconds = in_turn(sides, _OFTEN * settings.scale.rounds)
        return Outcome(
            line,
            _WHAT,
            asked.data.size(n_equal),
            Side("Straits", seconds["Straits"], straits.peak_bytes),
            Side("pgenlib", seconds["pgenlib"], pgenlib.peak_bytes),
            bar,
            equal=f"{', '.join(_COUNTS)} of {n_equal:,} alleles",
            note="Straits: genotypes in memory, frame and guard included.",
        )


def _check(asked: Asked, ours: pl.DataFrame, theirs: Mapping[str, NDArray[np.integer]]) -> int:
    """Compare by name: pgenlib's counts are in the order of the lines."""
    first, last = asked.lines_of_region()
    counted = pl.DataFrame({name: theirs[name].astype(np.int64) for name in _COUNTS})
    peer = asked.lines.slice(first, last + 1 - first).hstack(counted)
    frame = asked.named_as_in_file(ours)
    return answers.check(frame, peer, _COUNTS, "pgenlib", answers.KEY)
