"""Over states of the demo drawn at random, every explanation's steps give the number shown."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from straits import queries
from straits.explained.explanation import Explanation
from straits.genome import Region
from straits.popgen import intervals
from straits.queries.allele import variant_answers
from straits.store import Store, open_store
from straits.ui.explain import gene_offers, offers, pair_offers, written_numbers
from straits.ui.explain.offers import Offer
from tests import repeats
from tests.builders import demo_studies, inside_store
from tests.oracles.explained_steps import worked_out

Row = Mapping[str, Any]
Pair = Sequence[queries.groups.Population]

STATES = 500
GENES = ("CYP2C19", "ALDH2", "SLCO1B1", "BRCA1", "LCT", "ABCG2")
# What a page shows of a group, by the statistic that explains it.
OF_GROUP = {
    "af": ("af",), "interval": ("af_low", "af_high"), "exact_interval": ("af_low", "af_high"),
    "carriers": ("carriers_per_1000",), "het_expected": ("het_expected",), "hwe": ("hwe_p",),
    "hwe_x": ("hwe_p",), "faf95": ("faf95",),
}  # fmt: skip
OF_PAIR = {
    "difference": ("difference", "difference_low", "difference_high"),
    "ratio": ("ratio", "ratio_low", "ratio_high"),
    "odds_ratio": ("odds_ratio", "odds_ratio_low", "odds_ratio_high"),
    "chi_square": ("p",), "fisher": ("p",), "power": ("detectable",),
}  # fmt: skip


def gives(explanation: Explanation, shown: tuple[float | None, ...]) -> None:
    """Work the steps out by other means, and compare them with the trace and with the page."""
    assert explanation.given is not None
    record, steps = explanation.record, explanation.trace()
    found = worked_out(explanation.given, [(step.name, step.expression) for step in steps])
    where = f"{explanation.statistic} of {explanation.given}"
    for step in steps:
        close = {"rtol": 1e-5, "atol": 1e-12, "err_msg": f"{step.name}, {where}"}
        np.testing.assert_allclose(np.squeeze(step.value), np.squeeze(found[step.name]), **close)
    written = {
        name: written_numbers.KINDS[kind](float(np.squeeze(found[name])))
        for name, kind in record.gives.items()
    }
    assert written_numbers.results(explanation) == list(written.values()), where
    kinds = list(record.gives.values())
    page = [
        written_numbers.KINDS[kind](value)
        for kind, value in zip(kinds, shown, strict=True)
        if value is not None
    ]
    assert list(written.values()) == page, where
    assert "{" not in written_numbers.words(explanation)


def judged(found: list[Offer], shown: dict[str, tuple[str, ...]], row: Any) -> Counter[str]:
    """Hold each offer against the row of the page that it explains; returns how many of each."""
    seen: Counter[str] = Counter()
    for one in found:
        explanation = one.explanation
        if explanation.given is None:
            assert all(row[name] is None for name in shown[explanation.statistic])
            seen["withheld"] += 1
            continue
        if explanation.statistic == "af_range":
            continue
        gives(explanation, tuple(row[name] for name in shown[explanation.statistic]))
        seen[explanation.statistic] += 1
    return seen


@dataclass(frozen=True)
class Pages:
    """What pages of the demo's alleles show of its groups, asked once for all states."""

    store: Store
    chance: random.Random

    @cached_property
    def alleles(self) -> pl.DataFrame:
        last = self.store.query("study_totals")["n_alleles"][0] - 1
        return queries.allele.alleles_in(self.store, (0, last))

    @cache  # noqa: B019 - lives as long as its test
    def rows(self, grouping: str, who: str) -> dict[int, pl.DataFrame]:
        span = (0, self.alleles.height - 1)
        rows = variant_answers.frequencies_in_range(self.store, span, who, groupings=(grouping,))
        rows = rows.with_columns(pl.col("long_label").alias("row_label"))
        parts = rows.partition_by("allele_index", maintain_order=True, as_dict=True)
        return {int(index): part for (index,), part in parts.items()}

    def state(self) -> Counter[str]:
        """Judge what one block of a variant's page offers: an allele, a pair and a sample set."""
        pair = self.chance.sample(queries.groups.selectable_populations(self.store), 2)
        who = self.chance.choice(["all", "unrelated"])
        allele = self.alleles.row(self.chance.randrange(self.alleles.height), named=True)
        block = self.chance.choice([self.pair, self.groups, self.groups, self.together, self.apart])
        return block(allele, pair, who)

    def pair(self, allele: Row, pair: Pair, who: str) -> Counter[str]:
        variant = queries.allele.variant(self.store, allele["variant_id"])
        assert variant is not None
        contrast = queries.allele.contrast(self.store, variant, *pair, who)
        row = {name: getattr(contrast, name) for names in OF_PAIR.values() for name in names}
        return judged(pair_offers.of_contrast(contrast, ("A", "B")), OF_PAIR, row)

    def groups(self, allele: Row, pair: Pair, who: str) -> Counter[str]:
        rows = self.rows(pair[0].grouping, who)[allele["allele_index"]]
        one = rows.sample(1, seed=self.chance.randrange(1000))
        genotypes = queries.allele.genotypes(one, allele["region_class"])
        page = {"hwe_p": None, **genotypes.row(0, named=True), **one.row(0, named=True)}
        return judged(offers.of_groups(one, genotypes), OF_GROUP, page)

    def together(self, allele: Row, pair: Pair, who: str) -> Counter[str]:
        rows = self.rows(pair[0].grouping, who)[allele["allele_index"]]
        pooled = queries.allele.pooled_groups(rows)
        left_out = queries.allele.outside_group_max(self.store, pair[0].grouping)
        omnibus = queries.allele.omnibus(pooled)
        highest = queries.allele.group_max(pooled, left_out)
        seen: Counter[str] = Counter()
        for one in pair_offers.of_grouping(pooled, omnibus, highest):
            is_max = one.explanation.statistic == "group_max"
            gives(one.explanation, (highest.faf95 if is_max else omnibus.p,))
            seen[one.explanation.statistic] += 1
        sums = {f"{row['label']}, call sets added up": row for row in pooled.to_dicts()}
        for one in offers.of_sums(rows):
            ac, an = (sums[one.at][name] for name in ("ac", "an"))
            is_af = one.explanation.statistic == "summed_af"
            low, high = (float(end) for end in intervals.share_interval(ac, an))
            gives(one.explanation, (ac / an,) if is_af else (low, high))
            seen["sum" if is_af else "interval of a sum"] += 1
        between = queries.allele.between_call_sets(rows)
        for one, p in zip(pair_offers.of_call_sets(between), between["p"], strict=True):
            gives(one.explanation, (p,))
            seen["call sets"] += 1
        return seen

    def apart(self, allele: Row, pair: Pair, who: str) -> Counter[str]:
        variant = queries.allele.variant(self.store, allele["variant_id"])
        assert variant is not None
        strata = queries.comparison.stratified_difference(self.store, variant, *pair, who)
        seen: Counter[str] = Counter()
        for one in pair_offers.of_strata(strata, ("A", "B")):
            if one.explanation.statistic == "strata":
                gives(one.explanation, (strata.p, strata.odds_ratio))
            elif one.explanation.statistic == "strata_exact":
                gives(one.explanation, (strata.p,))
            seen[one.explanation.statistic] += 1
        panels = queries.comparison.against_panels(
            self.store, [allele["allele_index"]], [pair[0].grouping], who
        )
        for one, p in zip(pair_offers.of_panels(panels), panels["p_drift"], strict=True):
            gives(one.explanation, (p,))
            seen["panels"] += 1
        return seen


def stores() -> dict[str, Path]:
    return {"open": demo_studies.small_demo_store(), "inside": inside_store.inside_store()}


@pytest.mark.repeats
@pytest.mark.parametrize("profile", ["open", "inside"])
def test_the_steps_of_every_figure_of_a_variant_give_the_figure(profile: str) -> None:
    pages = Pages(open_store(stores()[profile]), random.Random(19))
    seen: Counter[str] = Counter()
    for _ in range(repeats.times(STATES)):
        seen += pages.state()
    assert {"difference", "fisher", "interval", "exact_interval", "hwe", "faf95"} <= set(seen)
    assert (seen["sum"] > 0) == (seen["interval of a sum"] > 0)
    assert seen["sum"] > 0 or profile == "inside"
    assert (seen["withheld"] > 0) == (profile == "inside")


def test_a_wrong_number_is_found() -> None:
    explanation = Explanation("af", "A", "", {"ac": 1, "an": 8})
    gives(explanation, (0.125,))
    with pytest.raises(AssertionError):
        gives(explanation, (0.126,))


@pytest.mark.parametrize("profile", ["open", "inside"])
def test_the_steps_of_genes_and_rankings_give_what_is_shown(profile: str) -> None:
    store, chance = open_store(stores()[profile]), random.Random(7)
    groups = queries.groups.selectable_populations(store)
    named = {group.label: group for group in groups if len(group.call_set_ids) == 1}
    a, b, outgroup = (named[label] for label in ("Danish", "Malay", "Chinese"))
    filters = queries.allele.Filters(sample_set="unrelated")
    family = queries.comparison.family_of_tests(store, a, b, filters)
    ranked = queries.comparison.allele_differences(store, a, b, filters, limit=400, family=family)
    shown = OF_PAIR | {"q": ("q",), "bonferroni": ("p_bonferroni",), "fst_of_one": ("fst",)}
    ranked = queries.comparison.with_measures(ranked)
    for row in ranked.sample(min(40, ranked.height), seed=1).iter_rows(named=True):
        of_row = [
            one
            for one in pair_offers.of_ranked(row, family, ("A", "B"))
            if one.explanation.statistic
            in ("q", "bonferroni", "fisher", "chi_square", "fst_of_one")
        ]
        judged(of_row, shown, row)
    for symbol in chance.sample(GENES, 4):
        gene = queries.gene.gene(store, symbol)
        assert gene is not None
        rows = queries.gene.gene_frequencies(store, gene.gene_id, (a, b), filters)
        region = Region(gene.contig, gene.start_pos, gene.end_pos)
        gene_fst = queries.gene.gene_fst(rows, a.population_id, b.population_id, region)
        within = queries.allele.Filters(gene_id=gene.gene_id, sample_set="unrelated")
        branch = queries.gene.branch(store, a, b, outgroup, within, region)
        for one in gene_offers.of_fst(gene_fst, branch, ("A", "B")):
            is_fst = one.explanation.statistic == "fst"
            pbs = (branch.pbs, branch.pbsn1) if branch else ()
            if one.at in ("A", "A and B"):
                gives(one.explanation, (gene_fst.value,) if is_fst else pbs)
        of_windows = [one for one in gene_offers.of_fst(gene_fst, None, ("A", "B"))][1:]
        for one, value in zip(of_windows, gene_fst.windows["fst"].drop_nulls(), strict=True):
            gives(one.explanation, (value,))
        estimate = queries.gene.cumulative(rows, a.population_id, ["lof", "missense", "other"])
        for one in gene_offers.of_cumulative([estimate], ("A",)):  # type: ignore[arg-type]
            assert estimate is not None
            gives(one.explanation, (estimate.frequency,))
