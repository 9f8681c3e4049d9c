"""When a genotype call is kept, as a study file says it."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from data_loaders.study import validation
from data_loaders.study.study_fields import Text

# High-quality calls of gnomAD (gnomad_methods, utils/annotations.py, get_adj_expr): GQ >= 20,
# DP >= 10 (5 if haploid) and, in a heterozygote, AD/DP >= 0.2 for each alternate allele.
# There is no upper bound: gnomAD keeps a heterozygote with few reads of the reference.
_GNOMAD_ADJ = {
    "name": "gnomad_adj",
    "min_gq": 20,
    "min_dp": 10,
    "min_dp_haploid": 5,
    "het_ab": (0.2, 1.0),
}


class Part(BaseModel):
    """A part of a study file: its keys, and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class GenotypeRule(Part):
    """When a call is kept; one that fails becomes missing. With every limit None all are kept."""

    name: Text = "none"
    """a name for the rule"""
    min_gq: int | None = Field(default=None, ge=0)
    """the lowest GQ, a whole number"""
    min_dp: int | None = Field(default=None, ge=0)
    """the lowest DP, a whole number of reads"""
    min_dp_haploid: int | None = Field(default=None, ge=0)
    """the lowest DP of a haploid call, a whole number of reads"""
    het_ab: tuple[float, float] | None = None
    """the lowest and highest AD/DP of an alternate allele in a heterozygote, such as [0.2, 0.8]"""
    ft: Literal["pass"] | None = None
    """pass: a call whose FT is neither PASS nor a dot fails"""
    when_absent: Literal["error", "keep"] = "error"
    """what to do with a file without the FORMAT fields that the rule needs: error or keep"""

    @model_validator(mode="before")
    @classmethod
    def _read_name(cls, value: Any) -> Any:
        if value == "none":
            return {}
        if value == "gnomad_adj":
            return _GNOMAD_ADJ
        if not isinstance(value, dict):
            raise ValueError(
                f"expected none, gnomad_adj or limits such as {{min_gq: 20, min_dp: 10}}, "
                f"got {value!r}{validation.did_you_mean(str(value), ['none', 'gnomad_adj'])}"
            )
        if "min_r2" in value:
            raise ValueError(
                "min_r2 is of whole records, not of calls: put `min_r2` into the call set, beside "
                "`genotype_rule`"
            )
        if str(value.get("ft")).lower() == "pass":
            value = {**value, "ft": "pass"}
        limits = [f"{key} {_plain(limit)}" for key, limit in value.items() if key != "when_absent"]
        return {"name": ", ".join(limits) or "none", **value}

    @model_validator(mode="after")
    def _check_het_ab(self) -> "GenotypeRule":
        if self.het_ab is not None and not 0 <= self.het_ab[0] < self.het_ab[1] <= 1:
            low, high = self.het_ab
            raise ValueError(f"expected het_ab [low, high] within 0 and 1, got [{low}, {high}]")
        return self


def _plain(limit: Any) -> str:
    return "-".join(map(str, limit)) if isinstance(limit, list) else str(limit)
