"""Of how many people the recommendation for a drug differs, and what it says."""

from collections.abc import Sequence

import polars as pl

from straits import queries
from straits.ui.address import url_state
from straits.ui.figures import tables
from straits.ui.figures.tables import text
from straits.ui.frame.page_frame import Visit
from straits.ui.pharmacogenes import range_words
from straits.ui.pharmacogenes.pharmacogene_choice import Asked
from straits.ui.words.markdown import escape, paragraph

_GUIDELINES = "https://cpicpgx.org/guidelines/"
# Genes that guidelines name and that no diplotypes are called of.
_NOT_CALLED = ("CYP2D6", "HLA-A", "HLA-B")
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
    rows = rows.with_columns(range_words.percents().alias("share"))
    named = told["drug"].unique(maintain_order=True).to_list()
    of_gene = rows.filter(pl.col("drug").is_in(named))
    # Those of which no class tells, such as warfarin, come last.
    counted = of_gene["drug"].unique(maintain_order=True).to_list()
    drugs = counted + [drug for drug in named if drug not in counted]
    if counted:
        _table(told, of_gene)
        _any_drug(rows.filter(drug=_ANY))
    _recommended(told, drugs)


def _table(told: pl.DataFrame, rows: pl.DataFrame) -> None:
    also = {drug: _also(guideline) for drug, guideline in _guidelines(told).items()}
    not_called = pl.col("drug").replace_strict(also, default="", return_dtype=pl.String)
    rows = rows.with_columns(genes=pl.concat_str("genes", not_called))
    wide = rows.pivot("group_label", index=["drug", "level", "genes", "basis"], values="share")
    groups = [name for name in wide.columns if name not in ("drug", "level", "genes", "basis")]
    paragraph(
        "pgx-drugs",
        escape(
            "People whose recommendation differs from the standard one by at least one gene of the "
            "drug, certain to possible, of those of whom a gene of it is covered; drugs for which "
            "it is certain of most of a group come first"
        ),
    )
    columns = {
        "drug": text("Drug"), "level": text("CPIC"), "genes": text("Genes"),
        "basis": text("Told by", help="Words: CPIC's recommendation reads otherwise, be it by "
                      "a caution. Priority: the phenotype has priority in health records."),
        **{name: text(name, alignment="right") for name in groups},
    }  # fmt: skip
    tables.draw(wide, columns, "Drugs by group", height=tables.height(wide.height, 420))


def _any_drug(rows: pl.DataFrame) -> None:
    """Say of how many the recommendation differs for some drug, of whichever gene."""
    if rows.is_empty():
        return
    shares = "; ".join(" ".join(row) for row in rows.select("group_label", "share").iter_rows())
    said = (
        f"For at least one drug of CPIC level A, by at least one of {rows['genes'][0]}: {shares}. "
        "It is most people, since each of the genes has common alleles by which some drug is given "
        "otherwise; it says nothing of any one drug, nor of who will ever need one."
    )
    paragraph("pgx-any-drug", escape(said))


def _guidelines(told: pl.DataFrame) -> dict[str, str]:
    return dict(told.select("drug", pl.col("guideline").fill_null("")).iter_rows())


def _also(guideline: str) -> str:
    """Return the genes that a guideline names and that are not called, as they stand after others.

    >>> _also("https://x/guideline-for-tricyclic-antidepressants-and-cyp2d6-and-cyp2c19/")
    ' + CYP2D6 (not called)'
    """
    named = [gene for gene in _NOT_CALLED if f"-{gene.lower()}" in guideline]
    return "".join(f" + {gene} (not called)" for gene in named)


def _recommended(told: pl.DataFrame, drugs: list[str]) -> None:
    """Draw what CPIC recommends of one drug: each text once, with the phenotypes that it is for."""
    with_words = told.filter(pl.col("recommendation").is_not_null())["drug"].to_list()
    first = next((drug for drug in drugs if drug in with_words), drugs[0])
    drug = url_state.choice("What CPIC recommends for", drugs, "drug", first)
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
    if also := _also(guideline):
        said = f"CPIC's guideline for {drug} goes by {also.removeprefix(' + ')} too, which may"
        paragraph("pgx-also", escape(f"{said} call for another drug or dose in more people."))
    linked = f" [Guideline]({guideline})." if guideline.startswith(_GUIDELINES) else ""
    pmids = f" PubMed {facts['pmids']}." if facts["pmids"] else ""
    level = escape(f"CPIC level {facts['level']}, {facts['status']}.{pmids}")
    paragraph("pgx-guideline", f"{level}{linked}")


def _texts(rows: pl.DataFrame, without: pl.DataFrame) -> None:
    texts = rows.group_by("recommendation", "differs", maintain_order=True).agg("phenotype")
    for number, (words, differs, phenotypes) in enumerate(texts.iter_rows()):
        other = " (differs)" if differs else ""
        named = f"**{escape(', '.join(phenotypes))}**{other}"
        paragraph(f"pgx-recommendation-{number}", f"{named}: {escape(words)}")
    if without.height:
        named = ", ".join(without["phenotype"])
        said = f"Of {named} the tables that come with Straits have no words of CPIC."
        paragraph("pgx-no-words", escape(said))


def _without_words(drug: str, rows: pl.DataFrame) -> None:
    """Say what is counted of a drug whose words the source does not have."""
    differing = rows.filter("differs")["phenotype"].to_list()
    said = (
        f"The tables that come with Straits have no words of CPIC for {drug}: read the guideline."
    )
    if differing:
        said += f" Counted as differing: {', '.join(differing)}."
    paragraph("pgx-no-words", escape(said))
