"""One allele's counts in every group: AC/AN, genotypes, Hardy-Weinberg, faf95 and the state."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from straits.ui.figures import tables
from straits.ui.figures.tables import count, number, text
from straits.ui.words import glossary, numbers
from straits.ui.words.markdown import escape, paragraph

# What is known of people who were called alone.
_OF_PEOPLE = ("hom_ref", "het", "het_expected", "hom_alt", "hemi", "faf95")
# A p of Hardy-Weinberg that is told below the table, and of what it is likely to come.
_SMALL_P = 0.01
_REASONS = {
    "fewer": "Fewer with one copy likely come of groups joined in one, of parents who are related, "
    "or of copies that were not read.",
    "more": "More with one copy likely come of reads of two places that were mapped to one.",
}
# Why a group has no AN.
_UNKNOWN = {
    "not_callable": "not looked at, outside the callable regions",
    "not_in_call_set": "unknown: no record, and no callable regions are known",
}


def draw(shown: pl.DataFrame, genotypes: pl.DataFrame, sample_set: str) -> None:
    """Draw one row per group.

    shown
        As of queries.allele.variant_frequencies, with row_label, counts and interval.
    genotypes
        As of queries.allele.genotypes; joined to rows of both sexes together.
    """
    columns = {
        "row_label": text("Group", width=262),
        "n_people": count("People", width=62),
        "counts": text("AC/AN", alignment="right", width=88, help=glossary.meaning("an")),
        "af": number("AF", format="%.4f", width=62, help=glossary.meaning("af")),
        "interval": text("95 %", alignment="right", width=104, help=glossary.meaning("interval")),
        "carriers_per_1000": number(
            "Per 1,000", format="%.1f", width=78, help=glossary.meaning("carriers")
        ),
        "hom_ref": count("Hom ref", width=68),
        "het": count("Het", width=52),
        "het_expected": number(
            "Het exp.", format="%.1f", width=70, help=glossary.meaning("het_expected")
        ),
        "hom_alt": count("Hom", width=50, help=glossary.meaning("hom")),
        "hemi": count("Hemi", width=52, help=glossary.meaning("hemi")),
        "hwe_p": number("HWE mid-p", format="%.2g", width=82, help=glossary.meaning("hwe")),
        "faf95": number("faf95", format="%.3g", width=68, help=glossary.meaning("faf95")),
    }
    states = [state(row) for row in shown.iter_rows(named=True)]
    longest = max(map(len, states), default=0)
    columns["state_words"] = text(
        "State", width=max(150, 7 * longest), help=glossary.meaning("absence")
    )
    # Of nobody there are no genotypes, not even none of a kind.
    counted = [pl.when(pl.col("an") != 0).then(name).alias(name) for name in _OF_PEOPLE]
    rows = joined(shown, genotypes).with_columns(
        pl.Series("state_words", states, pl.String), *counted
    )
    if not (rows["hemi"].fill_null(0) > 0).any():
        del columns["hemi"]
    tables.draw(
        rows, columns, "Counts, genotypes and tests in every group",
        height=tables.height(rows.height, 458),
    )  # fmt: skip
    if departing := departures(rows):
        paragraph("caption-departures", escape(departing))
    paragraph("caption-genotypes", _caption(genotypes, sample_set))


def departures(rows: pl.DataFrame) -> str:
    """Say which groups are not as Hardy-Weinberg has it, and of what that may come.

    rows
        As `joined` returns them. Empty words where no p is small.

    >>> departures(pl.DataFrame({"row_label": ["Malay"], "hwe_p": [0.004], "het": [20],
    ...     "het_expected": [31.5]}))[:61]
    'Not as Hardy-Weinberg has it, by a p below 0.01: Malay (fewer'
    """
    small = rows.filter(pl.col("hwe_p") < _SMALL_P)
    if small.is_empty():
        return ""
    named: list[str] = []
    reasons: dict[str, str] = {}
    for row in small.iter_rows(named=True):
        more_or_fewer = "more" if row["het"] > row["het_expected"] else "fewer"
        reasons[more_or_fewer] = _REASONS[more_or_fewer]
        p = numbers.p_value(row["hwe_p"])
        named.append(f"{row['row_label']} ({more_or_fewer} with one copy than expected, p {p})")
    return (
        f"Not as Hardy-Weinberg has it, by a p below {_SMALL_P}: {numbers.listed(named)}. "
        f"{' '.join(reasons.values())} Of many places tested, a few have a small p by chance."
    )


def state(row: Mapping[str, Any]) -> str:
    """Return what is known of an allele in a group, in words: of the group, not of its file.

    row
        state, ac, an, absence and an_source, as of queries.allele.variant_frequencies.

    >>> row = {"state": "shown", "ac": 0, "an": 1116, "absence": "observed"}
    >>> state({**row, "an_source": "observed"})
    'none of 1,116 copies'
    """
    if row["state"] == "withheld":
        return "withheld by the study's profile"
    if not row["an"]:
        return _UNKNOWN.get(row["absence"], "nobody was called")
    if row["state"] == "censored":
        return "known as a range"
    if row["ac"]:
        return "seen"
    none = f"none of {numbers.plural(row['an'], 'copy', 'copies')}"
    return f"{none}, by the callable regions" if row["an_source"] == "callable" else none


def joined(shown: pl.DataFrame, genotypes: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with hom_ref, het_expected, hwe_p, hwe_test and faf95 where they are known.

    They are of both sexes together, so a row of one sex has none.
    """
    added = genotypes.select(
        "population_id", pl.lit("all").alias("sex"), "hom_ref", "het_expected", "hwe_p", "hwe_test",
        "faf95",
    )  # fmt: skip
    return shown.join(added, on=["population_id", "sex"], how="left", maintain_order="left")


def _caption(genotypes: pl.DataFrame, sample_set: str) -> str:
    names = genotypes["hwe_test"].drop_nulls().unique().sort().to_list()
    sentences = [
        f"HWE: {names[0]}, one group and one call set at a time; a small p with fewer "
        "heterozygotes than expected can come from groups joined in one, with more from an "
        "artefact."
        if names
        else "HWE is not told here: the genotypes are withheld by the study's profile."
        if genotypes.height and genotypes["het"].is_null().all()
        else "HWE is not defined here: nobody has two copies.",
        "faf95: lower end of the one-sided 95 % Poisson interval of AC, over AN; 0 where AC is 0 "
        "or 1.",
    ]
    if names and sample_set == "all":
        sentences.append("Relatives are counted, which the HWE test does not allow for.")
    return " ".join(sentences)
