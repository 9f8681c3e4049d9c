"""Below the finding of the overview: who, ages, principal components, quality, what sites sent."""

from functools import cache
from pathlib import Path

import polars as pl
import streamlit as st
import yaml

from straits import queries
from straits.ui.access import require
from straits.ui.address import url_state
from straits.ui.figures import tables
from straits.ui.figures.tables import count, text
from straits.ui.filters.asked_settings import TYPES
from straits.ui.frame import pair_picker
from straits.ui.frame.page_frame import Visit
from straits.ui.overview import (
    overview_ages,
    overview_ledger,
    overview_partners,
    overview_pca,
    overview_quality,
)
from straits.ui.words import glossary
from straits.ui.words.markdown import escape, paragraph

# What ingest calls things, in the words of a reader.
KINDS = {
    "sample": "people",
    "pair": "pairs of relatives",
    "record": "records",
    "allele": "alleles",
    "call": "genotype calls",
    "annotation": "annotations",
}


def _who(visit: Visit) -> None:
    """Draw people per site, group and sex, then the external panels."""
    knows_relatives = queries.study.knows_relatives(visit.store)
    st.header("Who is in the study", anchor=False)
    rows = queries.study.group_sizes_and_rest(visit.store).filter(
        (pl.col("grouping") != "everyone") & ~pl.col("is_panel")
    )
    wide = rows.group_by(
        "site_name",
        "call_set_name",
        "grouping_label",
        "is_inferred",
        "group_label",
        maintain_order=True,
    ).agg(
        pl.col("n_people").sum().alias("n_people"),
        pl.col("n_people").filter(pl.col("sex") == "XX").sum().alias("xx"),
        pl.col("n_people").filter(pl.col("sex") == "XY").sum().alias("xy"),
        pl.col("n_people").filter(pl.col("sex") == "unknown").sum().alias("unknown"),
        pl.when(pl.col("n_unrelated").is_not_null().all()).then(pl.col("n_unrelated").sum()),
        (pl.col("state") == "withheld").any().alias("is_withheld"),
    )
    counts = ["n_people", "xx", "xy", "unknown", *(["n_unrelated"] if knows_relatives else [])]
    shown = wide.with_columns(
        *(pl.when("is_withheld").then(None).otherwise(name).alias(name) for name in counts),
        pl.when("is_inferred")
        .then(pl.lit("inferred"))
        .otherwise(pl.lit("self-reported"))
        .alias("basis"),
    )
    most = max([1, *shown["n_people"].drop_nulls()])
    columns = {
        "site_name": text("Site"),
        "call_set_name": text("Call set"),
        "grouping_label": text("Grouping"),
        "basis": text("Basis", help=glossary.meaning("self_reported")),
        "group_label": text("Group", width=180),
        "n_people": st.column_config.ProgressColumn(
            "People", format="%,d", min_value=0, max_value=most, color="gray"
        ),
        "xx": count("XX"),
        "xy": count("XY"),
        "unknown": count("Sex unknown"),
    }
    if knows_relatives:
        columns["n_unrelated"] = count("Unrelated", help=glossary.meaning("unrelated"))
    tables.draw(shown, columns, height=tables.height(shown.height, 420))
    remarks = (
        [] if knows_relatives else ["Nobody says who is related to whom: everyone is counted."]
    )
    if shown["is_withheld"].any():
        remarks.append("A dash stands for a number that the study's profile withholds.")
        remarks += pair_picker.not_shown(visit.store)
    if remarks:
        paragraph("caption-who", escape(" ".join(remarks)))
    overview_partners.draw(visit.store)
    of_partners = queries.groups.partner_groups(visit.store)["call_set_id"].implode()
    panels = queries.study.panels(visit.store)
    _panels(panels.filter(~pl.col("call_set_id").is_in(of_partners)))


def _panels(listed: pl.DataFrame) -> None:
    """Draw the external panels, group by group; nothing where the study has none."""
    if listed.is_empty():
        return
    st.header("External panels", anchor=False)
    columns = {
        "panel_name": text("Panel"),
        "group_label": text("Group"),
        "matched": text("Same ancestry as", width="medium"),
        "an_most": count("AN up to", help=glossary.meaning("an")),
        "n_alleles": count("Alleles"),
        "n_ranges": count("Published as ranges"),
    }
    tables.draw(
        listed, columns, "Groups of external panels", height=tables.height(listed.height, 320)
    )
    paragraph(
        "caption-panels",
        "Published counts by group, without people or genotypes: they stand beside the groups "
        "of the study and are never added to them. A group without a match is compared with "
        "no panel of its ancestry.",
    )


def _assays(visit: Visit) -> None:
    """Draw what was read per call set, and the variants by contig and type."""
    call_sets = queries.study.call_sets(visit.store)
    variants = queries.study.variant_counts(visit.store)
    left, right = st.columns([0.6, 0.4], gap="large")
    with left:
        st.header("What was read", anchor=False)
        is_panel = pl.col("is_aggregate_only")
        read = call_sets.with_columns(
            pl.when(is_panel)
            .then(pl.coalesce("assay", pl.lit("external panel")))
            .otherwise("assay")
            .alias("assay"),
            *(
                pl.when(~is_panel).then(name).alias(name)
                for name in ("n_people", "n_calls", "n_missing_calls")
            ),
        )
        columns = {
            "site_name": text("Site"),
            "call_set_name": text("Call set"),
            "assay": text("Assay"),
            "genotype_rule": text("Genotype rule"),
            "n_people": count("People"),
            "n_records": count("Records"),
            "n_alleles": count("Alleles"),
            "n_calls": count("Calls"),
            "n_missing_calls": count("Missing"),
        }
        tables.draw(read, columns)
    with right:
        st.header("Variants by type", anchor=False)
        named = variants.with_columns(
            pl.col("variant_type").replace_strict(TYPES, default=pl.first())
        )
        wide = named.pivot(
            "variant_type", index="contig", values="n_variants", maintain_order=True
        ).fill_null(0)
        by_type = {name: count(name.capitalize()) for name in wide.columns[1:]}
        tables.draw(wide, {"contig": text("Contig"), **by_type}, height=240)


def _left_out(visit: Visit) -> None:
    """Draw what ingest left out, and why."""
    drops = queries.study.drop_counts(visit.store)
    st.header("What ingest left out, and what it noted", anchor=False)
    if drops.is_empty():
        st.markdown("Nothing was left out, and nothing was odd.")
        return
    shown = drops.with_columns(
        pl.col("kind").replace_strict(KINDS, default=pl.first()),
        pl.col("reason").replace_strict(_reasons(), default=_spaced("reason")),
        pl.when("is_noted")
        .then(pl.lit("kept, noted"))
        .otherwise(pl.lit("left out"))
        .alias("outcome"),
    )
    columns = {
        "site_name": text("Site"),
        "call_set_name": text("Call set"),
        "kind": text("What"),
        "reason": text("Reason", width="large"),
        "outcome": text("Outcome"),
        "n_dropped": count("How many"),
    }
    tables.draw(shown, columns, height=tables.height(min(shown.height, tables.MOST_IN_FULL)))
    tables.say_more(shown.height, tables.MOST_IN_FULL)


@cache
def _reasons() -> dict[str, str]:
    loaded: dict[str, str] = yaml.safe_load(Path(__file__).with_name("reasons.yaml").read_text())
    return loaded


def _spaced(column: str) -> pl.Expr:
    return pl.col(column).str.replace_all("_", " ")


_TABS = {
    "Who": _who,
    "Ages": overview_ages.draw,
    "Genotypes": _assays,
    "Principal components": overview_pca.draw,
    "Quality": overview_quality.draw,
    "What sites sent": overview_ledger.draw,
    "Left out": _left_out,
}


@require.block
def draw(visit: Visit) -> None:
    """Draw the tabs; only the open one asks the store."""
    tabs = url_state.tabs(list(_TABS), "tab")
    for tab, draw_one in zip(tabs, _TABS.values(), strict=True):
        if tab.open:
            with tab:
                draw_one(visit)
