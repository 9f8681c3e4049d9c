"""Cohorts judged in plain Python, person by person: what the SQL must say too.

True, False or None (unknown) of a tree and a person of tests.builders.people_of_cohorts.Study.
"""

import hashlib
import math
from collections import Counter
from statistics import median
from typing import Any

from straits.cohorts import (
    Carrier,
    Category,
    Event,
    GeneCarrier,
    Matched,
    Measurement,
    PgxPhenotype,
    Tree,
)
from tests.builders.cohort_trees import HITS
from tests.builders.people_of_cohorts import ALLELES, CALL_SETS, DICTIONARY, SOURCES, Row, Study

Truth = bool | None
SITE = {call_set["call_set_id"]: call_set["site_id"] for call_set in CALL_SETS}
ASSAY = {call_set["call_set_id"]: call_set["assay"] for call_set in CALL_SETS}
KIND = {row["phenotype_id"]: row["kind"] for row in DICTIONARY}
SYSTEM = {(row["site_id"], row["source_table"]): row["code_system"] for row in SOURCES}


def all_true(answers: list[Truth]) -> Truth:
    return False if False in answers else None if None in answers else True


def any_true(answers: list[Truth]) -> Truth:
    return True if True in answers else None if None in answers else False


def judge(study: Study, tree: Tree, person: Row) -> Truth:
    """Return whether a criterion holds of a person."""
    answer = _judge(study, tree, person)
    return True if answer is None and tree.include_unknown else answer


def _judge(study: Study, tree: Any, person: Row) -> Truth:  # noqa: PLR0911
    match tree.kind:
        case "and":
            return all_true([judge(study, part, person) for part in tree.parts])
        case "or":
            return any_true([judge(study, part, person) for part in tree.parts])
        case "not":
            answer = judge(study, tree.part, person)
            return None if answer is None else not answer
        case "site":
            return SITE[person["call_set_id"]] in tree.sites
        case "call_set":
            return person["call_set_id"] in tree.call_sets
        case "assay":
            assay = ASSAY[person["call_set_id"]]
            return None if assay is None else assay in tree.assays
        case "group":
            group = person[tree.grouping]
            return None if group is None else group in tree.groups
        case "sex":
            if person["sex"] in tree.sexes:
                return True
            return None if person["sex"] == "unknown" else False
        case "age":
            return None if person["age"] is None else within(tree, person["age"])
        case "ancestry_probability":
            # Nobody of the people is on any axes.
            return None
        case "relatedness":
            known = person["is_unrelated"]
            return None if known is None else known == tree.is_unrelated
        case "event":
            return _event(study, tree, person)
        case "measurement" | "category":
            return _reading(study, tree, person)
        case "carrier":
            return _carrier(study, tree, person)
        case "gene_carrier":
            return _gene_carrier(study, tree, person)
        case "pgx":
            return _pgx(study, tree, person)
        case "matched":
            return _matched(study, tree, person)
    raise AssertionError(tree.kind)


def within(tree: Any, value: float) -> bool:
    return (
        (tree.at_least is None or value >= tree.at_least)
        and (tree.above is None or value > tree.above)
        and (tree.at_most is None or value <= tree.at_most)
        and (tree.below is None or value < tree.below)
    )


def _mine(rows: list[Row], tree: Any, person: Row) -> list[Row]:
    key = (SITE[person["call_set_id"]], person["person_id"], tree.phenotype)
    return [r for r in rows if (r["site_id"], r["person_id"], r["phenotype_id"]) == key]


def _status(study: Study, tree: Any, person: Row) -> Row | None:
    return next(iter(_mine(study.status, tree, person)), None)


def _in_window(tree: Any, reading: Row) -> Truth:
    day, age = reading["measured_on"], reading["age_at"]
    return all_true(
        [
            True if end is None else None if value is None else test(value, end)
            for value, end, test in (
                (day, tree.since, lambda value, end: value >= end),
                (day, tree.before, lambda value, end: value < end),
                (age, tree.from_age, lambda value, end: value >= end),
                (age, tree.before_age, lambda value, end: value < end),
            )
        ]
    )


def _event(study: Study, tree: Event, person: Row) -> Truth:
    status = (_status(study, tree, person) or {}).get("status")
    known = status in ("yes", "no", "measured")
    if tree.answer == "unknown":
        return not known
    if tree.codes or tree.times > 1 or tree.has_window:
        rows: dict[tuple[str, int], list[Truth]] = {}
        for reading in _mine(study.readings, tree, person):
            row = rows.setdefault((reading["source_table"], reading["source_line"]), [])
            row.append(all_true([_counts(tree, reading), _in_window(tree, reading)]))
        answers = [any_true(row) for row in rows.values()]
        n_unread = (_status(study, tree, person) or {}).get("n_unread", 0)
        if answers.count(True) >= tree.times:
            answer: Truth = True
        elif answers.count(True) + answers.count(None) + n_unread >= tree.times:
            answer = None
        else:
            answer = False if known else None
    else:
        answer = {"yes": True, "measured": True, "no": False}.get(status or "")
    return answer if answer is None or tree.answer == "yes" else not answer


def _counts(tree: Event, reading: Row) -> Truth:
    if KIND[tree.phenotype] == "binary" and reading["category"] != "yes":
        return False
    if not tree.codes:
        return True
    systems = {"icd10": ("icd10", "sks")}.get(tree.system or "", (tree.system,))
    system = SYSTEM[reading["site_id"], reading["source_table"]]
    if system not in systems or reading["code"] is None:
        return None
    if tree.system != "icd10":
        return reading["code"] in tree.codes
    if any(_covers(code, reading["code"]) for code in tree.codes):
        return True
    return None if any(_is_above(reading["code"], code) for code in tree.codes) else False


def _is_above(code: str, asked: str) -> bool:
    """Tell whether E11 may be what is asked for: E11.9, or E11.2-E11.4."""
    low, _, high = asked.replace(".", "").partition("-")
    bare = code.replace(".", "")
    ends = {low[: len(bare)], (high or low)[: len(bare)]}
    return len(bare) < len(low) and min(ends) <= bare <= max(ends)


def _covers(asked: str, code: str) -> bool:
    """Tell whether E11 covers E11.9, and E10-E11 both E10.1 and E11.9."""
    bare = code.replace(".", "")
    if "-" not in asked:
        return bare.startswith(asked.replace(".", ""))
    low, high = asked.replace(".", "").split("-")
    return bare[: len(low)] >= low and bare[: len(high)] <= high


def _reading(study: Study, tree: Measurement | Category, person: Row) -> Truth:
    def hits(row: Row) -> Truth:
        if isinstance(tree, Category):
            return None if row["category"] is None else row["category"] in tree.categories
        return None if row["value"] is None else within(tree, row["value"])

    if tree.which == "chosen":
        status = _status(study, tree, person)
        return hits(status) if status and status["status"] == "measured" else None
    readings = _mine(study.readings, tree, person)
    inside = [r for r in readings if _in_window(tree, r) is True]
    unclear = [r for r in readings if _in_window(tree, r) is None]
    n_hits = sum(hits(r) is True for r in inside)
    n_unclear = sum(hits(r) is True for r in unclear)
    n_unread = (_status(study, tree, person) or {}).get("n_unread", 0)
    if tree.which == "every":
        if n_hits < len(inside):
            return False
        return None if not inside or n_unclear < len(unclear) or n_unread else True
    if tree.which in ("any", "some"):
        times = tree.times if tree.which == "some" else 1
        if n_hits >= times:
            return True
        if n_hits + n_unclear + n_unread >= times:
            return None
        return False if inside else None
    return _one(tree, inside)


def _one(tree: Measurement | Category, inside: list[Row]) -> Truth:
    """Judge the latest or first reading: the dated ones first, then those with an age."""
    for key in ("measured_on", "age_at"):
        known = [r[key] for r in inside if r[key] is not None]
        if known:
            end = max(known) if tree.which == "latest" else min(known)
            inside = [r for r in inside if r[key] == end]
    if not inside:
        return None
    if isinstance(tree, Measurement):
        return within(tree, median(r["value"] for r in inside))
    answers = {r["category"] in tree.categories for r in inside}
    return answers.pop() if len(answers) == 1 else None


def _carrier(study: Study, tree: Carrier, person: Row) -> Truth:
    answers: list[Truth] = []
    for variant in tree.variants:
        if variant not in ALLELES:
            continue
        an_source, calls = study.calls[person["call_set_id"], variant]
        call = calls[person["sample_index"]]
        if an_source == "none" or call is None or call == ():
            answers.append(None)
        else:
            answers.append(tree.min_copies <= sum(call) <= tree.max_copies)
    return any_true(answers)


def _gene_carrier(study: Study, tree: GeneCarrier, person: Row) -> Truth:
    hits = [v for v, gene, does in HITS if gene == tree.gene and (does or "none") in tree.classes]
    return _carrier(study, Carrier(variants=tuple(hits)), person)


def _pgx(study: Study, tree: PgxPhenotype, person: Row) -> Truth:
    allowed = study.phenotypes_of_gene[person["call_set_id"], person["sample_index"], tree.gene]
    unnamed = None if "not named" not in tree.phenotypes else True
    answers = {unnamed if each == "not named" else each in tree.phenotypes for each in allowed}
    return answers.pop() if len(answers) == 1 else None


def _matched(study: Study, tree: Matched, person: Row) -> bool:
    counted = [s for s in study.samples if s["is_counted"]]

    def stratum(one: Row) -> tuple[Any, ...]:
        band = None if one["age"] is None else math.floor(one["age"] / tree.years)
        group = one[tree.grouping] if tree.grouping else None
        return one["call_set_id"], one["sex"], band, group

    def is_eligible(one: Row) -> bool:
        is_among = tree.among is None or judge(study, tree.among, one) is True
        return judge(study, tree.cohort, one) is not True and is_among

    cases = Counter(stratum(one) for one in counted if judge(study, tree.cohort, one) is True)
    alike = [one for one in counted if stratum(one) == stratum(person) and is_eligible(one)]
    alike.sort(
        key=lambda one: (hashlib.md5(one["person_id"].encode()).hexdigest(), one["sample_index"])
    )
    taken = alike[: tree.ratio * cases[stratum(person)]]
    return any(one is person for one in taken)
