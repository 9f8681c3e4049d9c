"""What a figure says, what went in, the steps of the formula that made it, and what it leaves open.

A record of statistics.yaml has the words, the formula has the steps, and the page the numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
import yaml

from straits.formulas import lessons, rates
from straits.formulas.formula import Formula, Step
from straits.popgen import (
    censored,
    contingency,
    differences,
    filtering_frequency,
    fst,
    hardy_weinberg,
    intervals,
    linkage,
    multiplicity,
    power,
    stratified,
)

# The records of statistics, and those of the cases of the page Learn.
_FILES = [Path(__file__).with_name(name) for name in ("statistics.yaml", "lessons.yaml")]

Given = Mapping[str, float | Sequence[float]]

FORMULAS: Mapping[str, Formula] = MappingProxyType(
    {
        "all_of_them": lessons.ALL_OF_THEM,
        "as_if_carriers": lessons.AS_IF_CARRIERS,
        "as_if_looked_at": lessons.AS_IF_LOOKED_AT,
        "as_if_one": lessons.AS_IF_ONE,
        "branch": fst.BRANCH,
        "by_chance": lessons.BY_CHANCE,
        "carriers_on_x": lessons.CARRIERS_ON_X,
        "less": lessons.LESS,
        "not_seen": lessons.NOT_SEEN,
        "pooled": lessons.POOLED,
        "pooled_odds": lessons.POOLED_ODDS,
        "taught": lessons.TAUGHT,
        "within_odds": lessons.WITHIN_ODDS,
        "within_groups": lessons.WITHIN_GROUPS,
        "bonferroni": multiplicity.BONFERRONI,
        "carriers": rates.CARRIERS,
        "clopper_pearson": intervals.CLOPPER_PEARSON,
        "cumulative": rates.CUMULATIVE,
        "detectable": power.DETECTABLE,
        "drift": fst.DRIFT,
        "each_against_others": contingency.EACH_AGAINST_OTHERS,
        "faf": filtering_frequency.FAF,
        "false_discovery": multiplicity.FALSE_DISCOVERY,
        "fisher_exact": contingency.FISHER_EXACT,
        "frequency": intervals.FREQUENCY,
        "group_max": filtering_frequency.GROUP_MAX,
        "haplotypes": linkage.HAPLOTYPES,
        "hudson": fst.HUDSON,
        "mean": rates.MEAN,
        "newcombe": differences.NEWCOMBE,
        "odds_ratio": differences.ODDS_RATIO,
        "of_copies": linkage.OF_COPIES,
        "of_sums": fst.OF_SUMS,
        "omnibus": contingency.OMNIBUS,
        "p_allowed": censored.P_ALLOWED,
        "p_range": censored.P_RANGE,
        "per_thousand": rates.PER_THOUSAND,
        "proportions": hardy_weinberg.PROPORTIONS,
        "proportions_x": hardy_weinberg.PROPORTIONS_X,
        "range": rates.RANGE,
        "ranged_share": intervals.RANGED_SHARE,
        "ratio": differences.RATIO,
        "standardised": rates.STANDARDISED,
        "summed": rates.SUMMED,
        "strata": stratified.COCHRAN_MANTEL_HAENSZEL,
        "strata_exact": stratified.WITHIN_STRATA,
        "wilson": intervals.WILSON,
    }
)


@dataclass(frozen=True)
class Record:
    """What is said of a statistic wherever it stands; see the head of statistics.yaml."""

    label: str
    words: str
    formula: str
    inputs: Mapping[str, str]
    steps: Mapping[str, str]
    gives: Mapping[str, str]
    caveat: str
    source: str
    term: str
    case: str = ""


@dataclass(frozen=True)
class Explanation:
    """A figure of a page, with the numbers that went in.

    statistic
        Its record.
    group, other
        Whom it is of, and with whom they are compared.
    given
        The inputs by name: numbers, or one number per group. None where the figure is withheld.
    """

    statistic: str
    group: str
    other: str
    given: Given | None

    @property
    def record(self) -> Record:
        """Return what is said of the statistic."""
        return records()[self.statistic]

    def trace(self) -> tuple[Step, ...]:
        """Return the steps up to the last one that the figure shows; none where it is withheld.

        >>> explained = Explanation("af", "Danes", "", {"ac": 1, "an": 4})
        >>> [(step.expression, float(step.value)) for step in explained.trace()]
        [('ac / an', 0.25)]
        """
        if self.given is None:
            return ()
        worked_out = FORMULAS[self.record.formula].trace(**self.given)
        last = max(place for place, step in enumerate(worked_out) if step.name in self.record.gives)
        return tuple(step for step in worked_out[: last + 1] if step.name in self.record.steps)

    def results(self) -> dict[str, float]:
        """Return the values that the figure shows, by the name of their step."""
        found = {step.name: step.value for step in self.trace()}
        return {name: float(np.squeeze(found[name])) for name in self.record.gives}


@cache
def records() -> Mapping[str, Record]:
    """Return the record of every statistic, by its name."""
    loaded = [yaml.safe_load(file.read_text("utf-8")) for file in _FILES]
    return MappingProxyType(
        {name: Record(**record) for part in loaded for name, record in part.items()}
    )
