"""Which files of sql/cohorts say what a criterion asks, and the values of their parameters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from straits import cohorts, genome
from straits.cohorts import Carrier, Event, GeneCarrier, Tree
from straits.store.people.code_ranges import asked_codes

_OF_PERSON = "call_set_id sample_index"
_OF_SITE = "site_id person_id"


@dataclass(frozen=True)
class Part:
    """A file of sql/cohorts with its values.

    name
        The relation as which the file after it reads this one.
    keys
        What one row is of.
    """

    file: str
    values: Mapping[str, Any]
    name: str = ""
    keys: str = _OF_PERSON


def parts(tree: Tree) -> list[Part]:
    """Return the files of one criterion, each of which may read those before it."""
    if isinstance(tree, Event):
        return _event(tree)
    if isinstance(tree, cohorts.Measurement | cohorts.Category):
        return _readings(tree)
    if isinstance(tree, cohorts.AncestryProbability):
        return [Part("ancestry_probabilities", {}, "probabilities"), Part(tree.kind, dict(tree))]
    if isinstance(tree, Carrier | GeneCarrier):
        low, high = copies(tree)
        return [alleles(tree), Part("carrier", {"min_copies": low, "max_copies": high})]
    if isinstance(tree, cohorts.PgxPhenotype):
        return [Part(tree.kind, {"gene": tree.gene, "phenotypes": list(tree.phenotypes)})]
    if isinstance(tree, cohorts.Matched):
        # Everybody in a stratum has the same call set, so that it tells nobody apart.
        return [Part("matched", {**dict(tree), "alike_in": tree.grouping or "call_set_id"})]
    return [Part(tree.kind, dict(tree))]


def alleles(tree: Carrier | GeneCarrier) -> Part:
    """Return what finds the alleles of a criterion on genotypes."""
    if isinstance(tree, GeneCarrier):
        return Part(
            "alleles_of_gene", {"gene": tree.gene, "classes": list(tree.classes)}, "alleles"
        )
    rsids = [variant.lower() for variant in tree.variants if genome.is_rsid(variant)]
    wanted = [_trimmed(variant) for variant in tree.variants if not genome.is_rsid(variant)]
    return Part("named_alleles", {"wanted": wanted, "rsids": rsids}, "alleles")


def copies(tree: Carrier | GeneCarrier) -> tuple[int, int]:
    """Return the fewest and the most copies of an allele that meet a criterion."""
    return (tree.min_copies, tree.max_copies) if isinstance(tree, Carrier) else (1, 2)


def _event(tree: Event) -> list[Part]:
    if tree.answer == "unknown":
        return [Part("event_unknown", dict(tree), keys=_OF_SITE)]
    values = {**dict(tree), **asked_codes(tree)._asdict(), "is_had": tree.answer == "yes"}
    if not (tree.codes or tree.has_window or tree.times > 1):
        return [Part("event", values, keys=_OF_SITE)]
    return [
        Part("event_readings", values, "readings"), Part("repeated_event", values, keys=_OF_SITE)
    ]  # fmt: skip


def _readings(tree: cohorts.Measurement | cohorts.Category) -> list[Part]:
    values = {**dict(tree), "is_latest": tree.which == "latest"}
    if tree.which == "chosen":
        return [Part(tree.kind, values, keys=_OF_SITE)]
    if tree.which != "some":
        values["times"] = 1
    judging = {
        "latest": f"end_{tree.kind}", "first": f"end_{tree.kind}", "every": "every_reading"
    }.get(tree.which, "some_readings")  # fmt: skip
    return [
        Part(f"{tree.kind}_readings", values, "readings"), Part(judging, values, keys=_OF_SITE)
    ]  # fmt: skip


def _trimmed(variant: str) -> dict[str, object]:
    contig, pos, ref, alt = genome.parse_variant_id(variant)
    pos, ref, alt = genome.trim(pos, ref, alt)
    return {"contig": contig, "pos": pos, "ref": ref, "alt": alt}
