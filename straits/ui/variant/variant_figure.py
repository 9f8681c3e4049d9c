"""One allele in every group: the chart, the difference of A and B beside it, the counts below."""

from typing import Any

import polars as pl
import streamlit as st

from straits import queries
from straits.charts.groups import frequency_rows_chart
from straits.ui.explain import explain_panel, offers, pair_offers
from straits.ui.figures import captions, figure, open_in_sql, signs, tables
from straits.ui.figures.figure import Figure
from straits.ui.figures.methods import Method
from straits.ui.frame import pair_picker
from straits.ui.frame.page_frame import Visit
from straits.ui.sentences import of_groups
from straits.ui.variant import batch_words, difference_panel, variant_table
from straits.ui.variant.difference_panel import Together
from straits.ui.variant.variant_view import Settings
from straits.ui.words import findings, numbers

# What a caption says where a panel publishes counts as ranges.
_RANGES = (
    "A bar without a point is a count known only as a range, such as <5, or 0 to 9: "
    "from the least AF to the most, and the dashed line to the ends of their intervals. "
)


def groups(
    visit: Visit, variant: queries.allele.Variant, settings: Settings, rows: pl.DataFrame
) -> None:
    """Draw AF with its interval in every group of the grouping chosen, A against B, and the counts.

    rows
        As of queries.allele.variant_frequencies.
    """
    is_group = pl.col("grouping") == settings.grouping
    is_beside = pl.col("grouping").is_in(queries.groups.beside(visit.store, settings.grouping))
    rows = queries.allele.with_interval_methods(rows)
    wanted = rows.filter(is_beside | (pl.col("grouping") == "cohort"))
    shown = _with_words(_without_repeats(wanted), visit, settings)
    if shown.is_empty():
        st.info("Nobody of this grouping is counted. Choose other groups.")
        return
    whole = wanted.filter(pl.col("sex") == "all")
    genotypes = queries.allele.genotypes(whole, variant.region_class)
    named = variant.rsid or findings.short(variant.variant_id)
    groupings = {settings.grouping, visit.a.grouping, visit.b.grouping}
    sign = signs.of_allele(visit.store, variant, groupings, settings.sample_set)
    groups_of_it = queries.findings.groups_of_allele(whole.filter(is_beside))
    drawn = Figure(
        title=of_groups.in_groups(_with_change(visit, variant, named), groups_of_it, sign),
        caption=_caption(visit, settings, shown, sign),
        build=lambda look: frequency_rows_chart.group_frequencies(shown, look),
        rows=_as_taken(variant_table.joined(shown, genotypes)),
        file_parts=("variant", variant.variant_id),
        query="group_counts",
        method=Method(
            settings.sample_set,
            grouping=settings.grouping,
            alleles=f"{named}, shown whatever its FILTER, which is {_filters(shown)}.",
            statistics=_statistics(shown, groups_of_it),
        ),
        counted=open_in_sql.of_alleles(visit, pl.Series([variant.allele_index]), settings.grouping),
    )
    left, right = st.columns([0.5, 0.5], gap="large")
    with left:
        figure.draw(drawn, visit, "groups")
        explain_panel.draw(
            "groups",
            lambda: [
                *offers.of_groups(shown, genotypes),
                *offers.of_sums(whole.filter(is_group)),
            ],
        )
    with right:
        contrast = queries.allele.contrast(
            visit.store, variant, visit.a, visit.b, settings.sample_set
        )
        difference_panel.draw(
            visit,
            named,
            contrast,
            _together(visit, whole.filter(is_group), sign, _filters(shown)),
            variant.allele_index,
        )
        batch_words.panels(visit, variant, settings.grouping, settings.sample_set)
        batch_words.heterozygotes(genotypes, whole, variant.region_class)
        explain_panel.draw(
            "panels",
            lambda: pair_offers.of_panels(
                queries.comparison.against_panels(
                    visit.store, [variant.allele_index], [settings.grouping], settings.sample_set
                )
            ),
        )
    st.header("Genotypes in each group", anchor=False)
    variant_table.draw(shown, genotypes, settings.sample_set)
    explain_panel.draw("hardy-weinberg", lambda: offers.of_hardy_weinberg(shown, genotypes))


def _with_change(visit: Visit, variant: queries.allele.Variant, named: str) -> str:
    hit = queries.allele.genes_hit(visit.store, variant.variant_id)
    if hit.is_empty():
        return named
    first = hit.row(0, named=True)
    return findings.with_change(named, first["gene_symbol"], first["hgvs_p"])


def _together(visit: Visit, whole: pl.DataFrame, sign: str, filters: str) -> Together:
    pooled = queries.allele.pooled_groups(whole)
    left_out = queries.allele.outside_group_max(visit.store, whole["grouping"][0])
    return Together(
        whole["grouping_label"][0],
        pooled,
        queries.allele.omnibus(pooled),
        queries.allele.group_max(pooled, left_out),
        queries.allele.between_call_sets(whole),
        sign,
        filters,
    )


def _without_repeats(rows: pl.DataFrame) -> pl.DataFrame:
    """Keep one row for the sexes of a group that are all withheld, none if the group is too."""
    is_part, is_withheld = pl.col("sex") != "all", pl.col("state") == "withheld"
    whole = rows.filter(~is_part & is_withheld)["population_id"].implode()
    is_first = pl.col("sex") == pl.col("sex").filter(is_part).first().over("population_id")
    return rows.filter(~is_part | ~is_withheld | (is_first & ~pl.col("population_id").is_in(whole)))


def _with_words(rows: pl.DataFrame, visit: Visit, settings: Settings) -> pl.DataFrame:
    """Add row_label, counts, interval and is_chosen; absence says too if withheld or censored."""
    several = rows["call_set_id"].n_unique() > 1
    mark_a, mark_b = (
        pl.when(queries.groups.cells_of(side), pl.col("sex") == "all").then(pl.lit(mark))
        for side, mark in zip((visit.a, visit.b), _marks(visit), strict=True)
    )
    marks = rows.select(mark=pl.coalesce(mark_a, mark_b))["mark"]
    written = []
    for row, mark in zip(rows.iter_rows(named=True), marks, strict=True):
        label = row["long_label"] if several else row["label"]
        if row["sex"] != "all":
            label = "each sex" if row["state"] == "withheld" else row["sex"]
        written.append(
            {
                "row_label": f"{label} ({mark})" if mark else label,
                "counts": _counts(row),
                "interval": tables.interval(row["af_low"], row["af_high"]),
                "is_chosen": mark is not None,
            }
        )
    texts = dict.fromkeys(("row_label", "counts", "interval"), pl.String)
    words = pl.DataFrame(written, schema={**texts, "is_chosen": pl.Boolean})
    is_said = pl.col("state").is_in(["withheld", "censored"])
    said_so = pl.when(is_said).then("state").otherwise("absence")
    return rows.hstack(words).with_columns(said_so.alias("absence"))


def _marks(visit: Visit) -> list[str]:
    """Return what stands behind the rows of A and of B, of which a row is a part where pooled."""
    sides = (("A", visit.a), ("B", visit.b))
    return [
        letter if len(side.call_set_ids) == 1 else f"part of {letter}" for letter, side in sides
    ]


def _counts(row: dict[str, Any]) -> str:
    if row["state"] == "censored":
        ac = numbers.ends(row["ac_low"], row["ac_high"], numbers.count)
        return f"{ac}/{numbers.count(row['an'])}"
    return findings.counts(row["ac"], row["an"]) if row["an"] else ""


def _caption(visit: Visit, settings: Settings, shown: pl.DataFrame, sign: str) -> str:
    first = shown.row(0, named=True)
    counted = first["is_inferred"], first["is_panel"], bool(first["provenance"])
    of_people = captions.grouped(
        first["grouping"], first["grouping_label"], queries.groups.basis(*counted)
    )
    facts = visit.store.study
    withheld = pair_picker.why_withheld(visit.store, shown.filter(sex="all"))
    once = queries.study.counted_once(visit.store, set(shown["call_set_id"]))
    cells = shown.select("call_set_id", "grouping", "group_id").iter_rows()
    whose = queries.groups.of_cells(visit.store, cells)
    return (
        f"Points are AF = AC/AN with Wilson's 95 % interval{captions.EXACT}; a hollow point is "
        "AC 0. The sentence adds up the call sets of a group, and calls one group higher than "
        "another where "
        "Newcombe's 95 % interval of their difference lies above 0 and the test of the two has "
        f"p < {queries.findings.ALPHA}. "
        f"{f'Sign of a batch effect: {sign}. ' if sign else ''}"
        f"{_RANGES if (shown['state'] == 'censored').any() else ''}"
        f"{_added_up(visit)}{of_people}; "
        f"{captions.relatives(facts.relatedness, settings.sample_set)}. FILTER {_filters(shown)}. "
        f"{once + ' ' if once else ''}"
        f"{withheld + ' ' if withheld else ''}"
        f"{whose + ' ' if whose else ''}"
        f"{facts.name}, {facts.build}, release {visit.store.release_id}."
    )


def _as_taken(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows as a file has them: whose they are only where some are of a partner."""
    is_own = (rows["provenance"] == "").all()
    drawn = ("row_label", "counts", "interval", "is_chosen")
    return rows.drop(*drawn, *(["provenance"] if is_own else []))


def _filters(shown: pl.DataFrame) -> str:
    """Return what FILTER says of the allele, in words."""
    filters = sorted({name for name in shown["filter"].drop_nulls().to_list() if name})
    return ", ".join(filters) if filters else "not given"


def _statistics(
    shown: pl.DataFrame, groups_of_it: queries.findings.GroupsOfAllele
) -> tuple[str, ...]:
    """Return what was used, as straits.explained names it."""
    ranges = ("af_range",) if (shown["state"] == "censored").any() else ()
    tests = ("difference", *groups_of_it.tests) if groups_of_it.tests else ()
    return ("interval", "exact_interval", *ranges, *tests, "faf95")


def _added_up(visit: Visit) -> str:
    """Say that A or B is more than a row, where it is."""
    sides = zip("AB", (visit.a, visit.b), strict=True)
    pooled = [letter for letter, side in sides if len(side.call_set_ids) != 1]
    if not pooled:
        return ""
    are = "are each the rows" if len(pooled) > 1 else "is the rows"
    return f"{' and '.join(pooled)} {are} marked as part of it, added up. "
