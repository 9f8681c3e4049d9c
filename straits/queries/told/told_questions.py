"""Every answer that pages tell of phenotypes, ages, genotypes' quality and pharmacogenes.

A release under a profile with a minimum has them beside its shown cells. They are asked as pages
ask: of the groupings and the one sample set that pages have, so that nothing is told besides.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from straits.queries.pharmacogenes import pharmacogene_answers
from straits.queries.phenotypes import phenotype_answers
from straits.queries.study.study_facts import default_sample_set
from straits.sql_names import QUESTIONS
from straits.store import Store, unpublished
from straits.tables import SAMPLE_SETS

_COUNTS = "phenotype_counts"
# Kinds of phenotypes that each question has an answer for.
_KINDS = {
    "phenotype_bins": ("continuous",),
    "phenotype_counts": ("binary", "categorical", "continuous", "date"),
    "phenotype_numbers": ("continuous",),
    "phenotype_standardised": ("binary", "continuous"),
    "phenotype_years": ("binary", "continuous"),
}


def told_answers(folder: Path, release_id: str) -> dict[str, pl.DataFrame]:
    """Return the answers of each question of QUESTIONS that has any, of a release being built.

    Columns: those of the question, and before them of_<parameter>, what it was asked by.
    """
    store = unpublished(folder, release_id)
    told: dict[str, pl.DataFrame] = {}
    for name in sorted(QUESTIONS, key=lambda name: name != _COUNTS):
        asked = [each for each in _asked(store, name) if _is_shown(name, each, told.get(_COUNTS))]
        if asked:
            answers = [_answer(store, name, each) for each in asked]
            told[name] = pl.concat(answers, how="diagonal_relaxed")
    return told


def _is_shown(name: str, asked: Mapping[str, str], counts: pl.DataFrame | None) -> bool:
    """Tell whether there can be an answer: not of a phenotype of which every group is withheld."""
    if name == _COUNTS or name not in _KINDS or counts is None:
        return True
    of_it = pl.col("of_phenotype_id") == asked["phenotype_id"]
    return bool(counts.filter(of_it, pl.col("n_people").is_not_null()).height)


def _answer(store: Store, name: str, asked: Mapping[str, str]) -> pl.DataFrame:
    if name == "phenotype_numbers":
        # Its quartiles are read off the bins.
        rows = phenotype_answers.phenotype_numbers(store, asked["phenotype_id"], asked["grouping"])
    else:
        rows = store.query(name, **asked)
    keys = [pl.lit(value).alias(f"of_{parameter}") for parameter, value in asked.items()]
    return rows.select(*keys, pl.all())


def _asked(store: Store, name: str) -> Iterator[dict[str, str]]:
    if name == "sample_metric_bins":
        yield {}
    elif name == "age_pyramid":
        for grouping in phenotype_answers.phenotype_groupings(store):
            yield {"grouping": grouping, "sample_set": default_sample_set(store)}
    elif name in _KINDS:
        known = phenotype_answers.phenotypes(store)
        for phenotype in known.filter(pl.col("kind").is_in(_KINDS[name]))["phenotype_id"]:
            for grouping in phenotype_answers.phenotype_groupings(store):
                sample_set = default_sample_set(store)
                yield {
                    "phenotype_id": phenotype, "grouping": grouping, "sample_set": sample_set,
                }  # fmt: skip
    elif name.startswith("pgx_"):
        yield from _of_genes(store, name)


def _of_genes(store: Store, name: str) -> Iterator[dict[str, str]]:
    genes = pharmacogene_answers.genes(store)["gene_symbol"]
    if name == "pgx_positions_of_gene":
        yield from ({"gene_symbol": gene} for gene in genes)
        return
    counted = store.query("group_sizes").filter(~pl.col("is_panel"))
    for gene in genes:
        for grouping in counted["grouping"].unique(maintain_order=True):
            for sample_set in SAMPLE_SETS:
                yield {"gene_symbol": gene, "grouping": grouping, "sample_set": sample_set}
