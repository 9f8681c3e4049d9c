"""Consequence terms in order of severity, and the classes they are counted in.

The order and impacts are Ensembl's (www.ensembl.org/info/genome/variation/prediction/
predicted_data.html, release 113). SnpEff's own terms count as the Ensembl term they are a kind of.
Loss of function is what gnomAD counts so: stop gained, frameshift and the two essential splice
sites, in a coding transcript (Karczewski 2020, Nature 581:434).
"""

from functools import cache

import polars as pl

from data_loaders.reference import FOLDER

_CODING = r"(?i)^(protein_coding|protein_coding_lof|coding|mrna|(ig|tr)_[a-z]_gene)$"


@cache
def terms() -> pl.DataFrame:
    """Return one row per known term: term, accession, severity, impact, class, counts_as.

    severity is 1 for the worst; counts_as is Ensembl's term, the same unless it is SnpEff's own.
    """
    return pl.read_csv(FOLDER / "consequence_terms.tsv", separator="\t", glob=False)


def judge(annotations: pl.DataFrame) -> pl.DataFrame:
    """Return annotations with the most severe term, its severity, class and impact.

    annotations
        Has terms (joined by &), impact and biotype; impact is filled where it is null.

    Adds consequence, severity (null for terms that nobody knows; these are kept as they are and
    count as other_coding or non_coding by their impact) and consequence_class.
    """
    judged = annotations.select(pl.col("terms").unique()).with_columns(_worst())
    known = pl.col("class").is_not_null()
    is_coding = pl.col("biotype").is_null() | pl.col("biotype").str.contains(_CODING)
    guessed = (
        pl.when(pl.col("impact").is_in(["HIGH", "MODERATE", "LOW"]))
        .then(pl.lit("other_coding"))
        .otherwise(pl.lit("non_coding"))
    )
    return (
        annotations.join(judged, on="terms", how="left", maintain_order="left")
        .with_columns(
            impact=pl.coalesce("impact", "usual_impact"),
            consequence_class=pl.when(~known)
            .then(guessed)
            .when((pl.col("class") == "lof") & ~is_coding)
            .then(pl.lit("non_coding"))
            .otherwise("class"),
        )
        .drop("class", "usual_impact")
    )


def _worst() -> list[pl.Expr]:
    """Return, of a column `terms`, the most severe: its name, severity, class and usual impact."""
    table = terms()
    severity = dict(table.select("term", "severity").iter_rows())
    order = {
        number: row
        for number, *row in table.filter(pl.col("term") == pl.col("counts_as"))
        .select("severity", "term", "class", "impact")
        .iter_rows()
    }
    listed = pl.col("terms").str.split("&")
    worst = listed.list.eval(
        pl.element().replace_strict(severity, default=None, return_dtype=pl.Int32)
    ).list.min()
    name, klass, impact = (
        worst.replace_strict(
            {number: row[part] for number, row in order.items()},
            default=None,
            return_dtype=pl.String,
        )
        for part in range(3)
    )
    return [
        pl.coalesce(name, listed.list.first()).alias("consequence"),
        worst.alias("severity"),
        klass.alias("class"),
        impact.alias("usual_impact"),
    ]
