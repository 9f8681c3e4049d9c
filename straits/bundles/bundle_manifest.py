"""What the manifest of a bundle says: who sends what of whom, under which rules, to whom, how long.

Fractions have four digits. What is None was not said, but where a field tells otherwise.
"""

import hashlib
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from straits import duo_terms
from straits.bundles import canonical_json
from straits.errors import BundleError

FORMAT = 1

Text = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
LongText = Annotated[str, StringConstraints(max_length=20_000)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]{0,99}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Fingerprint = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")]
People = Annotated[int, Field(ge=0, le=100_000_000)]
Fraction = Annotated[float, Field(ge=0, le=1)]
Duo = Annotated[str, AfterValidator(duo_terms.written)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SentStudy(_Part):
    """The study whose people are counted: its id, which others may have too, and its name."""

    id: Text
    name: Text


class SentProfile(_Part):
    """The rules under which the cells were made.

    min_people, min_alleles
        See straits/privacy/profiles.yaml; 0 where there is no limit. Fewer copies than min_alleles,
        none included, are one range; where it is 0 every count is exact.
    """

    name: Text
    checksum: Sha256
    min_people: People
    min_alleles: People


class SentGroup(_Part):
    """A group of one call set, and of whom its cells are.

    definition
        Who is in it, in words.
    is_inferred
        Whether genotypes say who is in it; else people do.
    counted
        "unrelated", or "all" where relatives are counted too; never both in one bundle.
    n_people
        How many people are counted; n_unrelated those of them that are unrelated, None where that
        is not told.
    by_sex
        People of each sex where cells are told by sex too; else None.
    counted_on
        The day of the release whose cells these are: earlier than the bundle's where too few people
        changed since.
    """

    site: Text
    call_set: Text
    grouping: Text
    id: Text
    label: Text
    definition: LongText
    is_inferred: bool
    counted: Literal["all", "unrelated"]
    n_people: People
    n_unrelated: People | None
    by_sex: dict[Literal["XX", "XY"], People] | None
    counted_on: date

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Site, call set, grouping and group."""
        return self.site, self.call_set, self.grouping, self.id


class SentCallSet(_Part):
    """How genotypes of a site were made. callable_digest: of its callable regions, if they go."""

    id: Text
    site: Text
    assay: Text
    caller: LongText
    genotype_rule: LongText
    callable_digest: Sha256 | None


class SentList(_Part):
    """Why alleles are listed: the list's name, how many of the bundle's are of it, its digest."""

    name: Text
    n_alleles: int
    digest: Sha256


class Override(_Part):
    """Who let a group go beyond the limit, and why."""

    by: Text
    reason: Text


class SentBudget(_Part):
    """How well somebody's genome tells whether they are in a group, from all that was sent of it.

    independent_variants_here, independent_variants_before
        Told exactly, and thinned until no two are correlated (r2 < 0.2): of this bundle, and of all
        before it to anybody that this one does not tell again.
    power
        Of the best test at 1 % false positives; its limit is the study's.
    """

    site: Text
    call_set: Text
    grouping: Text
    group: Text
    n_people: People
    independent_variants_here: int
    independent_variants_before: int
    power: Fraction
    limit: Fraction
    override: Override | None


class SentTerms(_Part):
    """What the data may be used for: terms of the Data Use Ontology, and words for people."""

    duo: tuple[Duo, ...]
    text: LongText
    permit: LongText
    purpose: LongText


class Sender(_Part):
    """Who signed it."""

    name: Text
    key: Fingerprint


class WithheldCells(_Part):
    """How many cells are not told, and why."""

    reason: Text
    n_cells: int


class SentFile(_Part):
    """A table within the bundle. columns: each as "name type"."""

    path: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}\.parquet$")]
    rows: Annotated[int, Field(ge=0)]
    bytes: Annotated[int, Field(ge=0)]
    sha256: Sha256
    columns: tuple[Text, ...]


class Revocation(_Part):
    """An earlier bundle of the same lineage that is no longer to be used, and why."""

    sequence: Annotated[int, Field(ge=1)]
    manifest: Sha256
    reason: Text


class BundleManifest(_Part):
    """All that is signed.

    lineage
        Bundles of one lineage follow each other: each replaces the one before.
    sequence, previous
        From 1; the SHA-256 of the manifest before, None for the first.
    revokes
        Set where it takes an earlier one away; it may then have no files.
    recipients
        Fingerprints of the keys to which it is sealed; none where it is open.
    """

    format: Literal[1]
    study: SentStudy
    country: LongText
    sites: tuple[Text, ...]
    build: Text
    release: Text
    lineage: Name
    sequence: Annotated[int, Field(ge=1)]
    previous: Sha256 | None
    created: datetime
    valid_until: date
    revokes: Revocation | None
    profile: SentProfile
    groups: tuple[SentGroup, ...]
    call_sets: tuple[SentCallSet, ...]
    lists: tuple[SentList, ...]
    budgets: tuple[SentBudget, ...]
    terms: SentTerms
    recipients: tuple[Fingerprint, ...]
    sender: Sender
    withheld: tuple[WithheldCells, ...]
    files: tuple[SentFile, ...]

    @model_validator(mode="after")
    def _is_of_one_piece(self) -> Self:
        if (self.sequence == 1) != (self.previous is None):
            raise ValueError("the first of a lineage names none before it, and every other does")
        if self.created.utcoffset() is None:
            raise ValueError("`created` names no time zone")
        for what, names in (
            ("file", [file.path for file in self.files]),
            ("group", [group.key for group in self.groups]),
            ("call set", [(each.site, each.id) for each in self.call_sets]),
        ):
            if len(set(names)) < len(names):
                raise ValueError(f"one {what} is named twice")
        return self

    @property
    def content(self) -> bytes:
        """Return the bytes that are signed."""
        return canonical_json.written(self.model_dump(mode="json"))

    @property
    def sha256(self) -> str:
        """Return the digest by which the next one names it."""
        return hashlib.sha256(self.content).hexdigest()


def read(content: bytes) -> BundleManifest:
    """Return the manifest that bytes spell, which somebody must have verified.

    Raises BundleError for a newer format, and naming the field for what cannot be.
    """
    values: dict[str, Any] = canonical_json.read(content, "manifest")
    written_in = values.get("format")
    if isinstance(written_in, int) and written_in > FORMAT:
        raise BundleError(
            f"It is of format {written_in}, and this version of Straits reads up to {FORMAT}. "
            "Update Straits, or ask the sender for the older format."
        )
    try:
        manifest = BundleManifest.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "manifest"
        raise BundleError(
            f"Its manifest cannot be: {place}: {first['msg']}. Ask the sender to make it again."
        ) from error
    if manifest.content != content:
        raise BundleError(
            "Its manifest is not in the form that Straits writes. Ask the sender which program "
            "made it."
        )
    return manifest
