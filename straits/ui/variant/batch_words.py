"""Signs of a batch effect at one allele, in words: call sets, external panels, heterozygotes."""

from typing import Any

import polars as pl

from straits import queries
from straits.ui.frame.page_frame import Visit
from straits.ui.words import numbers
from straits.ui.words.markdown import escape, paragraph


def call_sets(rows: pl.DataFrame) -> None:
    """Say whether call sets agree on a group: where they do not, suspect the sequencing first."""
    if rows.is_empty():
        return
    suspect = rows.filter("is_suspect")
    worst = (suspect if suspect.height else rows).sort("p").row(0, named=True)
    each = ", ".join(
        f"{numbers.frequency(af)} in {name}"
        for af, name in zip(worst["afs"], worst["call_sets"], strict=True)
    )
    test = f"{worst['label']}: {each}; p {numbers.p_value(worst['p'])}, {worst['test']}"
    if suspect.height:
        paragraph(
            "batch-warning",
            f"**Batch warning.** Call sets disagree within one group, which points at the "
            f"sequencing before it points at people. {escape(test)}.",
        )
        return
    n_groups = numbers.plural(rows.height, "group")
    agree = f"Call sets agree within {n_groups} counted by several; least so {test}."
    paragraph("caption-batch", escape(agree))


def panels(visit: Visit, variant: queries.allele.Variant, grouping: str, sample_set: str) -> None:
    """Say which groups differ from their panel, or that none does, and which have no panel.

    Nothing in a study without panels, and none for the groups of a panel itself.
    """
    lacking = queries.comparison.unmatched(visit.store, grouping)
    if lacking is None:
        return
    rows = queries.comparison.against_panels(
        visit.store, [variant.allele_index], [grouping], sample_set
    )
    none_for = f"No panel of their ancestry is named for {_listed(lacking)}." if lacking else ""
    suspect = rows.filter("is_suspect")
    if suspect.height:
        each = "; ".join(_comparison(row) for row in suspect.iter_rows(named=True))
        paragraph(
            "batch-warning-panel",
            "**Batch warning.** A group differs from the external panel of its ancestry by "
            "more than groups of one ancestry drift apart, which points at the sequencing "
            f"before it points at people. {escape(each)}. {escape(none_for)}",
        )
        return
    if rows.is_empty():
        sentence = "No group could be compared with the external panel of its ancestry here."
    else:
        least = _comparison(rows.row(0, named=True))
        n_compared = numbers.plural(rows.height, "comparison")
        drift = numbers.p_value(rows.row(0, named=True)["p_drift"])
        sentence = (
            f"In {n_compared} no group differs from the external panel of its ancestry by more "
            f"than chance and an Fst of {queries.comparison.MATCHED_FST} between groups of one "
            f"ancestry explain. The smallest p of chance alone: {least}; of chance and that Fst p "
            f"{drift}."
        )
    paragraph("caption-panels", escape(f"{sentence} {none_for}"))


def _comparison(row: dict[str, Any]) -> str:
    low, high = row["panel_af_low"], row["panel_af_high"]
    nearest = "" if low == high else " at the nearest count of that range"
    return (
        f"{row['label']} {numbers.frequency(row['af'])} in {row['call_set_name']}, "
        f"{row['panel_label']} {numbers.ends(low, high, numbers.frequency)} in "
        f"{row['panel_name']}; p {numbers.p_value(row['p'])}{nearest}, {row['test']}"
    )


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def heterozygotes(genotypes: pl.DataFrame, rows: pl.DataFrame, region_class: str) -> None:
    """Warn of the group and call set with the strongest excess; nothing where there is none.

    genotypes, rows
        As of queries.allele.genotypes and queries.allele.variant_frequencies.
    """
    excesses = queries.comparison.too_many_heterozygotes(genotypes, region_class)
    if excesses.is_empty():
        return
    worst = excesses.row(0, named=True)
    named = dict(rows.select("population_id", "long_label").iter_rows())
    others = excesses.height - 1
    do = numbers.verb(others, "does", "do")
    more = f" So {do} {numbers.plural(others, 'other group')}." if others else ""
    sentence = (
        f"{named[worst['population_id']]} has {numbers.count(worst['het'])} people with one copy "
        f"where {worst['het_expected']:.0f} are expected at its AF; "
        f"p {numbers.p_value(worst['hwe_p'])}, Hardy-Weinberg exact test, mid-p.{more}"
    )
    paragraph(
        "batch-warning-heterozygotes",
        "**Batch warning.** More heterozygotes than free mating gives, which reads of two "
        "places mapped to one make, and groups joined in one never do. " + escape(sentence),
    )
