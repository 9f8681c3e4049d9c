"""Where a study names relatives other than parents."""

from pydantic import Field

from data_loaders.study.genotype_rule import Part
from data_loaders.study.study_fields import Files, Text


class RelativeSources(Part):
    """Columns of a sheet with the ids of relatives, and tables of pairs."""

    siblings: Text | None = None
    """the column with the ids of siblings, joined by commas"""
    second_order: Text | None = None
    """the column with the ids of grandparents, aunts, half siblings ..., joined by commas"""
    third_order: Text | None = None
    """the column with the ids of cousins ..., joined by commas"""
    pairs: Files = ()
    """tables of pairs: KING's or plink2's .kin0, PLINK's .genome, or two columns of ids"""
    degree: int = Field(default=2, ge=1, le=3)
    """how distant a pair of .kin0 or .genome may be to count: 1, 2 or 3"""
