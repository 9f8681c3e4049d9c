"""The alleles of a gene as a table: what they do, and AF, counts and carriers in A and in B."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from straits import cohorts, queries
from straits.charts.gene import impact
from straits.ui.address import address_values, url_state
from straits.ui.cohorts import carriers_link
from straits.ui.figures import picks, tables
from straits.ui.figures.tables import number, text
from straits.ui.filters import asked_settings
from straits.ui.frame.page_frame import Visit
from straits.ui.gene import gene_groups, gene_known
from straits.ui.words import glossary

HEIGHT = 420

# What a reader can have in the table, in its order; _DEFAULT stands there until one is chosen.
COLUMNS = {
    "impact_said": "Predicted",
    "known": "Known",
    "sign": "Batch?",
    "hgvs": "HGVS",
    "difference": "A − B",
    "af": "AF",
    "counts": "AC/AN",
    gene_groups.NAME: gene_groups.LABEL,
    "q": "q",
    "carriers": "Carriers per 1,000",
    "place": "Position",
    "change": "Change",
    "interval": "95 % interval",
    "hom": "Homozygotes",
    "hemi": "Hemizygotes",
    "p": "p",
    "test": "Test",
    "exon": "Exon",
    "domains": "Protein domains",
    "clinvar": "ClinVar",
    "absence": "Where it is absent",
}
_DEFAULT = (
    "impact_said", "known", "sign", "hgvs", "difference", "af", "counts", "carriers", "q",
    "clinvar",
)  # fmt: skip
_ASKED = "columns"
_FIRST = ("name", "difference", "af_a", "af_b", "q")
_PER_SIDE = ("af", "counts", "interval", "absence")
# What A and B each have of an allele besides: in COLUMNS, and in the rows of `gene_frequencies`.
OF_GROUP = {"carriers": "carriers_per_1000", "hom": "hom_alt", "hemi": "hemi"}

_ABSENT = {
    "observed": "",
    "reference": "reference",
    "not_callable": "not callable",
    "not_in_call_set": "not in the call set",
}


def with_words(rows: pl.DataFrame, per_group: pl.DataFrame, visit: Visit) -> pl.DataFrame:
    """Return the alleles compared with all that the table can show of them.

    rows
        Of the comparison; what an allele does is replaced by what it does to this gene.
    per_group
        The alleles of the gene in A and in B.
    """
    effects = impact.with_words(per_group).select(
        "variant_id", "hgvs_c", "hgvs_p", "exon", "domains", "clinvar_class", "clinvar_stars",
        "impact", "impact_said", gene_known.in_words().alias("known"),
    )  # fmt: skip
    own = rows.select(pl.exclude(effects.columns[1:]))
    own = own.join(effects.unique("variant_id"), on="variant_id", how="left", maintain_order="left")
    for side, group in zip("ab", (visit.a, visit.b), strict=True):
        counts = per_group.filter(pl.col("population_id") == group.population_id).select(
            "variant_id",
            *(pl.col(source).alias(f"{name}_{side}") for name, source in OF_GROUP.items()),
        )
        own = own.join(counts, on="variant_id", how="left", maintain_order="left")
    shown = tables.with_words(own)
    return shown.with_columns(
        pl.Series("place", [f"{pos:,}" for pos in shown["pos"]], pl.String),
        pl.format("{} > {}", _cut("ref"), _cut("alt")).alias("change"),
        pl.coalesce(pl.col("hgvs_p"), pl.col("hgvs_c")).alias("hgvs"),
        pl.col("clinvar_class")
        .replace_strict(asked_settings.CLINVAR, default=pl.col("clinvar_class"))
        .alias("clinvar"),
        *(pl.col(f"absence_{side}").replace_strict(_ABSENT, default=None) for side in "ab"),
    )


def draw(
    rows: pl.DataFrame,
    chosen: tuple[str, ...],
    groups: Sequence[queries.groups.Population],
    visit: Visit,
    key: str,
    scope: str,
) -> None:
    """Draw the alleles in order of the difference; one row can be selected.

    rows
        As of `with_words`, and of `gene_groups.joined` with the groups.
    chosen
        Of COLUMNS.
    """
    # What nobody has annotated, or has no sign of a batch effect, needs no column.
    empty = [
        name for name in ("sign", "hgvs", "known") if not (rows[name].fill_null("") != "").any()
    ]
    chosen = tuple(name for name in chosen if name not in empty)
    beside = gene_groups.columns(visit, groups)
    columns = _columns(chosen, visit) | beside
    # What the page asks about first: a table beside a chart has no room for all.
    columns = {name: columns[name] for name in (*_FIRST, *beside, *columns) if name in columns}
    key = f"{key}-{chosen}-{[group.population_id for group in groups]}"
    tables.draw(
        rows, columns, "The alleles of the gene, the most different first", height=HEIGHT, key=key,
        on_select=picks.from_table(scope, key, rows), selection_mode="single-row",
    )  # fmt: skip


def pick_columns(visit: Visit) -> None:
    """Draw the choice of columns, and of groups that have some."""
    with (
        st.container(key="actions-columns", width="content"),
        st.popover("Columns", type="tertiary"),
    ):
        url_state.several(
            "Columns of the table",
            list(COLUMNS),
            _ASKED,
            lambda name: COLUMNS[name],
            default=_DEFAULT,
            width=360,
        )
        gene_groups.pick(visit)


def asked_columns() -> tuple[str, ...]:
    """Return the columns of COLUMNS that the address asks for."""
    return address_values.some_of(url_state.all_of_it(), _ASKED, list(COLUMNS), _DEFAULT)


def carriers(rows: pl.DataFrame, visit: Visit) -> None:
    """Draw the link to the cohort of those who carry any of the alleles; where it is too long, why.

    Nothing where the server has no genotypes.
    """
    if not visit.store.has_rows or rows.is_empty():
        return
    ids = tuple(rows["variant_id"].unique(maintain_order=True))
    tree = cohorts.Carrier(variants=ids) if len(ids) <= cohorts.MOST_VARIANTS else None
    carriers_link.draw(visit, tree)


def _columns(chosen: tuple[str, ...], visit: Visit) -> dict[str, Any]:
    """Return the configuration of what is shown of alleles, A and B, in the order of COLUMNS."""
    configured: dict[str, Any] = {"name": text("Variant", width=142)}
    colours = dict(zip("ab", (colour for colour, _ in visit.marks), strict=True))
    for name in COLUMNS:
        if name not in chosen or name == gene_groups.NAME:
            continue
        if name not in (*_PER_SIDE, *OF_GROUP):
            configured[name] = _of_allele(name)
            continue
        for side in "ab":
            configured[f"{name}_{side}"] = _of_side(name, side.upper(), colours[side])
    return configured


def _of_allele(name: str) -> Any:
    label = COLUMNS[name]
    if name == "impact_said":
        return text(label, width=148, help=glossary.meaning("consequence"))
    if name == "known":
        return text(label, width=130, help=glossary.meaning("established"))
    if name == "sign":
        return text(label, width=150, help=glossary.meaning("batch"))
    if name == "clinvar":
        return text(label, width=90, help=glossary.meaning("clinvar"))
    if name == "difference":
        return number(label, format="%+.3g", width=64, help=glossary.meaning("difference"))
    if name == "q":
        return number(label, format="%.2g", width=72, help=glossary.meaning("q"))
    if name == "p":
        return number(label, format="%.2g", width=72, help=glossary.meaning("difference_test"))
    return text(label, width=104, alignment="right" if name == "place" else "left")


def _of_side(name: str, letter: str, colour: str) -> Any:
    if name == "af":
        return st.column_config.ProgressColumn(
            f"AF in {letter}", format="%.3f", min_value=0, max_value=1, color=colour, width=98,
            help=glossary.meaning("af"),
        )  # fmt: skip
    if name == "carriers":
        label = f"Carriers/1,000 {letter}"
        return number(label, format="%.1f", width=108, help=glossary.meaning("carriers"))
    if name == "hom":
        return number(f"Hom {letter}", width=60, help=glossary.meaning("hom"))
    if name == "hemi":
        return number(f"Hemi {letter}", width=60, help=glossary.meaning("hemi"))
    if name == "absence":
        return text(f"Absent {letter}", width=104, help=glossary.meaning("absence"))
    if name in OF_GROUP:
        return number(f"{COLUMNS[name]} {letter}", width=104)
    label = f"{COLUMNS[name].removesuffix(' interval')} {letter}"
    return text(label, alignment="right", width=88 if name == "counts" else 104)


def _cut(column: str) -> pl.Expr:
    value = pl.col(column)
    short = pl.concat_str(value.str.slice(0, 6), pl.lit("…"))
    return pl.when(value.str.len_chars() > 8).then(short).otherwise(value)
