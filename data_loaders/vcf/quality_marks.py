"""Marks of quality beside a genotype: R2 of imputation, PLINK's provisional REF, and FT."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data_loaders.vcf.calls.split_records import OF_ONE_RECORD
from data_loaders.vcf.header import Header
from data_loaders.vcf.info import has_flag, info_values
from data_loaders.vcf.record_alleles import LOW_R2, SEQUENCE, Alleles
from data_loaders.vcf.record_batch import text_column
from data_loaders.vcf.record_lines import Lines
from straits.errors import InputError

# What Beagle, Minimac, earlier Beagle, and IMPUTE call the quality of an imputed allele.
R2_KEYS = ("DR2", "R2", "AR2", "RSQ", "INFO")
PROVISIONAL = "PR"
# Below it an imputed allele is told; what analysts usually leave out.
POOR_R2 = 0.3
_DECLARED = re.compile(r"##(INFO|FORMAT)=<ID=([^,>]+),Number=[^,]*,Type=(\w+)")


@dataclass(frozen=True)
class Marks:
    """The marks that a header declares.

    r2
        The INFO field with R2, None where there is none.
    has_provisional, has_ft
        Whether INFO has PR, and FORMAT has FT.
    parts
        The INFO fields by which a record says that it is a part of another.
    """

    r2: str | None
    has_provisional: bool
    has_ft: bool
    parts: tuple[str, ...]

    @property
    def infos(self) -> list[str]:
        """The INFO fields that are read for them."""
        marks = (self.r2, self.has_provisional and PROVISIONAL)
        return [*(key for key in marks if key), *self.parts]


def marks_of(header: Header) -> Marks:
    """Return the marks that a header declares."""
    types: Mapping[tuple[str, str], str] = {
        (match[1], match[2]): match[3] for line in header.lines if (match := _DECLARED.match(line))
    }
    r2 = next((key for key in R2_KEYS if types.get(("INFO", key)) == "Float"), None)
    return Marks(
        r2,
        types.get(("INFO", PROVISIONAL)) == "Flag",
        ("FORMAT", "FT") in types,
        tuple(key for key in OF_ONE_RECORD if ("INFO", key) in types),
    )


def check_marks(header: Header, min_r2: float | None, asks_ft: bool) -> None:
    """Raise InputError where a header declares no field for what a call set asks for."""
    marks = marks_of(header)
    if min_r2 is not None and marks.r2 is None:
        raise InputError(
            f"{header.path}: its call set asks for `min_r2: {min_r2:g}`, but the header declares "
            f"none of {', '.join(R2_KEYS)} in INFO as Float. Take `min_r2` out of the study file."
        )
    if asks_ft and not marks.has_ft:
        raise InputError(
            f"{header.path}: its genotype rule asks for `ft: pass`, but the header declares no FT "
            "in FORMAT. Take `ft` out of the study file, or add `when_absent: keep`."
        )


def r2_values(lines: Lines, alleles: Alleles, key: str) -> NDArray[np.float64]:
    """Return R2 of each allele, NaN where its record has none, shape (n_alleles,).

    A value for each alternate, or one for the record.
    """
    first, last = info_values(lines, key)
    texts = pl.Series(
        pl.from_arrow(text_column(lines.text, np.maximum(first, 0), np.maximum(last, 0)))
    )
    values = texts.str.split(",").gather(alleles.record)
    frame = pl.DataFrame(
        {"values": values, "number": alleles.number, "n_alts": lines.n_alts[alleles.record]}
    )
    place = pl.when(pl.col("values").list.len() == pl.col("n_alts")).then(pl.col("number") - 1)
    value = pl.col("values").list.get(place.otherwise(0), null_on_oob=True)
    numbers = frame.select(value.cast(pl.Float64, strict=False).fill_null(float("nan")))
    return numbers.to_series().to_numpy()


def without_low_r2(alleles: Alleles, r2: NDArray[np.float64], min_r2: float) -> Alleles:
    """Return the alleles with those below a limit of R2 marked as such; no value is no reason."""
    is_low = (alleles.kind == SEQUENCE) & (r2 < min_r2)
    return alleles._replace(kind=np.where(is_low, LOW_R2, alleles.kind).astype(np.int8))


def is_provisional(lines: Lines) -> NDArray[np.bool_]:
    """Tell of each record whether PLINK marked its REF as provisional, shape (n_records,)."""
    return has_flag(lines, PROVISIONAL)
