"""Words of what is not there, of laboratories and of many tests, of alleles that show them."""

import polars as pl

from straits import queries
from straits.ui.explain import offers, written_numbers
from straits.ui.frame.page_frame import Visit
from straits.ui.learn import case_view, examples_of_alleles
from straits.ui.variant import variant_table
from straits.ui.words import findings

# Alleles that are looked at for one that is absent from somewhere.
_LOOKED_AT = 20


def of_signs(visit: Visit) -> dict[str, str]:
    """Return the words of q, absence and batch effects, of the first alleles that show them."""
    first = examples_of_alleles.leading(visit)
    if first is None:
        return {}
    grouping = examples_of_alleles.grouping(visit)
    told: dict[str, str] = {}
    if (border := first.family.largest_significant_p) is not None:
        # Of the calls that are made at 5 in 100, a share that is wrong can be pictured.
        of_border = offers.offer("q", "", first.family.behind(border))
        told["q"] = f"{' and '.join(visit.names)}. {written_numbers.words(of_border.explanation)}"
    signs = queries.comparison.batch_warnings(
        visit.store, first.ranked, [grouping], visit.sample_set
    )
    for row in queries.comparison.in_words(signs).head(1).iter_rows(named=True):
        shown = first.ranked.row(
            by_predicate=pl.col("allele_index") == row["allele_index"], named=True
        )
        told["batch"] = f"{findings.name(shown)}: {row['sign']}"
    if signs.is_empty():
        told["batch"] = _of_case(visit)
    for row in first.ranked.head(_LOOKED_AT).iter_rows(named=True):
        counted = queries.allele.variant_frequencies(
            visit.store, row["variant_id"], visit.sample_set, groupings=(grouping,)
        )
        states: dict[str, str] = {}
        for each in counted.filter(
            pl.col("ac").fill_null(0) == 0, pl.col("state") != "censored"
        ).iter_rows(named=True):
            states.setdefault(variant_table.state(each), each["long_label"])
        if states:
            said = "; ".join(f"{label}, {state}" for state, label in states.items())
            told["absence"] = f"{findings.name(row)}: {said}"
            break
    return told


def _of_case(visit: Visit) -> str:
    """Return what the page Learn shows of laboratories, which looks at every allele."""
    case = case_view.asked(visit, "batch_or_biology")
    if isinstance(case, queries.learn.LeftOut):
        return case.why
    return f"{case.address['v']}. {written_numbers.words(case.right)}"
