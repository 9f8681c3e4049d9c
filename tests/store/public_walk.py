"""All that can be reached from an object by public names alone, and where people are on the way."""

import inspect
import re
import tempfile
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
from pydantic import BaseModel

from straits import cohorts
from straits.errors import StraitsError
from straits.genome import Region
from straits.journal import Record
from straits.store import Asked, SentLedger, SentPart, Who

VARIANT = "chr1-100-A-G"
WOMEN = cohorts.parse("sex is XX")
OLDER = cohorts.parse("age at least 50")
CELL = Asked("dk_wgs", "ethnic_group", "Danish", "all")
# What names one person, or says which bit of a mask is theirs.
OF_ONE_PERSON = {"sample_id", "person_id", "sample_index"}
# As the study names its people, wherever it may stand.
SOMEBODY = r"(Danish|Chinese|Malay)\d{3}"
# The people of each group, of each call set, of all, and of the cohorts above.
N_PEOPLE = {n // part for n in (120, 100, 80, 180, 300) for part in (1, 2)}
# A release that is gone had three people more in Denmark, whom its total or theirs would tell of.
GONE = Record(release_id="gone", people={"dk_wgs": 123, "sg_wgs": 180})
OF_A_FEW = {123, 123 + 180}
# A comparison of two groups, all alleles and no filter.
COMPARISON: dict[str, object] = {
    "a_call_sets": ["dk_wgs"], "a_grouping": "ethnic_group", "a_group": "Danish",
    "b_call_sets": ["sg_wgs"], "b_grouping": "ethnic_group", "b_group": "Chinese",
    "sample_set": "all", "first_allele": None, "last_allele": None, "range_starts": [],
    "range_ends": [], "least_an": 1, "af_min": 0.0, "af_max": 1.0, "variant_types": [],
    "filter_pass_only": False, "leave_out_indels": False, "consequence_classes": [],
    "clinvar_classes": [],
}  # fmt: skip
ALLELE = pl.DataFrame({"contig": ["chr1"], "pos": [100], "ref": ["A"], "alt": ["G"]}).cast(
    {"pos": pl.Int32}
)
# What public methods of the store are asked with, by the name of the parameter.
VALUES: dict[str, object] = {
    # Of what statements of somebody else read; what they answer is asked in tests/attacks.
    "parameters": {},
    "ask": lambda *_: None,
    "count": lambda *_: (0, 0),
    "tree": WOMEN,
    "trees": [WOMEN, OLDER],
    "a": WOMEN,
    "b": OLDER,
    "cohort_id": cohorts.cohort_id(WOMEN),
    "query_id": "a" * 16,
    "view_id": "a" * 16,
    "name": "a question",
    "text": "select 1",
    "values": {},
    "description": "",
    "variant_id": VARIANT,
    "phenotype_id": "gout",
    "sample_set": "all",
    "asked": CELL,
    "groups": [CELL],
    "alleles": [0],
    "call_set_id": "dk_wgs",
    "others": [0],
    "key": "a page",
    "words": "ever had gout",
    "make": lambda: "a figure",
    # Of what stands below a figure on a slide.
    "data": "a study",
    "page": "overview",
    "is_synthetic": True,
    "value": "a figure",
    "thread": None,
    "release": None,
    "release_id": GONE.release_id,
    # Where a release would be built; none is there.
    "folder": Path("no-release-is-built-here"),
    "besides": GONE.release_id,
    "pace": None,
    "comparison": COMPARISON,
    "comparisons": [COMPARISON, COMPARISON | {"a_group": "Chinese", "a_call_sets": ["sg_wgs"]}],
    "places": [("chr1", 100, "A", "G")],
    # What leaves in a bundle, and the ledger of what left; nothing did.
    "variants": ALLELE,
    "listed": ALLELE.with_columns(
        allele_index=pl.lit(0, pl.Int64), region_class=pl.lit("autosome")
    ),
    "part": SentPart("dk", "dk_wgs", "ethnic_group", "Danish", "all", False),
    "sent": ALLELE.with_columns(
        site=pl.lit("dk"),
        call_set=pl.lit("dk_wgs"),
        grouping=pl.lit("ethnic_group"),
        group_id=pl.lit("Danish"),
        state=pl.lit("exact"),
    ),  # fmt: skip
    "group": ("dk", "dk_wgs", "ethnic_group", "Danish"),
    "keys": [("dk_wgs", "Danish", "")],
    "ledger": SentLedger(Path(tempfile.mkdtemp(prefix="straits-ledger-"))),
    "table_name": "groups",
    "question": "phenotype_counts",
    "grouping": "ethnic_group",
    "counted": "all",
    "enough": 5,
    "regions": [Region("chr1", 1, 1_000)],
    "rsids": ["rs1"],
    "order_by": "abs_difference",
    "n_wanted": 5,
    "n_skipped": 0,
    "n_bins": 10,
    "measure": "p",
    "n_in_stretch": 2,
    "leave_out_unable": False,
    "is_whole": True,
    "person": Who(),
}
# Queries with the values that they take besides: what pages ask of people's rows.
QUERIES: dict[str, dict[str, object]] = {
    "call_sets": {},
    "group_sizes": {},
    "pca_points": {"grouping": "ethnic_group"},
    "phenotype_counts": {"phenotype_id": "gout", "grouping": "ethnic_group", "sample_set": "all"},
    "phenotype_numbers": {"phenotype_id": "hba1c", "grouping": "ethnic_group", "sample_set": "all"},
    "sample_metric_bins": {},
}


@dataclass
class Walk:
    """What can be reached from an object by public names alone, and where people are on the way."""

    people: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    _seen: dict[int, object] = field(default_factory=dict)

    def into(self, thing: object, place: str) -> None:
        if _is_of_people(thing):
            self.people.append(f"{place}: {type(thing).__name__}")
            return
        if id(thing) in self._seen or isinstance(thing, str | int | float | bool | None):
            return
        self._seen[id(thing)] = thing
        for name, part in self._parts(thing, place):
            self.into(part, f"{place}{name}")

    def _parts(self, thing: object, place: str) -> Iterator[tuple[str, object]]:
        if isinstance(thing, Mapping):
            yield from ((f"[{key!r}]", value) for key, value in thing.items())
        elif isinstance(thing, Sequence | set | frozenset) and not isinstance(thing, bytes):
            yield from ((f"[{number}]", value) for number, value in enumerate(thing))
        elif isinstance(thing, Record):
            yield from ((f".{name}", value) for name, value in thing)
        # Of others' classes nothing is called: a path, say, would be deleted. A tree is what was
        # asked.
        elif isinstance(thing, BaseModel):
            return
        elif type(thing).__module__.split(".")[0] in ("straits", "tests"):
            for name in dir(thing):
                if not name.startswith("_"):
                    yield from self.attribute(thing, name, place)

    def attribute(self, thing: object, name: str, place: str) -> Iterator[tuple[str, object]]:
        try:
            value = getattr(thing, name)
            if not isinstance(value, types.MethodType | types.FunctionType):
                yield f".{name}", value
                return
            for given in arguments(value):
                self.asked.append(f"{place}.{name}")
                yield f".{name}()", value(**given)
        except StraitsError:
            return  # refused


def arguments(method: Callable[..., object]) -> Iterator[dict[str, object]]:
    """Yield what a method is called with; one that takes a question is asked several."""
    parameters = inspect.signature(method).parameters.values()
    if any(each.kind is each.VAR_KEYWORD for each in parameters):
        yield from ({"name": name, **values} for name, values in QUERIES.items())
        return
    named = [each.name for each in parameters if each.name in VALUES]
    missing = [
        each.name for each in parameters if each.default is each.empty and each.name not in VALUES
    ]
    assert not missing, f"{method.__qualname__} takes {missing[0]}: give it one in VALUES"
    yield {name: VALUES[name] for name in named}


def _is_of_people(thing: object) -> bool:
    """Tell whether something holds a name of a person, a value for each, bits, or too few."""
    if isinstance(thing, int) and thing in OF_A_FEW:
        return True
    if isinstance(thing, bytes | bytearray | memoryview):
        return True
    if isinstance(thing, str):
        return re.search(SOMEBODY, thing) is not None
    if isinstance(thing, pl.DataFrame):
        texts = thing.select(pl.col(pl.String).str.contains(SOMEBODY).any())
        is_named = bool(OF_ONE_PERSON & set(thing.columns)) or any(
            texts.row(0) if texts.width else ()
        )
        return is_named or thing.height in N_PEOPLE
    if isinstance(thing, pa.Table):
        return bool(OF_ONE_PERSON & set(thing.column_names)) or thing.num_rows in N_PEOPLE
    if isinstance(thing, np.ndarray):
        return thing.dtype == np.uint8 or bool(N_PEOPLE & set(thing.shape))
    if isinstance(thing, Mapping) and OF_ONE_PERSON & set(map(str, thing)):
        return True
    several = pl.Series | Sequence | set | frozenset | Mapping
    return isinstance(thing, several) and len(thing) in N_PEOPLE
