"""rsIDs of alleles: the VCF's own, else those of the study's tables, else the bundled ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from data_loaders.vcf.bgzf.blocks import check_whole
from data_loaders.vcf.header_build import builds_named
from straits import genome
from straits.errors import InputError

BUNDLED = Path(__file__).parents[1] / "reference"
_KEY = ["contig", "pos", "ref", "alt"]
_SCHEMA = {
    "contig": pl.String, "pos": pl.Int32, "ref": pl.String, "alt": pl.String, "rsid": pl.String,
}  # fmt: skip
# What tables call these columns, in lower case.
_HEADINGS = {
    "rsid": ("rsid", "rs_id", "rs", "id", "snp", "name", "variant"),
    "contig": ("contig", "#chrom", "chrom", "chromosome", "chr", "#chr"),
    "pos": ("pos", "position", "bp"),
    "ref": ("ref", "reference", "ref_allele", "reference_allele"),
    "alt": ("alt", "alternate", "alt_allele", "alternate_allele"),
}


@dataclass(frozen=True)
class Source:
    """A table of rsIDs: its name and one row per allele (contig, pos, ref, alt, rsid)."""

    name: str
    table: pl.DataFrame


def read_sources(study_files: Sequence[Path], positions: pl.Series, build: str) -> list[Source]:
    """Return the rsIDs that files give at some positions, and the bundled ones last.

    study_files
        VCF files and tables (TSV, CSV, Parquet) of the build; each is read once.
    positions
        Positions of the study's alleles, on whichever contig.

    Raises InputError if a file is missing, has no such columns or names another build.
    """
    sources = [Source(path.name, _read(path, positions, build)) for path in study_files]
    return [*sources, Source("bundled", _bundled(build))]


def annotate(alleles: pl.DataFrame, sources: Sequence[Source]) -> pl.DataFrame:
    """Return the alleles, in their order, with `rsid` and where it came from in `rsid_source`.

    alleles
        Trimmed alleles with contig, pos, ref, alt, and in rsid the ID column of their VCF.
    sources
        Asked in their order; an rsID counts for an allele of the same contig, pos, ref and alt.

    rsid_source is "vcf", the name of a file, or "bundled"; both are null where nobody knows an
    rsID. Of an ID column only words such as rs334 count; where there are several they are parted by
    a semicolon, those that another source gives for the allele first.
    """
    rows = alleles.with_columns(own=_listed(pl.col("rsid"))).drop("rsid")
    columns = []
    for number, source in enumerate(sources):
        rows = rows.join(
            source.table.rename({"rsid": f"rsid_{number}"}),
            on=_KEY,
            how="left",
            maintain_order="left",
        )
        columns.append(f"rsid_{number}")
    has_own = pl.col("own").list.len() > 0
    shared = [_listed(pl.col(name)).list.set_intersection("own").fill_null([]) for name in columns]
    confirmed = pl.concat_list(*shared, "own").list.unique(maintain_order=True)
    known = [
        pl.when(pl.col(column).is_not_null()).then(pl.lit(source.name))
        for source, column in zip(sources, columns, strict=True)
    ]
    return rows.with_columns(
        rsid=pl.coalesce(pl.when(has_own).then(confirmed.list.join(";")), *columns),
        rsid_source=pl.coalesce(pl.when(has_own).then(pl.lit("vcf")), *known),
    ).select(*alleles.columns, "rsid_source")


def _listed(rsids: pl.Expr) -> pl.Expr:
    """Return the rsIDs of a text such as rs334;COSV1, each once, in order.

    Programs other than those that follow the specification part ids with commas or bars.
    """
    words = (
        rsids.str.to_lowercase()
        .str.replace_all(r"[,|\s]+", ";")
        .str.split(";")
        .list.eval(pl.element().filter(pl.element().str.contains(r"^rs[0-9]+$")))
    )
    return words.list.unique(maintain_order=True)


@cache
def _bundled(build: str) -> pl.DataFrame:
    """Return the shipped alleles with an rsID; ClinVar's are of GRCh38 only."""
    rsids = pl.read_parquet(BUNDLED / "rsids.parquet", glob=False).filter(build=build)
    tables = [rsids.select(*_KEY, "rsid")]
    if build == "GRCh38":
        clinvar = pl.read_parquet(BUNDLED / "clinvar.parquet", columns=[*_KEY, "rsid"], glob=False)
        tables.append(clinvar.filter(pl.col("rsid").is_not_null()))
    return pl.concat(tables).unique(_KEY, keep="first", maintain_order=True)


def _read(path: Path, positions: pl.Series, build: str) -> pl.DataFrame:
    """Return the rows of a file that lie at some positions, one per allele."""
    if not path.is_file():
        raise InputError(
            f"{path}: there is no such file of rsIDs. Correct `rsids:` in the study file, or take "
            "the name out."
        )
    try:
        check_whole(path)
        rows = _scan(path, build)
        # A file of all known variants is long; the positions of the study are few.
        here = positions.alias("pos").unique().to_frame().lazy()
        # Of several rsIDs of an allele the file's first counts, in whatever order rows come.
        numbered = rows.with_row_index("line").join(here, on="pos", how="semi")
        near = numbered.collect(engine="streaming").sort("line").drop("line")
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError(
            f"{path} cannot be read as a table of rsIDs: {error}. Expected a VCF, or a TSV, CSV or "
            "Parquet table with the columns rsid, contig, pos, ref and alt."
        ) from error
    contigs = {name: _contig(name) for name in near["contig"].unique().to_list()}
    for name in contigs:
        if genome.build_of_contig(name) not in (None, build):
            raise InputError(
                f"{path} has the contig {name}, which is of {genome.build_of_contig(name)}, but "
                f"the study is of {build}. Name a file of {build} under `rsids:` in the study file."
            )
    split = near.with_columns(
        contig=pl.col("contig").replace_strict(contigs, return_dtype=pl.String),
        rsid=_listed(pl.col("rsid")).list.join(";").replace("", None),
        ref=pl.col("ref").str.to_uppercase(),
        alt=pl.col("alt").str.to_uppercase().str.split(","),
    )
    written_out = (
        split.explode("alt")
        .drop_nulls()
        .filter(pl.all_horizontal(pl.col("ref", "alt").str.contains("^[ACGTN]+$")))
    )
    trimmed = [
        (contig, *genome.trim(pos, ref, alt), rsid)
        for contig, pos, ref, alt, rsid in written_out.select(*_KEY, "rsid").iter_rows()
    ]
    return pl.DataFrame(trimmed, _SCHEMA, orient="row").unique(
        _KEY, keep="first", maintain_order=True
    )


def _scan(path: Path, build: str) -> pl.LazyFrame:
    """Return contig, pos, ref, alt and rsid as the file has them, whatever it calls them."""
    suffix = path.name.lower().removesuffix(".gz").removesuffix(".bgz").rpartition(".")[2]
    if suffix == "vcf":
        return _scan_vcf(path, build)
    if suffix in ("parquet", "pq"):
        rows = pl.scan_parquet(path, glob=False)
    else:
        separator = "," if suffix == "csv" else "\t"
        rows = pl.scan_csv(
            path, separator=separator, infer_schema=False, quote_char=None, glob=False
        )
    names = rows.collect_schema().names()
    chosen = {
        column: next((name for word in words for name in names if name.lower() == word), None)
        for column, words in _HEADINGS.items()
    }
    if absent := [column for column, name in chosen.items() if name is None]:
        raise InputError(
            f"{path} has no column for {', '.join(absent)}; it has {', '.join(names)}. Expected a "
            "table with the columns rsid, contig, pos, ref and alt, or a VCF."
        )
    return rows.select(
        *(pl.col(str(chosen[name])).cast(pl.String).alias(name) for name in ("contig", "rsid")),
        *(pl.col(str(chosen[name])).cast(pl.String).alias(name) for name in ("ref", "alt")),
        pos=pl.col(str(chosen["pos"])).cast(pl.Int32),
    )


def _scan_vcf(path: Path, build: str) -> pl.LazyFrame:
    lines = pl.read_lines(path, name="text", n_rows=5000, glob=False)["text"]
    named = builds_named(line for line in lines if line[:2] == "##")
    if named and build not in named:
        raise InputError(
            f"{path} says that it is of {', '.join(sorted(named))}, but the study is of {build}. "
            f"Name a file of {build}."
        )
    fields = ("contig", "pos", "rsid", "ref", "alt", "rest")
    text = pl.col("text")
    return (
        pl.scan_lines(path, name="text", glob=False)
        .filter(~text.str.starts_with("#") & (text.str.strip_chars() != ""))
        .select(text.str.splitn("\t", len(fields)).struct.rename_fields(fields))
        .unnest("text")
        .select("contig", "rsid", "ref", "alt", pl.col("pos").cast(pl.Int32))
    )


def _contig(name: str) -> str | None:
    try:
        return genome.normalise_contig(name)
    except ValueError:
        return None
