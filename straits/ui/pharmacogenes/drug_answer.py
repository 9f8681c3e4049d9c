"""The short answer about the drug that is asked for: of how many of each group it is another."""

from collections.abc import Sequence

import polars as pl

from straits import queries
from straits.ui.frame.page_frame import Visit
from straits.ui.pharmacogenes import range_words, whole_call_sets
from straits.ui.pharmacogenes.pharmacogene_choice import Asked
from straits.ui.words.markdown import escape, paragraph


def draw(visit: Visit, asked: Asked) -> None:
    """Draw the share of each group, certain to possible; nothing where no drug is asked for."""
    if asked.drug is None:
        return
    left = whole_call_sets.partial(visit, asked)
    rows = queries.pharmacogenes.drugs(
        visit.store, asked.grouping, visit.sample_set, ("group",),
        whole_call_sets.counted(visit, asked, left),
    )  # fmt: skip
    of_drug = open_upwards(rows.filter(drug=asked.drug)).with_columns(
        range_words.percents().alias("share")
    )
    paragraph("pgx-drug-answer", escape(sentence(asked.drug, of_drug)))


def sentence(drug: str, rows: pl.DataFrame) -> str:
    """Say of which share of each group another recommendation follows, and what is not told.

    rows
        As of queries.pharmacogenes.drugs, of the drug alone, with share in words.
    """
    if rows.is_empty():
        return (
            f"{drug}: its dose follows from an algorithm, or no class of people is told apart; see "
            "its guideline below."
        )
    told = rows["genes"][0].split(", ")
    shares = "; ".join(
        f"{label} {share}" + (f" of {n:,}" if n is not None else "")
        for label, share, n in rows.select("group_label", "share", "n_covered").iter_rows()
    )
    return (
        f"{drug} by {' and '.join(told)}: another recommendation than the standard one for "
        f"{shares}.{also(drug, told)}"
    )


def open_upwards(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows of drugs, of which anybody can need another by a gene that is not called.

    rows
        As of queries.pharmacogenes.drugs; high and n_possible change.

    >>> drugs = pl.DataFrame({"drug": ["clopidogrel", "amitriptyline"], "high": [0.5, 0.5],
    ...     "n_possible": [5, 5], "n_covered": [10, 10]})
    >>> open_upwards(drugs).select("high", "n_possible").rows()
    [(0.5, 5), (1.0, 10)]
    """
    names = [drug for drug in rows["drug"].unique() if not_told(drug)]
    is_open = pl.col("drug").is_in(names) & pl.col("high").is_not_null()
    return rows.with_columns(
        high=pl.when(is_open).then(1.0).otherwise("high"),
        n_possible=pl.when(is_open).then("n_covered").otherwise("n_possible"),
    )


def also(drug: str, told: Sequence[str]) -> str:
    """Say which other genes bear on a drug, and that nothing is known of them here.

    >>> also("amitriptyline", ["CYP2C19"])
    ' CYP2D6 bears on it too and is not told here, so that more people may need another.'
    >>> also("clopidogrel", ["CYP2C19"])
    ''
    """
    others = [gene for gene in not_told(drug) if gene not in told]
    if not others:
        return ""
    verb = "bears on it too and is" if len(others) == 1 else "bear on it too and are"
    return f" {' and '.join(others)} {verb} not told here, so that more people may need another."


def not_told(drug: str) -> list[str]:
    """Return the genes of a drug that are not called anywhere, such as CYP2D6."""
    genes = queries.pharmacogenes.drug_genes().get(drug, ())
    return [gene for gene in genes if gene in queries.pharmacogenes.NOT_TOLD]
