"""Of how many people the recommendation for a drug differs, and what it says."""

from collections.abc import Sequence

import polars as pl

from straits import queries
from straits.ui.address import url_state
from straits.ui.explain import explain_panel, range_offers
from straits.ui.figures import tables
from straits.ui.figures.tables import text
from straits.ui.frame.page_frame import Visit
from straits.ui.pharmacogenes import drug_answer, range_words, table_file
from straits.ui.pharmacogenes.pharmacogene_choice import RESEARCH, Asked
from straits.ui.words.markdown import escape, paragraph

_GUIDELINES = "https://cpicpgx.org/guidelines/"
_BASES = {
    "words": "recommendation", "priority": "flag in records",
    "priority, words": "recommendation, or flag in records",
}  # fmt: skip
# As queries name any drug of level A.
_ANY = "*"


def draw(visit: Visit, asked: Asked, call_sets: Sequence[str]) -> None:
    """Draw the drugs of a gene, most people first, and what is recommended of one of them.

    call_sets
        Those that count.
    """
    told = queries.pharmacogenes.recommendations(visit.store, gene_symbol=asked.gene)
    if told.is_empty():
        return
    rows = queries.pharmacogenes.drugs(
        visit.store, asked.grouping, visit.sample_set, ("group",), call_sets
    )
    rows = drug_answer.open_upwards(rows).with_columns(range_words.percents().alias("share"))
    named = told["drug"].unique(maintain_order=True).to_list()
    of_gene = rows.filter(pl.col("drug").is_in(named))
    # Those of which no class tells, such as warfarin, come last.
    counted = of_gene["drug"].unique(maintain_order=True).to_list()
    drugs = counted + [drug for drug in named if drug not in counted]
    if counted:
        _table(told, of_gene)
        table_file.draw(visit, of_gene, asked.gene, "drugs")
        explain_panel.draw("pgx-drugs", lambda: range_offers.of_drugs(of_gene))
        # Of all call sets, whatever gene is looked at: those that count differ from gene to gene.
        every = queries.pharmacogenes.drugs(
            visit.store, asked.grouping, visit.sample_set, ("group",)
        )
        _any_drug(every.filter(drug=_ANY).with_columns(range_words.percents().alias("share")))
    _recommended(asked, told, drugs)


def _table(told: pl.DataFrame, rows: pl.DataFrame) -> None:
    also = {drug: _also(drug) for drug in told["drug"].unique()}
    not_called = pl.col("drug").replace_strict(also, default="", return_dtype=pl.String)
    rows = rows.with_columns(genes=pl.concat_str("genes", not_called))
    # Words: CPIC's recommendation reads otherwise. Priority: that of the phenotype in records.
    rows = rows.with_columns(pl.col("basis").replace(_BASES))
    wide = rows.pivot("group_label", index=["drug", "level", "genes", "basis"], values="share")
    groups = [name for name in wide.columns if name not in ("drug", "level", "genes", "basis")]
    paragraph(
        "pgx-drugs",
        escape(
            "People whose recommendation differs from the standard one by at least one gene of the "
            "drug, certain to possible, of those of whom a gene of it is covered (at least so many "
            "where another gene bears on it that is not called); drugs for which "
            "it is certain of most of a group come first. Differs by: the recommendation reads "
            "otherwise, be it by a caution alone; where the tables quote none, health records "
            "would flag the phenotype"
        ),
    )
    columns = {
        "drug": text("Drug"), "level": text("CPIC"), "genes": text("Genes"),
        "basis": text("Differs by"),
        **{name: text(name, alignment="right") for name in groups},
    }  # fmt: skip
    tables.draw(wide, columns, "Drugs by group", height=tables.height(wide.height, 420))


def _any_drug(rows: pl.DataFrame) -> None:
    """Say of how many the recommendation differs for some drug, of whichever gene."""
    if rows.is_empty():
        return
    shares = "; ".join(" ".join(row) for row in rows.select("group_label", "share").iter_rows())
    said = (
        f"For at least one drug of CPIC level A, by at least one of {rows['genes'][0]}, of all "
        f"call sets: {shares}. "
        "It is most people, since each of the genes has common alleles by which some drug is given "
        "otherwise; it says nothing of any one drug, nor of who will ever need one."
    )
    paragraph("pgx-any-drug", escape(said))


def _also(drug: str) -> str:
    """Return the genes of a drug that are not called, as they stand after others.

    >>> _also("amitriptyline")
    ' + CYP2D6 (not called)'
    """
    return "".join(f" + {gene} (not called)" for gene in drug_answer.not_told(drug))


def _recommended(asked: Asked, told: pl.DataFrame, drugs: list[str]) -> None:
    """Draw what CPIC recommends of one drug: each text once, with the phenotypes that it is for."""
    drug = url_state.choice("What CPIC recommends for", drugs, "drug", drugs[0])
    rows = told.filter(drug=drug)
    facts = rows.row(0, named=True)
    told_apart = rows.filter(pl.col("phenotype").is_not_null())
    has_words = told_apart["recommendation"].is_not_null()
    if told_apart.is_empty():
        paragraph("pgx-by-algorithm", "Its dose follows from an algorithm, or is not told apart.")
    elif has_words.any():
        _texts(told_apart.filter(has_words), told_apart.filter(~has_words))
    else:
        _without_words(drug, told_apart)
    guideline = facts["guideline"] or ""
    if also := drug_answer.also(drug, [asked.gene]):
        paragraph("pgx-also", escape(f"{drug}:{also}"))
    linked = f" [Guideline]({guideline})." if guideline.startswith(_GUIDELINES) else ""
    pmids = f" PubMed {facts['pmids']}." if facts["pmids"] else ""
    level = escape(
        f"CPIC level {facts['level']}, {facts['status']}.{pmids} The tables that come with Straits "
        "have neither how strong CPIC calls the recommendation, nor the date of the guideline, nor "
        "for which patients and indications each text is meant: see the guideline itself."
    )
    paragraph("pgx-guideline", f"{level}{linked}")
    paragraph("pgx-research", RESEARCH)


def _texts(rows: pl.DataFrame, without: pl.DataFrame) -> None:
    texts = rows.group_by("recommendation", "differs", maintain_order=True).agg("phenotype")
    for number, (words, differs, phenotypes) in enumerate(texts.iter_rows()):
        other = " (differs)" if differs else ""
        named = f"**{escape(', '.join(phenotypes))}**{other}"
        paragraph(f"pgx-recommendation-{number}", f"{named}: {escape(words)}")
    if without.height:
        named = ", ".join(without["phenotype"])
        said = f"What CPIC recommends for {named} is not in the tables that come with Straits."
        paragraph("pgx-no-words", escape(said))


def _without_words(drug: str, rows: pl.DataFrame) -> None:
    """Say what is counted of a drug whose words the source does not have."""
    differing = rows.filter("differs")["phenotype"].to_list()
    said = (
        f"What CPIC recommends for {drug} is not in the tables that come with Straits: read the "
        "guideline. Who differs is told by whether health records would flag the phenotype."
    )
    if differing:
        said += f" Counted as differing: {', '.join(differing)}."
    paragraph("pgx-no-words", escape(said))
