"""The features of a GTF or GFF3 file, GENCODE's or Ensembl's."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import polars as pl

from data_loaders.vcf.bgzf.blocks import check_whole
from straits import genome
from straits.errors import InputError

_COLUMNS = ("contig", "source", "feature", "start", "end", "score", "strand", "phase", "attributes")
_GENES = ("gene", "ncRNA_gene", "pseudogene")
_PARTS = ("exon", "CDS", "stop_codon")
_HEADER_LINES = 2000


@dataclass(frozen=True)
class Features:
    """Genes, transcripts and parts (exon, CDS, stop_codon) of one file, 1-based and closed.

    skipped
        Lines of these kinds on other contigs, left out, by contig.
    """

    genes: pl.DataFrame
    transcripts: pl.DataFrame
    parts: pl.DataFrame
    skipped: dict[str, int]


def read_features(path: Path, build: str) -> Features:
    """Return what a GTF or GFF3 file, compressed or not, says of the genes of a build.

    Raises InputError if the file is missing, names another build, has a malformed line (which is
    named) or no genes.
    """
    if not path.is_file():
        raise InputError(
            f"{path}: there is no such file of gene models. Correct `genes:` in the study file, or "
            "leave it out to use the bundled ones (GRCh38)."
        )
    try:
        check_whole(path)
        is_gtf = _sniff(path, build)
        rows = _rows(path, is_gtf).collect(engine="streaming")
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError(
            f"{path} cannot be read as text or as gzip: {error}. Expected a GTF or GFF3 file, "
            "compressed with gzip or bgzip or not at all; fetch or copy it again."
        ) from error
    _check_lines(rows, path)
    contigs = {name: _contig(name) for name in rows["contig"].unique().to_list()}
    known = rows.with_columns(
        contig=pl.col("contig").replace_strict(contigs, return_dtype=pl.String)
    ).filter(pl.col("contig").is_not_null())
    outside = rows.filter(pl.col("contig").is_in([n for n, known in contigs.items() if not known]))
    genes = known.filter(kind="gene")
    if genes.is_empty():
        raise InputError(
            f"{path} has no gene on chr1 to chr22, chrX, chrY or chrM. Expected the GTF or GFF3 "
            "file of a whole annotation, with gene, transcript, exon and CDS lines."
        )
    return Features(
        genes.with_columns(_unquoted(genes["gene_symbol"]), _unquoted(genes["name"])).unique(
            "gene_id", keep="first", maintain_order=True
        ),
        *_with_versions(known.filter(kind="transcript"), known.filter(kind="part")),
        dict(outside.group_by("contig").len().sort("contig").iter_rows()),
    )


def _unquoted(texts: pl.Series) -> pl.Series:
    """Return texts without the escapes of GFF3, such as %2C for a comma; null stays null."""
    written = [text and unquote(text) for text in texts.to_list()]
    return pl.Series(texts.name, written, pl.String)


def _sniff(path: Path, build: str) -> bool:
    """Tell GTF from GFF3, once the header has not named another build."""
    lines = pl.read_lines(path, name="text", n_rows=_HEADER_LINES, glob=False)["text"]
    header = " ".join(line for line in lines if line.startswith("#"))
    named = {name for name in genome.BUILDS if name in header}
    if named and build not in named:
        raise InputError(
            f"{path} says that it is of {', '.join(sorted(named))}, but the study is of {build}. "
            f"Name the gene models of {build}."
        )
    body = next((line for line in lines if line and not line.startswith("#")), "")
    return re.match(r'\s*\w+ "', body.split("\t")[-1]) is not None


def _rows(path: Path, is_gtf: bool) -> pl.LazyFrame:
    """Return one row per gene, transcript, exon, CDS, stop codon and malformed line."""
    text = pl.col("text")
    fields = pl.col("fields").struct
    start = fields.field("start").cast(pl.Int32, strict=False)
    end = fields.field("end").cast(pl.Int32, strict=False)
    feature, attributes = fields.field("feature"), fields.field("attributes")
    is_well_formed = (
        attributes.is_not_null()
        & (start >= 1)
        & (end >= start)
        & fields.field("strand").is_in(["+", "-", ".", "?"])
    ).fill_null(False)
    is_transcript = (feature == "transcript") | attributes.str.contains(r"\bID=transcript:")
    return (
        pl.scan_lines(
            path, name="text", row_index_name="line_number", row_index_offset=1, glob=False
        )
        .filter(~text.str.starts_with("#") & (text.str.strip_chars() != ""))
        .with_columns(
            fields=text.str.strip_chars_end("\r\n")
            .str.splitn("\t", len(_COLUMNS))
            .struct.rename_fields(_COLUMNS)
        )
        .with_columns(
            contig=fields.field("contig"),
            feature=feature,
            kind=pl.when(~is_well_formed)
            .then(pl.lit("malformed"))
            .when(feature.is_in(_GENES))
            .then(pl.lit("gene"))
            .when(feature.is_in(_PARTS))
            .then(pl.lit("part"))
            .when(is_transcript)
            .then(pl.lit("transcript")),
            start_pos=start,
            end_pos=end,
            strand=fields.field("strand"),
            attributes=attributes,
        )
        .filter(pl.col("kind").is_not_null())
        .with_columns(**(_gtf_attributes() if is_gtf else _gff3_attributes()))
        .with_columns(
            text=pl.when(kind="malformed").then(text),
            # Ensembl's own version and, where GENCODE mapped the gene to GRCh37, GENCODE's.
            gene_id=pl.col("gene_id").str.replace(r"^(ENSG\d+)\.\d+(?:_\d+)?", "$1"),
        )
        .drop("fields", "attributes")
    )


def _gtf_attributes() -> dict[str, pl.Expr]:
    def value(key: str) -> pl.Expr:
        return pl.col("attributes").str.extract(rf'\b{key} "([^"]*)"')

    def has_tag(tag: str) -> pl.Expr:
        return pl.col("attributes").str.contains(f'tag "{tag}"', literal=True)

    return {
        "gene_id": value("gene_id"),
        "gene_symbol": value("gene_name"),
        "name": pl.lit(None, pl.String),
        "biotype": pl.coalesce(value("gene_type"), value("gene_biotype")),
        "transcript_id": value("transcript_id"),
        "version": value("transcript_version"),
        "refseq_id": value("db_xref").str.extract(r"^RefSeq:(N[MR]_\d+\.\d+)"),
        "is_ensembl_canonical": has_tag("Ensembl_canonical"),
        "is_mane_select": has_tag("MANE_Select"),
    }


def _gff3_attributes() -> dict[str, pl.Expr]:
    def value(key: str) -> pl.Expr:
        return pl.col("attributes").str.extract(rf"(?:^|;)\s*{key}=([^;]*)")

    def has_tag(tag: str) -> pl.Expr:
        return pl.col("attributes").str.contains(rf"(?:^|;)\s*tag=(?:[^;]*,)?{tag}(?:[,;]|$)")

    gene = pl.when(kind="gene").then(value("ID")).otherwise(value("Parent"))
    return {
        "gene_id": pl.coalesce(value("gene_id"), gene.str.strip_prefix("gene:")),
        "gene_symbol": pl.coalesce(value("gene_name"), value("Name")),
        "name": value("description").str.replace(r" \[Source:.*", ""),
        "biotype": pl.coalesce(value("gene_type"), value("biotype")),
        "transcript_id": pl.coalesce(
            value("transcript_id"), value("Parent").str.strip_prefix("transcript:")
        ),
        "version": value("version"),
        "refseq_id": value("Dbxref").str.extract(r"\bRefSeq:(N[MR]_\d+\.\d+)"),
        "is_ensembl_canonical": has_tag("Ensembl_canonical"),
        "is_mane_select": has_tag("MANE_Select"),
    }


def _check_lines(rows: pl.DataFrame, path: Path) -> None:
    needed = pl.when(kind="part").then("transcript_id").otherwise("gene_id")
    wrong = rows.filter((pl.col("kind") == "malformed") | needed.is_null())
    if wrong.is_empty():
        return
    row = wrong.sort("line_number").row(0, named=True)
    where = f"{path}, line {row['line_number']}"
    if row["kind"] == "malformed":
        raise InputError(
            f"{where}: expected nine columns separated by tabs (contig, source, feature, start, "
            "end, score, strand, phase, attributes) with 1 <= start <= end, got "
            f"{row['text'][:120]!r}. "
            "Correct the line, or fetch the file again."
        )
    raise InputError(
        f"{where}: this {row['feature']} does not say which gene or transcript it belongs to "
        "(gene_id, transcript_id, ID or Parent). Expected attributes as GENCODE or Ensembl write "
        "them in GTF and GFF3."
    )


def _with_versions(
    transcripts: pl.DataFrame, parts: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Write a version into the transcript id where the file keeps it apart, as Ensembl does."""
    transcripts = transcripts.unique("transcript_id", keep="first", maintain_order=True)
    full_ids = transcripts.select(
        "transcript_id",
        full_id=pl.when(
            pl.col("version").is_not_null()
            & ~pl.col("transcript_id").str.contains(".", literal=True)
        )
        .then(pl.format("{}.{}", "transcript_id", "version"))
        .otherwise("transcript_id"),
    )
    renamed = (
        frame.join(full_ids, on="transcript_id", maintain_order="left")
        .drop("transcript_id")
        .rename({"full_id": "transcript_id"})
        for frame in (transcripts, parts)
    )
    return next(renamed), next(renamed)


def _contig(name: str) -> str | None:
    try:
        return genome.normalise_contig(name)
    except ValueError:
        return None
