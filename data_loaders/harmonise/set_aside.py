"""Rows that broke a rule: what is kept of them, and how many there are of each kind."""

import polars as pl

from data_loaders.harmonise.harmonise_rules import RULES

# Of rows that say nothing of a person's phenotypes, so many are kept; the rest are only counted.
EXAMPLES = 20
_COUNTED = ("person_in_study", "plain_spelling", "real_birth")
# What is kept of a row that broke a rule; `value` is the value, code, unit, date or id that did.
SET_ASIDE = {
    "source_table": pl.String,
    "source_line": pl.Int64,
    "phenotype_id": pl.String,
    "person_id": pl.String,
    "rule": pl.String,
    "value": pl.String,
}
_CULPRITS = {
    "person_in_study": "original_person",
    "id_as_in_the_study": "original_person",
    "code_of_the_system": "original_code",
    "readable_date": "original_date",
    "real_date": "original_date",
    "past_date": "original_date",
    "born_by_then": "original_date",
    "parts_within_range": "wrong_part",
    "likely_unit": "likely_unit",
    "known_unit": "original_unit",
    "unit_of_the_quantity": "original_unit",
    "allowed_sex": "sex",
    "allowed_age": "age_at",
    "possible_age": "age_at",
    "real_birth": "person_id",
}


def of_rules(broken: pl.DataFrame, table_id: str, phenotype_id: str | None) -> pl.DataFrame:
    """Return what is told of rows that `rules.sift` found to break a rule."""
    culprit = pl.coalesce(
        pl.when(pl.col("rule") == rule).then(pl.col(column).cast(pl.String))
        for rule, column in _CULPRITS.items()
        if column in broken.columns
    )
    spelt = pl.when(pl.col("rule") == "plain_spelling").then(
        pl.format("{} read as {}", "original_code", "code")
    )
    # Of a row without a person's id, nothing else of it is at fault.
    nobody = pl.when(pl.col("rule") == "person_in_study").then(pl.lit(""))
    value = pl.coalesce(spelt, culprit, nobody, "original_value", "original_code")
    return broken.select(
        source_table=pl.lit(table_id),
        source_line=pl.col("line"),
        phenotype_id=pl.lit(phenotype_id, pl.String),
        person_id=pl.col("person_id"),
        rule=pl.col("rule"),
        value=value,
    )


def noted(readings: pl.DataFrame, phenotype_id: str, rule: str) -> pl.DataFrame:
    """Return readings as rows that broke a rule among themselves."""
    value = pl.coalesce("original_value", "original_code")
    columns = {"phenotype_id": pl.lit(phenotype_id), "rule": pl.lit(rule), "value": value}
    return readings.with_columns(**columns).select(
        pl.col(name).cast(kind) for name, kind in SET_ASIDE.items()
    )


def nothing(phenotype_id: str, table_id: str) -> pl.DataFrame:
    """Return the one row that says that a phenotype matches no row of its tables."""
    row = {"source_table": table_id, "phenotype_id": phenotype_id, "rule": "matches_something"}
    return pl.DataFrame([row], schema=SET_ASIDE)


def examples(set_aside: pl.DataFrame) -> pl.DataFrame:
    """Return the rows to keep: all that a person's phenotypes lack, a few of the others."""
    is_counted = pl.col("rule").is_in(_COUNTED)
    number = pl.int_range(pl.len()).over("source_table", "rule")
    is_row = pl.col("source_line").is_not_null()
    kept = set_aside.filter(is_row & (~is_counted | (number < EXAMPLES)))
    used = [name for name, rule in RULES.items() if rule.is_kept]
    return kept.with_columns(is_kept=pl.col("rule").is_in(used))


def counts(set_aside: pl.DataFrame) -> pl.DataFrame:
    """Return how many rows broke each rule, by table and phenotype, with the rule in words."""
    counted = set_aside.group_by("source_table", "phenotype_id", "rule", maintain_order=True).agg(
        n_rows=pl.col("source_line").drop_nulls().n_unique().cast(pl.Int64),
        n_people=pl.col("person_id").n_unique().cast(pl.Int32)
        - pl.col("person_id").is_null().any().cast(pl.Int32),
    )
    rules = pl.DataFrame(
        [(name, rule.explanation, rule.is_error, rule.is_kept) for name, rule in RULES.items()],
        schema=["rule", "explanation", "is_error", "is_kept"],
        orient="row",
    )
    return counted.join(rules, on="rule", how="left", maintain_order="left")
