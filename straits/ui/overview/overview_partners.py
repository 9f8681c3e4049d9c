"""Who sent counts of their own groups: which bundle, of when, how exact, and what is gone."""

import polars as pl
import streamlit as st

from straits import queries
from straits.store import Store
from straits.ui.figures import tables
from straits.ui.figures.tables import count, text
from straits.ui.words import glossary
from straits.ui.words.markdown import escape, paragraph

_FOUR = 4


def draw(store: Store) -> None:
    """Draw the groups of partners, of which bundle each is, and what is shown no more, if any."""
    groups = queries.groups.partner_groups(store)
    gone = queries.groups.gone_bundles(store)
    if groups.is_empty() and not gone:
        return
    st.header("Partners", anchor=False)
    for sentence in gone:
        st.info(escape(sentence))
    if not groups.is_empty():
        _groups(store, groups)


def _groups(store: Store, groups: pl.DataFrame) -> None:
    sizes = queries.study.panels(store).select(
        "call_set_id", "group_id", "n_alleles", "n_ranges", "matched"
    )
    people = queries.groups.populations(store).select(
        "call_set_id", "grouping", "group_id", "n_people", "grouping_label"
    )
    rows = (
        groups.join(sizes, on=["call_set_id", "group_id"], how="left", maintain_order="left")
        .join(people, on=["call_set_id", "grouping", "group_id"], how="left", maintain_order="left")
        .with_columns(
            pl.format("{} of {}", "sequence", pl.col("created_at").dt.strftime("%Y-%m-%d"))
            .alias("bundle"),
            pl.col("counted_on").cast(pl.String),
            pl.col("valid_until").cast(pl.String),
            pl.format("under {}", "min_alleles").alias("range_of"),
        )
        .unique(["call_set_id", "grouping", "group_id"], maintain_order=True)
    )  # fmt: skip
    columns = {
        "partner_name": text("Partner"),
        "group_label": text("Group"),
        "grouping_label": text("Grouping", width="medium"),
        "definition": text("Who is in it", width="medium"),
        "n_people": count("People"),
        "matched": text("Same ancestry as", width="medium"),
        "bundle": text("Bundle"),
        "counted_on": text("People of"),
        "valid_until": text("Shown until"),
        "n_alleles": count("Alleles"),
        "n_ranges": count("As ranges"),
        "range_of": text("A range is"),
        "terms": text("For", help=glossary.meaning("uses")),
    }
    tables.draw(rows, columns, "Groups of partners", height=tables.height(rows.height, 320))
    paragraph("caption-partners", escape(" ".join(map(_signed, _bundles(groups)))))


def _bundles(groups: pl.DataFrame) -> list[dict[str, object]]:
    return groups.unique("bundle_id", maintain_order=True).to_dicts()


def _signed(bundle: dict[str, object]) -> str:
    """Say who signed a bundle, what is listed, and what the partner asks of whoever reads it."""
    fingerprint = str(bundle["fingerprint"])
    spelt = " ".join(fingerprint[at : at + _FOUR] for at in range(0, len(fingerprint), _FOUR))
    labels = {"terms_text": "Terms", "permit": "Permit", "purpose": "Purpose"}
    asked = [
        f"{label}: {str(bundle[name]).rstrip('.')}."
        for name, label in labels.items()
        if bundle[name]
    ]
    number = int(str(bundle["sequence"]))
    follows = f" It took the place of bundle {number - 1} of {bundle['lineage']}, which is gone."
    return (
        f"{bundle['partner_name']}: release {bundle['partner_release']} of {bundle['study_name']}, "
        f"signed by {bundle['signed_by']} ({spelt}), profile {bundle['profile']}; listed are "
        f"{bundle['list_names']}.{follows if number > 1 else ''} {' '.join(asked)}".strip()
    )
