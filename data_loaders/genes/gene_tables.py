"""Gene models: the bundled ones, or those of a GTF or GFF3 file of GENCODE or Ensembl."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from data_loaders.genes import gene_file
from straits import genome, tables
from straits.errors import InputError

BUNDLED = Path(__file__).parents[1] / "reference" / "genes"
BUNDLED_BUILD = "GRCh38"
_TABLES = ("genes", "gene_aliases", "transcripts", "exons")


@dataclass(frozen=True)
class GeneModels:
    """The four gene tables of a release, as in `straits.tables` but for genes.n_alleles.

    Gene ids carry no version, transcript ids do where the source says it. Gene symbols are unique.
    A transcript without exons is one whose structure is not known.

    skipped
        Lines left out because their contig is not chr1 to chr22, chrX, chrY or chrM, by contig.
    """

    genes: pl.DataFrame
    gene_aliases: pl.DataFrame
    transcripts: pl.DataFrame
    exons: pl.DataFrame
    skipped: dict[str, int] = field(default_factory=dict)


def read_genes(path: Path | None, build: str) -> GeneModels:
    """Return gene models of a build: those of a GTF or GFF3 file, else the bundled ones.

    None are bundled for GRCh37: the four tables are then empty.

    Raises InputError, naming file and line, if the file is missing, malformed, without genes or of
    another build.
    """
    if path is None:
        return _bundled() if build == BUNDLED_BUILD else empty_models()
    features = gene_file.read_features(path, build)
    genes = _genes(features.genes, path)
    transcripts = _transcripts(features, genes)
    models = GeneModels(
        genes,
        # The symbols and names of a gene id are the same in both builds.
        _bundled().gene_aliases.join(genes, on="gene_id", how="semi"),
        transcripts,
        _exons(features.parts, transcripts),
        features.skipped,
    )
    _check_ends(models, path, build)
    return as_tables(models)


def empty_models() -> GeneModels:
    """Return four tables without a row."""
    return _models({name: _empty(name) for name in _TABLES})


def as_tables(models: GeneModels) -> GeneModels:
    """Return the models with unique symbols, and with the columns, types and order of the tables.

    Of several genes of one symbol the one with a canonical coding transcript keeps it, else the
    longest; the others go by their gene id, and the symbol stays as their alias.
    """
    coding = models.transcripts.filter("is_canonical", pl.col("cds_start_pos").is_not_null())
    ranked = models.genes.sort(
        pl.col("gene_id").is_in(coding["gene_id"].implode()).not_(),
        pl.col("start_pos") - pl.col("end_pos"),
        "gene_id",
    ).with_columns(is_first=pl.col("gene_symbol").is_first_distinct())
    others = ranked.filter(~pl.col("is_first")).select(alias="gene_symbol", gene_id="gene_id")
    genes = ranked.with_columns(
        gene_symbol=pl.when("is_first").then("gene_symbol").otherwise("gene_id")
    )
    aliases = pl.concat([models.gene_aliases.select("alias", "gene_id"), others]).unique(
        maintain_order=True
    )
    own = genes.select(alias="gene_symbol", gene_id="gene_id")
    by_place = [_order("contig"), pl.col("start_pos"), pl.col("end_pos")]
    transcripts = models.transcripts.sort(*by_place, "transcript_id")
    numbers = transcripts.select("transcript_id").with_row_index("transcript_number")
    exons = models.exons.join(numbers, on="transcript_id", maintain_order="left").sort(
        "transcript_number", "exon_number", maintain_order=True
    )
    return GeneModels(
        _as_table(genes.sort(*by_place, "gene_id"), "genes"),
        _as_table(
            aliases.join(own, on=["alias", "gene_id"], how="anti").sort(pl.all()), "gene_aliases"
        ),
        _as_table(transcripts, "transcripts"),
        _as_table(exons, "exons"),
        models.skipped,
    )


def write_models(models: GeneModels, folder: Path) -> None:
    """Write one Parquet file per table, as the bundled ones are."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in _TABLES:
        rows = getattr(models, name).to_arrow(compat_level=pl.CompatLevel.oldest())
        fields = [field for field in tables.TABLES[name].schema if field.name in rows.column_names]
        rows = rows.select([field.name for field in fields]).cast(pa.schema(fields))
        path = folder / f"{name}.parquet"
        # Without dictionaries, which make what the compressor then makes of it a half larger.
        pq.write_table(rows, path, use_dictionary=False, compression="zstd", compression_level=19)


def files_as_in_releases(models: GeneModels) -> Mapping[str, Path]:
    """Return the bundled file of each table of models that a release has row by row, by its name.

    `genes` is none of them, since a release counts its alleles there.
    """
    bundled = _bundled()
    return {
        name: BUNDLED / f"{name}.parquet"
        for name in _TABLES
        if name != "genes" and getattr(models, name) is getattr(bundled, name)
    }


@cache
def _bundled() -> GeneModels:
    return _models(
        {name: pl.read_parquet(BUNDLED / f"{name}.parquet", glob=False) for name in _TABLES}
    )


def _models(frames: dict[str, pl.DataFrame]) -> GeneModels:
    return GeneModels(
        frames["genes"], frames["gene_aliases"], frames["transcripts"], frames["exons"]
    )


def _empty(name: str) -> pl.DataFrame:
    schema = tables.TABLES[name].schema
    columns = [column for column in schema.names if column != "n_alleles"]
    frame = pl.from_arrow(schema.empty_table().select(columns))
    assert isinstance(frame, pl.DataFrame)
    return frame


def _as_table(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    return frame.select(_empty(name).columns).cast(_empty(name).schema)


def _order(contig: str) -> pl.Expr:
    return pl.col(contig).replace_strict(genome.CONTIG_ORDER, return_dtype=pl.Int32)


def _genes(genes: pl.DataFrame, path: Path) -> pl.DataFrame:
    names = _bundled().genes.select("gene_id", bundled_name="name")
    return genes.join(names, on="gene_id", how="left").select(
        "gene_id",
        pl.col("gene_symbol").fill_null(pl.col("gene_id")),
        pl.coalesce("name", "bundled_name").alias("name"),
        "biotype",
        "contig",
        "start_pos",
        "end_pos",
        "strand",
        source=pl.lit(path.name),
    )


def _transcripts(features: gene_file.Features, genes: pl.DataFrame) -> pl.DataFrame:
    """Return the transcripts of known genes, one of each gene canonical.

    Canonical is the one tagged Ensembl_canonical, else MANE_Select, else the one with the longest
    CDS, then the longest exons.
    """
    parts = features.parts.with_columns(length=pl.col("end_pos") - pl.col("start_pos") + 1)
    is_exon = pl.col("feature") == "exon"
    # A GTF keeps the stop codon out of the CDS, a GFF3 in it; here it always belongs to the CDS.
    spans = parts.group_by("transcript_id").agg(
        exon_length=pl.col("length").filter(is_exon).sum(),
        cds_length=pl.col("length").filter(pl.col("feature") == "CDS").sum(),
        cds_start_pos=pl.col("start_pos").filter(~is_exon).min(),
        cds_end_pos=pl.col("end_pos").filter(~is_exon).max(),
    )
    ranked = (
        features.transcripts.join(genes, on="gene_id", how="semi")
        .join(spans, on="transcript_id", how="left")
        .sort(
            "is_ensembl_canonical", "is_mane_select", "cds_length", "exon_length", "transcript_id",
            descending=[True, True, True, True, False], nulls_last=True,
        )
    )  # fmt: skip
    return ranked.with_columns(is_canonical=pl.col("gene_id").is_first_distinct())


def _exons(parts: pl.DataFrame, transcripts: pl.DataFrame) -> pl.DataFrame:
    # Numbered here, because not every file numbers its exons: from the 5' end of the transcript.
    from_the_left = pl.col("start_pos").rank("ordinal").over("transcript_id")
    from_the_right = pl.len().over("transcript_id") + 1 - from_the_left
    return (
        parts.filter(pl.col("feature") == "exon")
        .join(
            transcripts.select("transcript_id", "strand"), on="transcript_id", maintain_order="left"
        )
        .unique(["transcript_id", "start_pos", "end_pos"], maintain_order=True)
        .with_columns(
            exon_number=pl.when(pl.col("strand") == "-")
            .then(from_the_right)
            .otherwise(from_the_left)
        )
    )


def _check_ends(models: GeneModels, path: Path, build: str) -> None:
    lengths = pl.col("contig").replace_strict(genome.CONTIG_LENGTHS[build], return_dtype=pl.Int32)
    beyond = models.genes.filter(pl.col("end_pos") > lengths)
    if not beyond.is_empty():
        gene = beyond.row(0, named=True)
        raise InputError(
            f"{path}: the gene {gene['gene_symbol']} ends at {gene['contig']}:{gene['end_pos']:,}, "
            f"beyond the end of {gene['contig']} in {build}. Name the gene models of {build}, "
            "the build of the study."
        )
