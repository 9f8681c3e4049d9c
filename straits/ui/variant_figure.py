"""One allele in every group: the chart, the table, and what each call set says of it."""

import polars as pl
import streamlit as st

from straits.charts import group_frequencies
from straits.queries import Variant
from straits.ui import captions, figure, findings, glossary, numbers, tables
from straits.ui.figure import Figure
from straits.ui.frame import Visit
from straits.ui.variant_view import Settings

ABSENCES = {
    "observed": "seen in the files",
    "reference": "looked at, nobody carries it",
    "not_callable": "not looked at, outside the callable regions",
    "not_in_call_set": "unknown: no record, and no callable regions are known",
}


def groups(visit: Visit, variant: Variant, settings: Settings, rows: pl.DataFrame) -> None:
    """Draw AF with its interval in every group of the grouping chosen, and the table of counts.

    rows
        As of queries.variant_frequencies.
    """
    wanted = rows.filter(pl.col("grouping") == settings.grouping)
    shown = _with_words(_without_repeats(wanted), visit, settings)
    if shown.is_empty():
        st.info("Nobody of this grouping is counted. Choose other groups.")
        return
    drawn = Figure(
        title=_finding(variant, shown),
        caption=_caption(visit, settings, shown),
        build=lambda look: group_frequencies.group_frequencies(shown, look),
        rows=shown.drop("row_label", "counts", "interval", "is_chosen"),
        file_parts=("variant", variant.variant_id),
        query="group_counts",
    )
    figure.title(drawn, "groups")
    left, right = st.columns([0.45, 0.55], gap="medium")
    with left:
        figure.chart(drawn, visit, "groups", "groups")
    with right:
        _table(shown)
    figure.foot(drawn, visit, "groups")


def records(rows: pl.DataFrame) -> None:
    """Draw what each call set says of the allele: seen, absent and why, and its source record.

    rows
        As of queries.variant_records.
    """
    st.subheader("What each call set says", anchor=False)
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    shown = rows.with_columns(
        pl.col("absence").replace_strict(ABSENCES, default=pl.first()).alias("state"),
        pl.format("{}:{} > {}", "source_pos", "source_ref", "source_alts").alias("record"),
    )
    st.dataframe(
        shown.select(
            "site_name", "call_set_name", "state", "filter", "quality", "assay", "genotype_rule",
            "source_file", "record",
        ),
        hide_index=True,
        column_config={
            "site_name": text("Site"),
            "call_set_name": text("Call set"),
            "state": text("State", help=glossary.meaning("absence")),
            "filter": text("FILTER", help=glossary.meaning("filter")),
            "quality": number("QUAL", format="%.0f"),
            "assay": text("Assay"),
            "genotype_rule": text("Genotype rule"),
            "source_file": text("File"),
            "record": text("Record as written"),
        },
        placeholder=numbers.MISSING,
    )  # fmt: skip


def _without_repeats(rows: pl.DataFrame) -> pl.DataFrame:
    """Keep one row for the sexes of a group that are all withheld, none if the group is too."""
    is_part, is_withheld = pl.col("sex") != "all", pl.col("state") == "withheld"
    whole = rows.filter(~is_part & is_withheld)["population_id"].implode()
    is_first = pl.col("sex") == pl.col("sex").filter(is_part).first().over("population_id")
    return rows.filter(~is_part | ~is_withheld | (is_first & ~pl.col("population_id").is_in(whole)))


def _with_words(rows: pl.DataFrame, visit: Visit, settings: Settings) -> pl.DataFrame:
    """Add row_label, counts, interval and is_chosen; where withheld, absence says so."""
    chosen = {visit.a.population_id: "A", visit.b.population_id: "B"}
    several = rows["call_set_id"].n_unique() > 1
    said = []
    for row in rows.iter_rows(named=True):
        mark = chosen.get(row["population_id"]) if row["sex"] == "all" else None
        label = row["long_label"] if several else row["label"]
        if row["sex"] != "all":
            label = "each sex" if row["state"] == "withheld" else row["sex"]
        said.append(
            {
                "row_label": f"{label} ({mark})" if mark else label,
                "counts": findings.counts(row["ac"], row["an"]) if row["an"] else "",
                "interval": tables.interval(row["af_low"], row["af_high"]),
                "is_chosen": mark is not None,
            }
        )
    words = pl.DataFrame(
        said,
        schema={
            "row_label": pl.String,
            "counts": pl.String,
            "interval": pl.String,
            "is_chosen": pl.Boolean,
        },
    )
    withheld = pl.when(pl.col("state") == "withheld").then(pl.lit("withheld"))
    return rows.hstack(words).with_columns(withheld.otherwise("absence").alias("absence"))


def _finding(variant: Variant, shown: pl.DataFrame) -> str:
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
    highest = f"{named} is most common in {most['label']} ({numbers.frequency(most['af'])})"
    n_without = known.filter(pl.col("af") == 0).height
    if n_without:
        return f"{highest} and was not seen in {n_without} of {known.height} groups."
    return f"{highest} and least in {least['label']} ({numbers.frequency(least['af'])})."


def _caption(visit: Visit, settings: Settings, shown: pl.DataFrame) -> str:
    first = shown.row(0, named=True)
    basis = "inferred from genotypes" if first["is_inferred"] else "self-reported"
    said = sorted({name for name in shown["filter"].drop_nulls().to_list() if name})
    marked = ", ".join(said) if said else "not given"
    facts = visit.store.study
    return (
        f"Points are AF = AC/AN with Wilson's 95 % interval; a hollow point is AC 0. "
        f"{first['grouping_label']} ({basis}); "
        f"{captions.relatives(facts.relatedness, settings.sample_set)}. FILTER {marked}. "
        f"{facts.name}, {facts.build}, release {visit.store.release_id}."
    )


def _table(shown: pl.DataFrame) -> None:
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    columns = {
        "row_label": text("Group", width=190),
        "n_people": number("People", format="%,d", width=58),
        "counts": text("AC/AN", alignment="right", width=80, help=glossary.meaning("an")),
        "af": number("AF", format="%.4f", width=64, help=glossary.meaning("af")),
        "interval": text("95 %", alignment="right", width=100, help=glossary.meaning("interval")),
        "carriers_per_1000": number(
            "Carriers/1,000", format="%.1f", width=96, help=glossary.meaning("carriers")
        ),
        "het": number("Het", format="%,d", width=50),
        "hom_alt": number("Hom", format="%,d", width=50, help=glossary.meaning("hom")),
        "hemi": number("Hemi", format="%,d", width=50, help=glossary.meaning("hemi")),
        "state_words": text("State", width=170, help=glossary.meaning("absence")),
    }
    words = {**ABSENCES, "withheld": "withheld by the study's profile"}
    with_state = shown.with_columns(
        pl.col("absence").replace_strict(words, default=pl.first()).alias("state_words")
    )
    st.dataframe(
        with_state.select(list(columns)),
        hide_index=True,
        row_height=group_frequencies.ROW,
        height=group_frequencies.ROW * shown.height + 38,
        column_config=columns,
        placeholder=numbers.MISSING,
        alt="Counts in every group",
    )
