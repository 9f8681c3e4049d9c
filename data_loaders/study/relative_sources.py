"""Where a study names relatives other than parents, and who has none."""

from typing import Any

from pydantic import Field, model_validator

from data_loaders.study.genotype_rule import Part
from data_loaders.study.study_fields import Files, Text, Texts


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


class Unrelated(Part):
    """Where a sheet says who has no relative in the study."""

    column: Text
    """the column that says who is unrelated"""
    values: Texts | None = None
    """the values that mean unrelated; left out, yes, true, 1 and unrelated do"""

    @model_validator(mode="before")
    @classmethod
    def _read_column(cls, value: Any) -> Any:
        return {"column": value} if isinstance(value, str) else value
