"""The study file as a tree of models, one field per key; docs/study.md describes them all.

The text under a field is what an error message says was expected there.
"""

import re
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, PrivateAttr, model_validator

from data_loaders.study.genotype_rule import GenotypeRule, Part
from data_loaders.study.located_yaml import Document
from data_loaders.study.partner import Partner
from data_loaders.study.pharmacogene_calls import PharmacogeneCalls
from data_loaders.study.sample_sheet import SampleSheet
from data_loaders.study.site_terms import DataUse
from data_loaders.study.study_fields import (
    Build,
    Colour,
    Country,
    File,
    Files,
    Folders,
    Identifier,
    Marks,
    Purposes,
    Shape,
    Text,
    Texts,
)
from straits.journal import FEWEST, KEPT

_NOT_IN_GROUP_MAX = ("asj", "fin", "oth", "ami", "remaining")  # gnomad_methods, grch38, v4


class CallSet(Part):
    """Samples that were called together: one assay, one caller, one genotype rule."""

    id: Identifier
    """a short name for the call set; the only one of a site has the site's if it has none"""
    name: Text = ""
    """a name for people; left out, it is the id"""
    files: Files = Field(min_length=1)
    """VCF or BCF files: a path or pattern such as "*.vcf.gz", or a list of them"""
    assay: Text | None = None
    """how the samples were sequenced, such as WGS 30x"""
    caller: Text | None = None
    """the program that called the genotypes, such as GATK"""
    callable_regions: File | None = Field(default=None, alias="callable")
    """a BED file of the regions that were looked at"""
    genotype_rule: GenotypeRule = GenotypeRule()
    """none, gnomad_adj or limits such as {min_gq: 20, min_dp: 10}"""
    min_r2: float | None = Field(default=None, ge=0, le=1)
    """the lowest R2 of an imputed allele, from 0 to 1"""
    preferred: bool = False
    """true in the call set that counts for a person who is in two"""
    keep_samples: File | None = Field(default=None, alias="keep")
    """a text file with one sample id per line; the others are left out"""

    @model_validator(mode="before")
    @classmethod
    def _fill_name(cls, value: Any) -> Any:
        return (
            {"name": value["id"], **value} if isinstance(value, dict) and "id" in value else value
        )


class Grouping(Part):
    """A way to divide people: ethnic group, population, ancestry ..."""

    column: Text | None = None
    """the column of the sheets that holds the group; left out, the one named like the grouping"""
    label: Text = ""
    """a name for people; left out, it is made from the grouping's"""
    missing: Marks = ()
    """values that are no group, such as [99, Prefer not to answer], besides the usual ones"""
    inferred: bool = False
    """true if the groups were inferred from genotypes, false if people named them"""
    parent: Text | None = None
    """the grouping whose groups these belong to"""
    labels: dict[Text, Text] = Field(default_factory=dict)
    """a label for people for each group, such as {CHB: Han Chinese in Beijing}"""
    order: Texts = ()
    """every group, in the order they are to be shown"""
    colours: dict[Text, Colour] = Field(default_factory=dict)
    """a colour for each group, in quotes: {CHB: "#D55E00"}"""
    shapes: dict[Text, Shape] = Field(default_factory=dict)
    """a shape for each group: circle, square, triangle-up, diamond, cross, triangle-down ..."""
    parents: dict[Text, Text] = Field(default_factory=dict)
    """the parent's group for each group, such as {CHB: EAS}"""
    not_in_group_max: Texts = ()
    """the groups that GroupMax leaves out: bottlenecked, mixed or unassigned ones"""

    @model_validator(mode="before")
    @classmethod
    def _read_nothing(cls, value: Any) -> Any:
        return {} if value is None else value


class Site(Part):
    """A place with its own samples and call sets."""

    id: Identifier
    """a short name for the site, such as sg"""
    name: Text = ""
    """a name for people; left out, it is the id"""
    country: Country | None = None
    """the country's two letters, such as SG"""
    samples: SampleSheet
    """the sample sheet: {file: sheet.tsv, id: sample, sex: sex}"""
    call_sets: tuple[CallSet, ...] = Field(min_length=1)
    """a list of call sets, each with its files"""
    data_use: DataUse | None = None
    """the terms under which the site gave its data, such as {terms: [HMB, NPOA]}"""
    pharmacogene_calls: tuple[PharmacogeneCalls, ...] = ()
    """what other tools say of pharmacogenes: a list of {tool: PharmCAT 3.1.1, file: calls.tsv}"""
    phenotypes: File | None = None
    """the site's mapping of phenotypes, a YAML file that docs/phenotypes.md describes"""

    @model_validator(mode="before")
    @classmethod
    def _fill_names(cls, value: Any) -> Any:
        """Name a site by its id, and its only call set like the site."""
        if not isinstance(value, dict) or not isinstance(value.get("id"), str):
            return value
        call_sets = value.get("call_sets")
        if isinstance(call_sets, list) and len(call_sets) == 1 and isinstance(call_sets[0], dict):
            named = {"id": value["id"], "name": value.get("name", value["id"])}
            value = {**value, "call_sets": [named | call_sets[0]]}
        return {"name": value["id"], **value}


class Panel(Part):
    """Allele counts by group that others publish, such as gnomAD: no people, no genotypes."""

    id: Identifier
    """a short name for the panel, such as gnomad"""
    name: Text = ""
    """a name for people; left out, it is the id"""
    files: Files = Field(min_length=1)
    """VCF files of sites, or tables (Parquet, CSV): a path or pattern, or a list of them"""
    groups: Texts = ()
    """the groups to read, such as [nfe, eas]; left out, those that the first file declares"""
    ac: Text = "AC_{group}"
    """the field with the alternate alleles of a group, such as AC_{group}; AC for all people"""
    an: Text = "AN_{group}"
    """the field with the alleles called in a group, such as AN_{group}"""
    hom_alt: Text = "nhomalt_{group}"
    """the field with the homozygotes of a group, such as nhomalt_{group}"""
    ac_low: Text = "AC_low_{group}"
    """the field with the least that the alternate alleles of a group can be"""
    ac_high: Text = "AC_high_{group}"
    """the field with the most that the alternate alleles of a group can be"""
    censored_from: int | None = Field(default=None, ge=0, le=1)
    """what a count such as <5 starts at: 1 if none is written as 0, else 0"""
    labels: dict[Text, Text] = Field(default_factory=dict)
    """a label for people for each group, such as {nfe: Non-Finnish European}"""
    colours: dict[Text, Colour] = Field(default_factory=dict)
    """a colour for each group, in quotes: {nfe: "#0072B2"}"""
    matches: dict[Text, Text] = Field(default_factory=dict)
    """the panel's group of the same ancestry for groups of the study, such as {danish: nfe}"""
    not_in_group_max: Texts = _NOT_IN_GROUP_MAX
    """the groups that GroupMax leaves out; left out, those that gnomAD's own leaves out"""
    alleles: Literal["seen", "all"] = "seen"
    """seen: the alleles that a call set of the study has; all: every allele of the panel"""

    @property
    def grouping(self) -> str:
        """The grouping that its groups make: its id, as the name of a column.

        >>> Panel.model_construct(id="gnomAD.v4").grouping
        'gnomad_v4'
        """
        return re.sub(r"[^a-z0-9]+", "_", self.id.lower())

    @model_validator(mode="after")
    def _check_groups(self) -> "Panel":
        """Refuse several groups that would have the same counts."""
        if "{group}" not in self.ac and len(self.groups) > 1:
            raise ValueError(
                f"expected one group in a panel whose AC is {self.ac!r} for all; put {{group}} "
                f"where the group stands in the names of its fields, or name one of "
                f"{', '.join(self.groups)}"
            )
        for name in {"an"} | (self.model_fields_set & {"hom_alt", "ac_low", "ac_high"}):
            if ("{group}" in getattr(self, name)) != ("{group}" in self.ac):
                raise ValueError(
                    f"expected {{group}} in both of ac and {name}, such as AC_{{group}} and "
                    f"AN_{{group}}, or in none: got {self.ac!r} and {getattr(self, name)!r}"
                )
        return self

    @model_validator(mode="before")
    @classmethod
    def _fill_name(cls, value: Any) -> Any:
        return (
            {"name": value["id"], **value} if isinstance(value, dict) and "id" in value else value
        )


class Study(Part):
    """Everything that ingest needs to know, with all paths resolved."""

    name: Text
    """the name of the study"""
    description: str = ""
    """a sentence or two about the study"""
    build: Build
    """the genome build, GRCh37 or GRCh38"""
    profile: Literal["open", "inside"] = "inside"
    """who may see what: open (public data) or inside (no cell under 20 people)"""
    is_synthetic: bool = Field(default=False, alias="synthetic")
    """true if no real person is in the study"""
    reference: File | None = None
    """the reference sequence, a FASTA file"""
    genes: File | None = None
    """gene models, a GTF or GFF3 file"""
    rsids: Files = ()
    """VCF files or tables with rsIDs"""
    clinvar: File | None = None
    """ClinVar's VCF of the build, clinvar.vcf.gz"""
    pharmacogene_definitions: File | None = None
    """a table of star alleles, in the place of those that come with Straits"""
    pca_axes: File | None = None
    """axes of principal components, the file pca_axes.parquet of another store"""
    views: Folders = ()
    """folders of views of the study's own, files of SQL: a path or a list of them"""
    learn: Files = ()
    """files of cases for learners"""
    keep_releases: int = Field(default=KEPT, ge=FEWEST, le=10_000)
    """how many releases its store keeps, from 2: the current one and the one before it"""
    groupings: dict[str, Grouping] = Field(default_factory=dict)
    """the ways to divide people, such as {population: {column: Population}}"""
    shared_ids: bool | Texts = False
    """true if an id is one person at whatever site, or a list of the sites that share ids"""
    sites: tuple[Site, ...] = Field(min_length=1)
    """a list of sites, each with an id, samples and call_sets"""
    panels: tuple[Panel, ...] = ()
    """a list of external panels such as gnomAD, each with an id and files"""
    partners: tuple[Partner, ...] = ()
    """a list of those who send bundles, each with an id, a key and its fingerprint"""
    bundle_key: File | None = None
    """one's own key that opens bundles, the file that keys new wrote, such as singapore.key"""
    purposes: Purposes = ()
    """what the data of partners are asked for, such as [HMB]"""

    _document: Document = PrivateAttr()

    @property
    def path(self) -> Path:
        """The study file itself."""
        return self._document.path

    @property
    def sites_with_shared_ids(self) -> frozenset[str]:
        """The sites at which an id is one person, if at another of them as well."""
        if isinstance(self.shared_ids, bool):
            return frozenset(site.id for site in self.sites if self.shared_ids)
        return frozenset(self.shared_ids)

    def locate(self, document: Document) -> "Study":
        """Remember the file that the study came from; returns the study itself."""
        self._document = document
        return self

    def written(self, *place: str | int) -> Any:
        """Return what stands in the file at a place, as it is written; None where nothing does."""
        value = self._document.value
        for part in place:
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def where(self, *place: str | int) -> str:
        """Return file:line of a key, such as where("sites", 0, "samples", "id")."""
        return self._document.where(*place)
