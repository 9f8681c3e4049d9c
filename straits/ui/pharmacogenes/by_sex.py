"""The phenotypes of a gene on X, men and women apart."""

import polars as pl

from straits import queries
from straits.ui.figures import tables
from straits.ui.figures.tables import text
from straits.ui.frame.page_frame import Visit
from straits.ui.pharmacogenes import range_words, table_file
from straits.ui.pharmacogenes.pharmacogene_choice import Asked
from straits.ui.words.markdown import escape, paragraph

# The genes of which men have one copy.
ON_X = ("G6PD",)
_SEXES = {"XX": "women (XX)", "XY": "men (XY)"}


def draw(visit: Visit, asked: Asked) -> None:
    """Draw the share of each phenotype by group and sex; nothing of genes that are not on X."""
    if asked.gene not in ON_X:
        return
    rows = queries.pharmacogenes.phenotypes_by_sex(
        visit.store, asked.gene, asked.grouping, visit.sample_set
    )
    if rows.is_empty():
        return
    told = rows.with_columns(
        pl.format("{} · {}", "group_label", "call_set_name").alias("row_label"),
        pl.col("sex").replace(_SEXES),
        pl.when(pl.col("n_certain").is_null())
        .then(pl.lit("withheld"))
        .when(pl.col("n_covered") == 0)
        .then(pl.lit("not covered"))
        .otherwise(range_words.percents(""))
        .alias("share"),
    )
    there = [
        name
        for name in told["phenotype"].unique(maintain_order=True)
        if (told.filter(phenotype=name)["n_possible"].fill_null(1) > 0).any()
    ]
    wide = told.filter(pl.col("phenotype").is_in(there)).pivot(
        "phenotype", index=["row_label", "sex", "n_covered"], values="share"
    )
    words = (
        f"{asked.gene} lies on X: men have one allele, women with one of each are variable, and "
        "nothing is said of people whose sex nobody gives. CNSHA is a lasting anaemia, in which "
        "red cells break down without a cause from outside. Share in %, certain to possible"
    )
    paragraph("pgx-by-sex", escape(words))
    columns = {
        "row_label": text("Group"), "sex": text("Sex"), "n_covered": tables.count("Covered"),
        **{name: text(name, alignment="right") for name in there},
    }  # fmt: skip
    tables.draw(wide, columns, "By sex", height=tables.height(wide.height, 420))
    table_file.draw(visit, told, asked.gene, "by sex")
