"""Cohorts as data: criteria, their JSON, their sentence, their id, and what contradicts itself."""

from straits.cohorts.contradictions import contradiction
from straits.cohorts.criteria import (
    EVERYBODY,
    MOST_VARIANTS,
    Age,
    AllOf,
    AncestryProbability,
    AnyOf,
    Assay,
    CallSet,
    Carrier,
    Category,
    Event,
    GeneCarrier,
    Group,
    Leaf,
    Matched,
    Measurement,
    Not,
    PgxPhenotype,
    Relatedness,
    Sex,
    Site,
    Tree,
    all_of,
    parts_of,
)
from straits.cohorts.json_form import (
    LONGEST_LINK,
    cohort_id,
    from_json,
    from_link,
    schema,
    to_json,
    to_link,
)
from straits.cohorts.public_part import canonical, public_part
from straits.cohorts.sentence import quoted, sentence
from straits.cohorts.sentence_parser import parse
from straits.cohorts.stated_units import with_units

__all__ = [
    "EVERYBODY", "LONGEST_LINK", "MOST_VARIANTS", "Age", "AllOf", "AncestryProbability", "AnyOf",
    "Assay", "CallSet", "Carrier", "Category", "Event", "GeneCarrier", "Group", "Leaf", "Matched",
    "Measurement", "Not", "PgxPhenotype", "Relatedness", "Sex", "Site", "Tree", "all_of",
    "canonical", "cohort_id", "contradiction", "from_json", "from_link", "parse", "parts_of",
    "public_part", "quoted", "schema", "sentence", "to_json", "to_link", "with_units",
]  # fmt: skip
