"""How many people of each group carry any allele of a class in a gene."""

from dataclasses import replace
from functools import partial

import polars as pl
import streamlit as st

from straits import queries
from straits.errors import QueryError
from straits.ui.access import require
from straits.ui.address import url_state
from straits.ui.figures import captions, tables
from straits.ui.figures.tables import count, text
from straits.ui.filters import asked_settings
from straits.ui.filters.asked_settings import Settings
from straits.ui.frame import messages, waiting
from straits.ui.frame.page_frame import Visit
from straits.ui.gene import gene_known
from straits.ui.words import glossary, numbers
from straits.ui.words.markdown import escape, paragraph

# What carriers can be of: classes of predicted consequence, known functions, and ClinVar's worst.
PATHOGENIC = "pathogenic"
PREDICTED = {
    name: f"{word} by predicted consequence"
    for name, word in asked_settings.CONSEQUENCES.items()
    if name not in ("none", "non_coding")
}
CLASSES = PREDICTED | gene_known.FUNCTIONS | {PATHOGENIC: "pathogenic in ClinVar"}


@require.block
def draw(visit: Visit, gene: queries.gene.Gene, settings: Settings) -> None:
    """Draw one row per group: carriers per 1,000 people with their interval; or why nobody knows.

    Nothing but a sentence where the server has no genotypes: a sum of frequencies is no number of
    people.
    """
    st.header("Carriers in each group", anchor=False)
    if not visit.store.has_rows:
        messages.nothing(
            "Not known here: this server has counts of alleles and no genotypes, so nobody can "
            "tell who carries two of them."
        )
        return
    known = queries.allele.known_in_gene(visit.store, gene.gene_id)
    functions = gene_known.functions_in(known)
    is_annotated = (known["consequence_class"] != "none").any()
    is_in_clinvar = known["clinvar_class"].is_not_null().any()
    if not (is_annotated or is_in_clinvar or functions):
        messages.nothing(
            f"Nobody annotated the alleles of {gene.gene_symbol}, and ClinVar, as it was read, has "
            "none of them: which of them matter is not known. Annotate the VCF files with VEP or "
            "SnpEff and ingest them again."
        )
        return
    # Where no file says what an allele does, what is known of it alone says whether it matters.
    offered = [*functions, *(PREDICTED if is_annotated else ()), PATHOGENIC]
    klass = url_state.choice(
        "Carriers of any allele that is", offered, "carriers", offered[0],
        lambda name: CLASSES[name], width=340, help=glossary.meaning("carriers_of_any"),
    )  # fmt: skip
    try:
        carriers = waiting.answer(visit.store, "carriers", asked, visit, gene, settings, (klass,))
    except QueryError as error:
        messages.nothing(str(error))
        return
    word = CLASSES[klass]
    if not carriers["n_alleles"].max():
        messages.nothing(
            f"No allele of {gene.gene_symbol} that is {word} was called in these groups."
        )
        return
    _table(carriers, visit)
    paragraph(
        "caption-carriers", escape(_caption(visit, settings, f"{word} in {gene.gene_symbol}"))
    )


def asked(
    visit: Visit, gene: queries.gene.Gene, settings: Settings, classes: tuple[str, ...]
) -> pl.DataFrame:
    """Return the carriers of A, B and the other groups, as of queries.gene.carriers_in_gene.

    classes
        Of CLASSES, of one kind. The alleles are those that pass the settings but for AF,
        consequence and ClinVar.
    """
    wanted = replace(
        settings.filters,
        af_min=0.0,
        af_max=1.0,
        consequence_classes=tuple(name for name in classes if name in asked_settings.CONSEQUENCES),
        clinvar_classes=tuple(name for name in classes if name == PATHOGENIC),
    )
    functions = tuple(name for name in classes if name in gene_known.FUNCTIONS)
    shown = queries.comparison.panel_populations(visit.store, visit.a, visit.b)
    ids = [group.population_id for group in shown]
    # Who is A and who is B changes nothing about how many carry an allele.
    in_any_order = sorted(shown, key=lambda group: group.population_id)
    # Kept, as the summary and the table ask alike.
    carriers = visit.store.derived.answer(
        ("carriers", gene.gene_id, str(wanted), *functions, *sorted(ids)),
        partial(
            queries.gene.carriers_in_gene,
            visit.store,
            gene.gene_id,
            in_any_order,
            wanted,
            functions,
        ),
    )
    return pl.DataFrame({"population_id": ids}).join(
        carriers, on="population_id", maintain_order="left"
    )


def _table(carriers: pl.DataFrame, visit: Visit) -> None:
    marks = {visit.a.population_id: "A", visit.b.population_id: "B"}
    several = carriers["label"].n_unique() < carriers.height
    names = [
        row["long_label" if several else "label"]
        + (f" ({marks[row['population_id']]})" if row["population_id"] in marks else "")
        for row in carriers.iter_rows(named=True)
    ]
    spans = [
        "" if low is None else f"{low:.1f}–{high:.1f}"
        for low, high in carriers.select("low", "high").iter_rows()
    ]
    shown = carriers.with_columns(
        pl.Series("name", names, pl.String),
        pl.Series("interval", spans, pl.String),
        pl.col("per_1000").round(1),
    )
    columns = {
        "name": text("Group", width=230),
        "per_1000": st.column_config.ProgressColumn(
            "Carriers per 1,000",
            format="%.1f",
            min_value=0,
            max_value=max(float(carriers["high"].max() or 0), 1.0),  # type: ignore[arg-type]
            width=170,
            help=glossary.meaning("carriers_of_any"),
        ),
        "interval": text("95 %", alignment="right", width=110, help=glossary.meaning("interval")),
        "n_carriers": count("Carriers", width=80),
        "n_people": count("People", width=80),
        "n_part_called": count("Call missing", width=100, help=glossary.meaning("part_called")),
        "n_alleles": count("Alleles", width=76),
        "why": text("Not known because", width=180),
    }
    if (shown["why"] == "").all():
        del columns["why"]
    tables.draw(
        shown, columns, "Carriers of any allele of the class, in each group",
        height=tables.height(shown.height),
    )  # fmt: skip


def _caption(visit: Visit, settings: Settings, what: str) -> str:
    chosen = settings.filters
    passed = "that passed FILTER" if chosen.filter_pass_only else "of any FILTER"
    return (
        f"People who carry at least one copy of any allele {passed} that is {what}, whatever its "
        "AF: counted as people from their genotypes, each once. Wilson's 95 % interval"
        f"{captions.EXACT_OF_PEOPLE}. A missing call is read as not carrying. "
        + captions.study(visit, chosen.sample_set)
    )


def in_words(carriers: pl.DataFrame, what: str) -> str:
    """Say how many people of A and B carry any allele of a class; empty where neither is known.

    carriers
        As of queries.gene.carriers_in_gene, of A and then B.

    >>> carriers = pl.DataFrame({"why": ["", "not called"], "per_1000": [2.5, None],
    ...     "n_carriers": [3, None], "n_people": [1200, None], "n_part_called": [0, None],
    ...     "low": [0.9, None], "high": [7.3, None]})
    >>> in_words(carriers, "loss of function")[:72]
    'Carriers of any loss of function: A 2.5 per 1,000 (3 of 1,200 people; 95'
    """
    ends = []
    for letter, row in zip("AB", carriers.iter_rows(named=True), strict=True):
        if row["why"]:
            ends.append(f"{letter} not known ({row['why']})")
            continue
        missing = row["n_part_called"]
        ends.append(
            f"{letter} {row['per_1000']:.1f} per 1,000 ({numbers.count(row['n_carriers'])} of "
            f"{numbers.plural(row['n_people'], 'person', 'people')}"
            + (f", {numbers.count(missing)} with a call missing" if missing else "")
            + f"; 95 % {row['low']:.1f}–{row['high']:.1f})"
        )
    if (carriers["why"] != "").all():
        return ""
    return f"Carriers of any {what}: {', '.join(ends)}, of any AF, counted from genotypes."
