"""Cases that a teacher wrote: a question, the number of a page that answers it, and a mistake.

They come with the release, as the study file's `learn:` had them; docs/learn.md describes them.
"""

from collections.abc import Mapping
from typing import Any

from straits.explained.explanation import Explanation
from straits.queries.gene import gene_models
from straits.queries.learn import counted_alleles
from straits.queries.learn.case import Case, LeftOut
from straits.queries.learn.counted_alleles import Counted
from straits.store import Store


def taught(store: Store) -> dict[str, Mapping[str, Any]]:
    """Return what a teacher wrote of each case, by its name."""
    return {str(case["name"]): case for case in store.taught_cases}


def study_case(store: Store, name: str, written: Mapping[str, Any]) -> Case | LeftOut:
    """Return a teacher's case with its numbers, or why the release cannot show it."""
    title = str(written["title"])
    gene = written.get("gene")
    if gene and gene_models.gene(store, gene) is None:
        return LeftOut(name, title, f"the study has no gene {gene}")
    variant = next(counted_alleles.named(store, [written["variant"]]), None)
    if variant is None:
        return LeftOut(name, title, f"the study has no variant {written['variant']}")
    of = counted_alleles.counted(store, variant)
    asked = _number(of, written["group"], written["number"])
    mistaken = _number(
        of, written.get("mistaken_group") or written["group"],
        written.get("mistaken_number") or written["number"],
    )  # fmt: skip
    if isinstance(asked, str):
        return LeftOut(name, title, asked)
    if isinstance(mistaken, str):
        return LeftOut(name, title, mistaken)
    page, shown = ("gene", {"g": gene}) if gene else ("variant", {"v": variant.variant_id})
    others = [_number(of, label, written["number"]) for label in of.rows["label"]]
    mistakes = {f"that of {one[1]}": one[0] for one in others if not isinstance(one, str)}
    return Case(
        name, title, str(written["question"]), str(written["asks"]),
        Explanation("taught_right", asked[1], "", {"number": asked[0]}),
        Explanation("taught_wrong", mistaken[1], "", {"number": mistaken[0]}),
        page, {**shown, "people": "all"}, of.frequencies, mistakes, store.release_id,
        str(written.get("remember") or ""),
    )  # fmt: skip


def _number(of: Counted, group: str, number: str) -> tuple[float, str] | str:
    """Return a number of a group and the group's label, or why there is none."""
    for row in of.rows.iter_rows(named=True):
        if group in (row["group_id"], row["label"]):
            break
    else:
        known = ", ".join(of.rows["label"]) or "none"
        return (
            f"the counts of {of.name} in {group} are withheld, or there is no such group; "
            f"counts that may be shown: {known}"
        )
    rates = {
        "af": row["ac"] / row["an"],
        "carriers_per_1000": 1000 * (row["ac"] - (row["hom_alt"] or 0)) / (row["n_called"] or 1),
    }
    return float(rates[number] if number in rates else row[number] or 0), str(row["label"])
