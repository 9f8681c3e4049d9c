"""What a study file says of a sample sheet: which of its columns is what."""

from typing import Literal

from pydantic import Field

from data_loaders.study.genotype_rule import Part
from data_loaders.study.relative_sources import RelativeSources, Unrelated
from data_loaders.study.study_fields import File, Marks, Text, Texts


class SampleSheet(Part):
    """A table with one row per sample, and which of its columns is what."""

    file: File
    """the sample sheet: CSV, TSV, Parquet, Excel, .psam, .fam, .ped or .panel"""
    id: Text | None = None
    """the column that holds the sample id, as it is written in the VCF"""
    person: Text | None = None
    """the column that holds the person's id, if a person can have several samples"""
    sex: Text | None = None
    """the column that holds the sex"""
    age: Text | None = None
    """the column that holds the age in years"""
    unrelated: Unrelated | None = None
    """the column that says who is unrelated, or {column: ..., values: [...]}"""
    father: Text | None = None
    """the column that holds the father's sample id"""
    mother: Text | None = None
    """the column that holds the mother's sample id"""
    relatives: RelativeSources | None = None
    """where other relatives are named: {siblings: ..., second_order: ..., pairs: ...}"""
    keep: File | None = None
    """a text file with one sample id per line; the others are left out"""
    sex_values: dict[Literal["XX", "XY", "unknown"], Texts] | None = None
    """how the sheet spells the sexes, such as {XX: [K], XY: [M]}"""
    groupings: dict[Text, Text | None] = Field(default_factory=dict)
    """the column of a grouping in this sheet, if it has a name of its own here"""
    sheet: Text | None = None
    """the name of the sheet, if the file is a workbook of several"""
    missing: Marks | dict[Text, Marks] = ()
    """texts that mean that there is nothing, besides the usual ones such as NA; or by column"""
