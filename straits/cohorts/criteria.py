"""What can be asked of a person: criteria as data, combined with and, or, not.

Every criterion is true, false or unknown of a person, and unknown is not "not": who was never
looked at has neither the disease nor no disease. `include_unknown` takes those in after all.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from straits.cohorts.parts import Criterion, Name, Names, Ranged, Windowed, american
from straits.genome import is_rsid, parse_variant_id

MOST_PARTS = 100
MOST_VARIANTS = 1000


class Site(Criterion):
    """People of any of some sites."""

    kind: Literal["site"] = "site"
    sites: Names


class CallSet(Criterion):
    """People who are counted in any of some call sets."""

    kind: Literal["call_set"] = "call_set"
    call_sets: Names


class Assay(Criterion):
    """People whose call set was made with any of some assays; unknown where none is named."""

    kind: Literal["assay"] = "assay"
    assays: Names


class Group(Criterion):
    """People in any of some groups of a grouping; unknown of who has no group in it."""

    kind: Literal["group"] = "group"
    grouping: Name
    groups: Names


class Sex(Criterion):
    """People of a sex; of who has sex "unknown" it is unknown, unless that is asked for."""

    kind: Literal["sex"] = "sex"
    sexes: Annotated[tuple[Literal["XX", "XY", "unknown"], ...], Field(min_length=1, max_length=3)]


class Age(Ranged):
    """People whose age, in years, lies in a range; unknown where the sample sheet has none."""

    kind: Literal["age"] = "age"


class AncestryProbability(Ranged):
    """People whose inferred group has a probability, from 0 to 1, in a range, by the shared axes.

    Unknown of who is in no inferred group, or not on the axes.
    """

    kind: Literal["ancestry_probability"] = "ancestry_probability"


class Relatedness(Criterion):
    """People who are, or are not, marked as related to another; unknown where nobody says."""

    kind: Literal["relatedness"] = "relatedness"
    is_unrelated: bool = True


class Event(Windowed):
    """People with (ever) or without (never) a reading of a phenotype: a diagnosis, a prescription.

    answer
        "yes": at least `times` readings that count, in the window. "no": known not to have them.
        "unknown": not known, or the phenotype is not asked of their sex.
    codes
        Only readings with any of these codes or, in ICD-10 and ATC, with one below them;
        E10-E14 is a range. With `system`.
    A reading counts if it says yes, or at all where the phenotype is not a yes or no.
    """

    kind: Literal["event"] = "event"
    phenotype: Name
    answer: Literal["yes", "no", "unknown"] = "yes"
    system: Literal["icd10", "atc", "loinc", "npu", "omop", "local"] | None = None
    codes: Annotated[tuple[Name, ...], Field(max_length=500)] = ()
    times: Annotated[int, Field(ge=1, le=1000)] = 1

    @model_validator(mode="after")
    def _fits(self) -> "Event":
        if bool(self.codes) != (self.system is not None):
            raise ValueError("codes need the system they are of, such as icd10, and a system codes")
        if self.answer == "unknown" and (self.codes or self.times > 1 or self.has_window):
            raise ValueError("whether a phenotype is unknown takes no codes, times or window")
        return self


class Measurement(Ranged, Windowed):
    """People whose value of a phenotype lies in a range; unknown without a value.

    which
        "chosen": the value that the dictionary takes. Of the readings in the window: the "latest",
        the "first" (of several on one day their median), "any", "every", or "some": at least
        `times` of them.
    unit
        If given, it must be the unit of the release.
    """

    kind: Literal["measurement"] = "measurement"
    phenotype: Name
    which: Literal["chosen", "latest", "first", "any", "every", "some"] = "chosen"
    times: Annotated[int, Field(ge=2, le=1000)] = 2
    unit: Name | None = None

    @model_validator(mode="after")
    def _fits(self) -> "Measurement":
        _check_which(self.which, self.times, self.has_window)
        return self


class Category(Windowed):
    """People whose category of a phenotype is any of some; `which` as of Measurement."""

    kind: Literal["category"] = "category"
    phenotype: Name
    categories: Names
    which: Literal["chosen", "latest", "first", "any", "every", "some"] = "chosen"
    times: Annotated[int, Field(ge=2, le=1000)] = 2

    @model_validator(mode="after")
    def _fits(self) -> "Category":
        _check_which(self.which, self.times, self.has_window)
        return self


class Carrier(Criterion):
    """People with so many copies of any of some alleles; unknown where the call is missing.

    variants
        Ids such as chr10-94781859-G-A, in any usual spelling, or rsIDs of one allele each.
    Where a call set looked and has no record of an allele, its people have no copy of it.
    """

    kind: Literal["carrier"] = "carrier"
    variants: Annotated[tuple[Name, ...], Field(min_length=1, max_length=MOST_VARIANTS)]
    min_copies: Annotated[int, Field(ge=0, le=2)] = 1
    max_copies: Annotated[int, Field(ge=0, le=2)] = 2

    @model_validator(mode="after")
    def _fits(self) -> "Carrier":
        if self.min_copies > self.max_copies:
            raise ValueError(
                f"at least {self.min_copies} and at most {self.max_copies} copies: nobody has both"
            )
        for variant in self.variants:
            if not is_rsid(variant):
                parse_variant_id(variant)
        return self


class GeneCarrier(Criterion):
    """People with a copy of any allele that does something of a class to a gene.

    gene
        A symbol or a stable id.
    classes
        What annotators of the files say it does to that gene; "none" where they say nothing.
    Unknown of who is known to carry none of them but has a missing call. FILTER is not looked at.
    """

    kind: Literal["gene_carrier"] = "gene_carrier"
    gene: Name
    classes: Annotated[
        tuple[
            Literal[
                "lof", "missense", "splice_region", "other_coding", "synonymous", "non_coding",
                "none",
            ],
            ...,
        ],
        Field(min_length=1, max_length=7),
    ]  # fmt: skip


class PgxPhenotype(Criterion):
    """People whose calls of a pharmacogene allow no phenotype but some.

    gene
        Its symbol, in capitals.
    phenotypes
        As CPIC names them, in small letters and American spelling: "poor metabolizer".
    Unknown of whom the calls allow others as well, who has a chromosome without a name, unless that
    is asked for, and who is not covered.
    """

    kind: Literal["pgx"] = "pgx"
    gene: Annotated[Name, AfterValidator(str.upper)]
    phenotypes: Annotated[
        tuple[Annotated[Name, AfterValidator(american)], ...], Field(min_length=1, max_length=50)
    ]


class AllOf(Criterion):
    """People of whom every part is true: everyone, if there is none."""

    kind: Literal["and"] = "and"
    parts: Annotated[tuple["Tree", ...], Field(max_length=MOST_PARTS)] = ()

    @model_validator(mode="after")
    def _fits(self) -> "AllOf":
        if len(self.parts) == 1:
            raise ValueError("one part needs no `and` around it")
        return self


class AnyOf(Criterion):
    """People of whom at least one part is true."""

    kind: Literal["or"] = "or"
    parts: Annotated[tuple["Tree", ...], Field(min_length=2, max_length=MOST_PARTS)]


class Not(Criterion):
    """People of whom the part is known to be false."""

    kind: Literal["not"] = "not"
    part: "Tree"


class Matched(Criterion):
    """People like those of a cohort but outside it: `ratio` for each of them, where there are any.

    Alike means the same call set, group of `grouping`, sex and band of `years` years of age. Who is
    taken follows from the person's id alone, so that it is the same people each time.

    among
        Whom to take from; left out, everybody whom the cohort leaves out.
    """

    kind: Literal["matched"] = "matched"
    cohort: "Tree"
    among: "Tree | None" = None
    grouping: Name | None = None
    years: Annotated[int, Field(ge=1, le=100)] = 5
    ratio: Annotated[int, Field(ge=1, le=10)] = 1


Leaf = (
    Site | CallSet | Assay | Group | Sex | Age | AncestryProbability | Relatedness | Event
    | Measurement | Category | Carrier | GeneCarrier | PgxPhenotype
)  # fmt: skip
Tree = Annotated[Leaf | AllOf | AnyOf | Not | Matched, Field(discriminator="kind")]

for _model in (AllOf, AnyOf, Not, Matched):
    _model.model_rebuild()

EVERYBODY = AllOf()


def all_of(*parts: Tree) -> Tree:
    """Return people of whom all parts are true; a single part needs no `and` around it.

    >>> all_of(Sex(sexes=("XX",))).kind, all_of().kind
    ('sex', 'and')
    """
    return parts[0] if len(parts) == 1 else AllOf(parts=parts)


def parts_of(tree: Tree) -> tuple[Tree, ...]:
    """Return what all has to be true of a member, one criterion after the other."""
    return tree.parts if isinstance(tree, AllOf) and not tree.include_unknown else (tree,)


def _check_which(which: str, times: int, has_window: bool) -> None:
    if which == "chosen" and has_window:
        raise ValueError("a window needs to know which readings: latest, first, any, every or some")
    if which != "some" and times != 2:
        raise ValueError("`times` is of `some`")
