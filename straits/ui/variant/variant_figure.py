"""One allele in every group: the chart, the difference of A and B beside it, the counts below."""

from typing import Any

import polars as pl
import streamlit as st

from straits import queries
from straits.charts.groups import frequency_rows_chart
from straits.ui.figures import captions, figure, tables
from straits.ui.figures.figure import Figure
from straits.ui.frame import pair_picker
from straits.ui.frame.page_frame import Visit
from straits.ui.variant import batch_words, difference_panel, variant_table
from straits.ui.variant.difference_panel import Together
from straits.ui.variant.variant_view import Settings
from straits.ui.words import findings, numbers

# What a caption says where a panel publishes counts as ranges.
_RANGES = (
    "A bar without a point is a count published as a range, such as <5: from the least AF to the "
    "most, and the dashed line to the ends of their intervals. "
)


def groups(
    visit: Visit, variant: queries.allele.Variant, settings: Settings, rows: pl.DataFrame
) -> None:
    """Draw AF with its interval in every group of the grouping chosen, A against B, and the counts.

    rows
        As of queries.allele.variant_frequencies.
    """
    is_group = pl.col("grouping") == settings.grouping
    wanted = rows.filter(is_group | (pl.col("grouping") == "cohort"))
    shown = _with_words(_without_repeats(wanted), visit, settings)
    if shown.is_empty():
        st.info("Nobody of this grouping is counted. Choose other groups.")
        return
    whole = wanted.filter(pl.col("sex") == "all")
    genotypes = queries.allele.genotypes(whole, variant.region_class)
    drawn = Figure(
        title=finding(variant, shown),
        caption=_caption(visit, settings, shown),
        build=lambda look: frequency_rows_chart.group_frequencies(shown, look),
        rows=variant_table.joined(shown, genotypes).drop(
            "row_label", "counts", "interval", "is_chosen"
        ),
        file_parts=("variant", variant.variant_id),
        query="group_counts",
    )
    left, right = st.columns([0.5, 0.5], gap="large")
    with left:
        figure.draw(drawn, visit, "groups")
    with right:
        named = variant.rsid or findings.short(variant.variant_id)
        contrast = queries.allele.contrast(
            visit.store, variant, visit.a, visit.b, settings.sample_set
        )
        difference_panel.draw(visit, named, contrast, _together(visit, whole.filter(is_group)))
        batch_words.panels(visit, variant, settings.grouping, settings.sample_set)
        batch_words.heterozygotes(genotypes, whole, variant.region_class)
    st.subheader("Genotypes in each group", anchor=False)
    variant_table.draw(shown, genotypes, settings.sample_set)


def _together(visit: Visit, whole: pl.DataFrame) -> Together:
    pooled = queries.allele.pooled_groups(whole)
    left_out = queries.allele.outside_group_max(visit.store, whole["grouping"][0])
    return Together(
        whole["grouping_label"][0],
        queries.allele.omnibus(pooled),
        queries.allele.group_max(pooled, left_out),
        queries.allele.between_call_sets(whole),
    )


def _without_repeats(rows: pl.DataFrame) -> pl.DataFrame:
    """Keep one row for the sexes of a group that are all withheld, none if the group is too."""
    is_part, is_withheld = pl.col("sex") != "all", pl.col("state") == "withheld"
    whole = rows.filter(~is_part & is_withheld)["population_id"].implode()
    is_first = pl.col("sex") == pl.col("sex").filter(is_part).first().over("population_id")
    return rows.filter(~is_part | ~is_withheld | (is_first & ~pl.col("population_id").is_in(whole)))


def _with_words(rows: pl.DataFrame, visit: Visit, settings: Settings) -> pl.DataFrame:
    """Add row_label, counts, interval and is_chosen; absence says too if withheld or censored."""
    chosen = {visit.a.population_id: "A", visit.b.population_id: "B"}
    several = rows["call_set_id"].n_unique() > 1
    written = []
    for row in rows.iter_rows(named=True):
        mark = chosen.get(row["population_id"]) if row["sex"] == "all" else None
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


def _counts(row: dict[str, Any]) -> str:
    if row["state"] == "censored":
        ac = numbers.ends(row["ac_low"], row["ac_high"], numbers.count)
        return f"{ac}/{numbers.count(row['an'])}"
    return findings.counts(row["ac"], row["an"]) if row["an"] else ""


def finding(variant: queries.allele.Variant, shown: pl.DataFrame) -> str:
    """Say in which group the allele is most common, and in which least.

    shown
        sex, label and af of each group; a null AF is of a group where it is not known.
    """
    named = variant.rsid or findings.short(variant.variant_id)
    known = shown.filter((pl.col("sex") == "all") & pl.col("af").is_not_null()).sort(
        "af", descending=True, maintain_order=True
    )
    if known.is_empty():
        return f"{named} has no frequency in any of these groups."
    most, least = known.row(0, named=True), known.row(-1, named=True)
    if most["af"] == 0:
        return f"{named} was looked for in {numbers.plural(known.height, 'group')} and not seen."
    if known.height == 1:
        return f"{named} has AF {numbers.frequency(most['af'])} in {most['label']}."
    if most["af"] == least["af"]:
        alike = f"AF {numbers.frequency(most['af'])}"
        return f"{named} is as common in each of {known.height} groups ({alike})."
    highest = f"{named} is most common in {most['label']} ({numbers.frequency(most['af'])})"
    n_without = known.filter(pl.col("af") == 0).height
    if n_without:
        return f"{highest} and was not seen in {n_without} of {known.height} groups."
    return f"{highest} and least in {least['label']} ({numbers.frequency(least['af'])})."


def _caption(visit: Visit, settings: Settings, shown: pl.DataFrame) -> str:
    first = shown.row(0, named=True)
    basis = "inferred from genotypes" if first["is_inferred"] else "self-reported"
    basis = "as published" if first["is_panel"] else basis
    filters = sorted({name for name in shown["filter"].drop_nulls().to_list() if name})
    marked = ", ".join(filters) if filters else "not given"
    facts = visit.store.study
    withheld = pair_picker.why_withheld(visit.store, shown.filter(sex="all"))
    once = queries.study.counted_once(visit.store, set(shown["call_set_id"]))
    return (
        f"Points are AF = AC/AN with Wilson's 95 % interval; a hollow point is AC 0. "
        f"{_RANGES if (shown['state'] == 'censored').any() else ''}"
        f"{first['grouping_label']} ({basis}); "
        f"{captions.relatives(facts.relatedness, settings.sample_set)}. FILTER {marked}. "
        f"{once + ' ' if once else ''}"
        f"{withheld + ' ' if withheld else ''}"
        f"{facts.name}, {facts.build}, release {visit.store.release_id}."
    )
