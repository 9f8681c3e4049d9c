"""The figures of phenotypes, and of alleles that travel together, that can be explained."""

import polars as pl

from straits.popgen import intervals
from straits.ui.explain.offers import LEVEL, Offer, offer

_HAPLOTYPES = ("both", "one_only", "other_only", "none")


def of_phenotype(rows: pl.DataFrame) -> list[Offer]:
    """Return the figures of a phenotype's chart, of whichever kind it is.

    rows
        As of the questions that `of_prevalence`, `of_means` and `of_categories` name.
    """
    if "category" in rows.columns:
        return of_categories(rows)
    return of_means(rows) if "sd" in rows.columns else of_prevalence(rows)


def of_prevalence(rows: pl.DataFrame) -> list[Offer]:
    """Return the prevalence of each group with its interval; withheld ones are said to be.

    rows
        As of queries.phenotypes.prevalence, with row_label.
    """
    found = []
    for row in rows.iter_rows(named=True):
        at, given = row["row_label"], {"ac": row["n_yes"], "an": row["n_known"]}
        if row["state"] == "withheld":
            found.append(offer("prevalence", at, None))
        elif row["n_known"]:
            found.append(offer("prevalence", at, given))
            is_few = bool(intervals.is_few(*given.values()))
            kind = "prevalence_exact" if is_few else "prevalence_interval"
            certainty = {"level": LEVEL} if is_few else {"z": intervals.Z_95}
            found.append(offer(kind, at, given | certainty))
    return found


def of_categories(rows: pl.DataFrame) -> list[Offer]:
    """Return the share of each answer in each group with its interval.

    rows
        As of queries.phenotypes.category_shares, with row_label.
    """
    found = []
    for row in rows.filter(pl.col("n_known") > 0).iter_rows(named=True):
        at = f"{row['category']} in {row['row_label']}"
        given = {"ac": row["n_yes"], "an": row["n_known"]}
        found.append(offer("answer_share", at, given, row["row_label"], row["category"]))
        is_few = bool(intervals.is_few(*given.values()))
        kind = "prevalence_exact" if is_few else "prevalence_interval"
        certainty = {"level": LEVEL} if is_few else {"z": intervals.Z_95}
        found.append(offer(kind, at, given | certainty))
    return found


def of_means(rows: pl.DataFrame) -> list[Offer]:
    """Return the mean of each group with its interval; withheld ones are said to be.

    rows
        As of queries.phenotypes.phenotype_numbers, with row_label and state.
    """
    found = []
    for row in rows.iter_rows(named=True):
        if row["state"] == "withheld" or row["n_people"] is None:
            found.append(offer("mean", row["row_label"], None))
        elif row["sd"] is not None:
            given = {"mean": row["mean"], "sd": row["sd"], "n": row["n_people"]}
            found.append(offer("mean", row["row_label"], given | {"z": intervals.Z_95}))
    return found


def of_standardised(rows: pl.DataFrame, strata: pl.DataFrame, is_share: bool) -> list[Offer]:
    """Return each group's figure at one age and sex, from the bands of which it is made.

    rows
        site_id, group_id and row_label.
    strata
        As of queries.phenotypes.standard_strata.
    """
    kind = "standardised_prevalence" if is_share else "standardised_mean"
    found = []
    for row in rows.iter_rows(named=True):
        bands = strata.filter(site_id=row["site_id"], group_id=row["group_id"])
        if bands.height:
            given = {name: bands[name].to_list() for name in ("weight", "mean", "below", "above")}
            found.append(offer(kind, row["row_label"], given))
    return found


def of_linked(rows: pl.DataFrame, names: tuple[str, str]) -> list[Offer]:
    """Return what goes with an allele in A and in B.

    rows
        As of queries.allele.linked_in_pair, with name.
    """
    found = []
    for row in rows.iter_rows(named=True):
        for side, group in zip("ab", names, strict=True):
            at = f"{row['name']} in {side.upper()}"
            if row[f"r_{side}"] is not None:
                found.append(offer("linkage_of_copies", at, {"r": row[f"r_{side}"]}, group))
            cells = [row[f"{name}_{side}"] for name in _HAPLOTYPES]
            if row[f"d_prime_{side}"] is not None and None not in cells:
                given = dict(
                    zip(("both", "first_only", "second_only", "neither"), cells, strict=True)
                )
                found.append(offer("linkage", at, given, group))
    return found
