"""Random cohorts for tests: any tree that the language allows, over few names so that they meet."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from straits.cohorts.criteria import (
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
    Matched,
    Measurement,
    Not,
    PgxPhenotype,
    Relatedness,
    Sex,
    Site,
    Tree,
)

# Of the tiny store of tests/builders/people_of_cohorts.py; the last of each is not in it.
SITES = ("here", "there", "nowhere")
CALL_SETS = ("here_wgs", "here_array", "there_wgs", "none")
ASSAYS = ("genome", "array", "exome")
GROUPS = {"ethnic_group": ("Malay", "Chinese", "Dane", "Martian"), "region": ("N", "S")}
BINARY = ("diabetes", "insulin", "mapped_nowhere")
CONTINUOUS = ("hba1c",)
CATEGORICAL = ("smoking",)
CODES = ("E11", "E11.9", "E10-E11", "E11.0-E11.8", "I10")
VARIANTS = (
    "chr1-100-A-G", "chr1-200-A-T", "chrX-5000000-C-T", "chrY-5000000-C-T", "chrM-500-A-G",
    "chr1-300-A-T", "chr1-400-G-C",
)  # fmt: skip

# What an allele does to which gene; of the last gene there is no allele.
HITS = (
    ("chr1-100-A-G", "ONE", "lof"), ("chr1-200-A-T", "ONE", "missense"),
    ("chr1-300-A-T", "ONE", None), ("chrX-5000000-C-T", "TWO", "lof"),
    ("chr1-100-A-G", "TWO", "synonymous"),
)  # fmt: skip
GENES = ("ONE", "TWO", "THREE")
# Pharmacogenes and phenotypes, the last of which is not of the gene; the last gene is not called.
PHARMACOGENES = ("CYP1", "TPMT", "CYP2D6")
PGX_PHENOTYPES = ("poor metabolizer", "normal metabolizer", "-1 a/a", "not named", "slow")

_days = st.dates(date(2010, 1, 1), date(2014, 1, 1))
_ages = st.integers(20, 80).map(float) | st.floats(20, 80, width=32)


def _some(names: Any) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True).map(tuple)


@st.composite
def _ranges(draw: st.DrawFn, values: st.SearchStrategy[float]) -> dict[str, float]:
    low, high = sorted((draw(values), draw(values)))
    bounds: dict[str, float] = {}
    ends = draw(st.sampled_from(("low", "high", "both")))
    if ends != "high":
        bounds[draw(st.sampled_from(("at_least", "above")))] = low
    if ends != "low":
        bounds[draw(st.sampled_from(("at_most", "below")))] = high
    if low == high and len(bounds) == 2:
        return {"at_least": low, "at_most": high}
    return bounds


@st.composite
def _windows(draw: st.DrawFn) -> dict[str, Any]:
    window: dict[str, Any] = {}
    if draw(st.booleans()):
        since, before = sorted((draw(_days), draw(_days)))
        window |= {"since": since} if draw(st.booleans()) else {}
        window |= {"before": before} if draw(st.booleans()) and since < before else {}
    if draw(st.integers(0, 3)) == 0:
        low, high = sorted((draw(_ages), draw(_ages)))
        window |= {"from_age": low} if draw(st.booleans()) else {}
        window |= {"before_age": high} if draw(st.booleans()) and low < high else {}
    return window


@st.composite
def _events(draw: st.DrawFn) -> Event:
    name = draw(st.sampled_from((*BINARY, *CONTINUOUS, *CATEGORICAL)))
    if draw(st.integers(0, 4)) == 0:
        return Event(phenotype=name, answer="unknown")
    said: dict[str, Any] = {"answer": draw(st.sampled_from(("yes", "no"))), **draw(_windows())}
    if draw(st.booleans()):
        said |= {"system": draw(st.sampled_from(("icd10", "local"))), "codes": draw(_some(CODES))}
    return Event(phenotype=name, times=draw(st.integers(1, 3)), **said)


@st.composite
def _which(draw: st.DrawFn) -> dict[str, Any]:
    which = draw(st.sampled_from(("chosen", "latest", "first", "any", "every", "some")))
    said: dict[str, Any] = {"which": which}
    if which == "some":
        said["times"] = draw(st.integers(2, 3))
    return said | (draw(_windows()) if which != "chosen" else {})


@st.composite
def _measurements(draw: st.DrawFn) -> Measurement:
    unit = draw(st.sampled_from((None, "mmol/mol")))
    bounds = draw(_ranges(st.integers(3, 8).map(lambda n: n * 10.0)))
    return Measurement(
        phenotype=draw(st.sampled_from(CONTINUOUS)), unit=unit, **bounds, **draw(_which())
    )


@st.composite
def _categories(draw: st.DrawFn) -> Category:
    categories = draw(_some(("never", "former", "current")))
    return Category(
        phenotype=draw(st.sampled_from(CATEGORICAL)), categories=categories, **draw(_which())
    )


@st.composite
def _carriers(draw: st.DrawFn) -> Carrier:
    low, high = sorted((draw(st.integers(0, 2)), draw(st.integers(0, 2))))
    return Carrier(variants=draw(_some(VARIANTS)), min_copies=low, max_copies=high)


@st.composite
def _gene_carriers(draw: st.DrawFn) -> GeneCarrier:
    classes: Any = draw(_some(("lof", "missense", "synonymous", "none")))
    return GeneCarrier(gene=draw(st.sampled_from(GENES)), classes=classes)


@st.composite
def _pgx(draw: st.DrawFn) -> PgxPhenotype:
    gene, phenotypes = draw(st.sampled_from(PHARMACOGENES)), draw(_some(PGX_PHENOTYPES))
    return PgxPhenotype(gene=gene, phenotypes=phenotypes)


@st.composite
def _groups(draw: st.DrawFn) -> Group:
    grouping = draw(st.sampled_from(sorted(GROUPS)))
    return Group(grouping=grouping, groups=draw(_some(GROUPS[grouping])))


leaves: st.SearchStrategy[Tree] = st.one_of(
    _some(SITES).map(lambda names: Site(sites=names)),
    _some(CALL_SETS).map(lambda names: CallSet(call_sets=names)),
    _some(ASSAYS).map(lambda names: Assay(assays=names)),
    _groups(),
    _some(("XX", "XY", "unknown")).map(lambda names: Sex(sexes=names)),
    _ranges(_ages).map(lambda bounds: Age(**bounds)),
    _ranges(_ages).map(lambda bounds: AncestryProbability(**bounds)),
    st.booleans().map(lambda is_unrelated: Relatedness(is_unrelated=is_unrelated)),
    _events(),
    _measurements(),
    _categories(),
    _carriers(),
    _gene_carriers(),
    _pgx(),
)


@st.composite
def _matched(draw: st.DrawFn, parts: st.SearchStrategy[Tree]) -> Matched:
    return Matched(
        cohort=draw(parts),
        among=draw(st.none() | parts),
        grouping=draw(st.sampled_from((None, *GROUPS))),
        years=draw(st.integers(1, 30)),
        ratio=draw(st.integers(1, 3)),
    )


def _combined(parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    several = st.lists(parts, min_size=2, max_size=4).map(tuple)
    return st.one_of(
        several.map(lambda found: AllOf(parts=found)),
        several.map(lambda found: AnyOf(parts=found)),
        parts.map(lambda part: Not(part=part)),
        _matched(parts),
    )


def _possibly(tree: Tree) -> Tree:
    return tree.model_copy(update={"include_unknown": True})


trees: st.SearchStrategy[Tree] = st.recursive(
    leaves | leaves.map(_possibly) | st.just(AllOf()),
    lambda parts: _combined(parts) | _combined(parts).map(_possibly),
    max_leaves=6,
)
