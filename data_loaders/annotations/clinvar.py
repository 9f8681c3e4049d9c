"""ClinVar's records of the alleles of a release: of the study's file, else of the bundled table."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data_loaders.reference import FOLDER
from data_loaders.vcf.site_records import info_value, open_sites
from straits import tables
from straits.errors import InputError

BUNDLED_BUILD = "GRCh38"
_BUNDLED_SOURCE = "ClinVar, likely pathogenic or worse with two stars or more (bundled)"
_BUNDLED_DATE = date(2024, 12, 15)
_KEY = ["contig", "pos", "ref", "alt"]


def clinvar_table(
    path: Path | None,
    build: str,
    positions: Mapping[str, NDArray[np.int32]],
    alleles: pl.LazyFrame,
) -> pl.DataFrame:
    """Return the `clinvar` table: one row per allele of the release and record of ClinVar.

    path
        ClinVar's VCF (clinvar.vcf.gz) of the build, or None for the table that comes with Straits,
        which is of GRCh38 and has only what is at least likely pathogenic.
    positions
        Sorted positions of the alleles, by contig.
    alleles
        allele_index, contig, pos, ref, alt.

    Raises InputError if the file is not ClinVar's or is of another build.
    """
    if path is None:
        records = _bundled(build)
    else:
        records = _of_file(path, build, positions)
    names = tables.TABLES["clinvar"].schema.names
    matches = (
        alleles.select("allele_index", *_KEY)
        .join(records.lazy(), on=_KEY, maintain_order="left_right")
        .unique(["allele_index", "clinvar_id"], keep="first", maintain_order=True)
        .sort("allele_index", "clinvar_id", maintain_order=True)
        .collect()
    )
    return matches.with_columns(
        clinvar_class=_meaning("class", _first_word("significance"), "other"),
        stars=_meaning("stars", pl.col("review_status").str.to_lowercase(), "0").cast(pl.Int32),
    ).select(names)


def pathogenic_alleles(build: str) -> pl.DataFrame:
    """Return contig, pos, ref, alt of the table that comes with Straits, each once, in order.

    They are at least likely pathogenic. Raises InputError for a build that it does not have.
    """
    if build != BUNDLED_BUILD:
        raise InputError(
            f"The table of ClinVar that comes with Straits is of {BUNDLED_BUILD}, and the study of "
            f"{build}. Name a list of pathogenic alleles of {build} as a file."
        )
    return _bundled(build).select(_KEY).unique().sort(_KEY)


@cache
def _bundled(build: str) -> pl.DataFrame:
    records = pl.read_parquet(FOLDER / "clinvar.parquet", glob=False).filter(build == BUNDLED_BUILD)
    return records.select(
        *_KEY,
        pl.col("clinvar_id").cast(pl.Int64),
        "significance",
        "review_status",
        conflict=pl.lit(None, pl.String),
        conditions=pl.col("diseases").list.join("; "),
        source=pl.lit(_BUNDLED_SOURCE),
        source_date=pl.lit(_BUNDLED_DATE),
    )


def _of_file(path: Path, build: str, positions: Mapping[str, NDArray[np.int32]]) -> pl.DataFrame:
    sites = open_sites(path, build)
    header = "\n".join(sites.header.lines)
    if "ID=CLNSIG," not in header:
        raise InputError(
            f"{path} has no INFO field CLNSIG, so it is not ClinVar's VCF. Name clinvar.vcf.gz of "
            f"{build} under `clinvar:` in the study file, or take the key out."
        )
    file_date = re.search(r"##fileDate=(\d{4})-?(\d{2})-?(\d{2})", header)
    made = date(*map(int, file_date.groups())) if file_date else None
    frames = [
        block.select(
            *_KEY,
            clinvar_id=pl.col("id").cast(pl.Int64, strict=False),
            significance=_words("CLNSIG"),
            review_status=_words("CLNREVSTAT"),
            conflict=_words("CLNSIGCONF"),
            conditions=_words("CLNDN"),
        ).drop_nulls(["clinvar_id", "significance"])
        for block in sites.alleles(positions)
    ]
    return pl.concat(frames).with_columns(
        source=pl.lit(f"ClinVar ({path.name})"), source_date=pl.lit(made, pl.Date)
    )


def _words(key: str) -> pl.Expr:
    """Return an INFO field of ClinVar as people read it."""
    text = info_value(key).str.replace_all("_", " ").str.replace_all("|", "; ", literal=True)
    return text.str.replace_all("%2C", ",").str.replace_all("%3B", ";")


def _first_word(column: str) -> pl.Expr:
    """Return what is said of disease, without "; drug response", "; risk factor" and the like."""
    return pl.col(column).str.to_lowercase().str.split(";").list.first()


def _meaning(kind: str, text: pl.Expr, default: str) -> pl.Expr:
    known = dict(_terms().filter(kind=kind).select("term", "value").iter_rows())
    return text.replace_strict(known, default=default, return_dtype=pl.String)


@cache
def _terms() -> pl.DataFrame:
    path = FOLDER / "clinvar_terms.tsv"
    return pl.read_csv(path, separator="\t", infer_schema=False, glob=False)
