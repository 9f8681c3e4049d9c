"""The tables of annotations of a release, written contig by contig."""

from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from data_loaders.annotations import gene_choice, locations, merging
from data_loaders.annotations.clinvar import clinvar_table
from data_loaders.annotations.entries import SCHEMA
from data_loaders.genes.gene_tables import GeneModels
from data_loaders.vcf.spool import Spool
from straits.flat.flat_release import annotations_writer
from straits.tables import TABLES

ROW_GROUP = 122_880
_KEY = ["pos", "ref", "alt"]
_ENTRIES = pl.Schema(
    {
        **{name: kind for name, kind in pl.Schema(SCHEMA).items() if name not in ("contig", *_KEY)},
        "allele_index": pl.Int64(),
        "call_set_id": pl.String(),
        "call_set_order": pl.Int32(),
    }
)
_BY_CONTIG = ("consequences", "allele_consequences", "allele_annotations")


def write_annotations(
    release: Path,
    build: str,
    clinvar: Path | None,
    models: GeneModels,
    spools: Mapping[str, Spool],
    positions: Mapping[str, NDArray[np.int32]],
) -> Mapping[str, int]:
    """Write consequences, allele_consequences, allele_annotations and clinvar of a release.

    Besides, described_transcripts: where the alleles lie that are described on a transcript.

    clinvar
        ClinVar's VCF, or None for the bundled table.
    spools
        Annotations that the files of each call set carry, by call_set_id.
    positions
        Sorted positions of the alleles, by contig.

    Returns, by call set, its annotations that were set aside because other call sets, or a more
    severe one, say otherwise. Raises InputError for a file of ClinVar that cannot be read.
    """
    alleles = pl.scan_parquet(TABLES["alleles"].path(release), glob=False)
    known = clinvar_table(clinvar, build, positions, alleles)
    pq.write_table(_arrow(known, "clinvar"), TABLES["clinvar"].path(release), compression="zstd")
    best = (
        known.sort("allele_index", "stars", "clinvar_id", descending=[False, True, False])
        .group_by("allele_index", maintain_order=True)
        .agg(pl.col("clinvar_class").first(), clinvar_stars=pl.col("stars").first())
    )
    names = merging.GeneNames(models)
    has_models = not models.genes.is_empty()
    codes = annotations_writer(TABLES["allele_annotations"].path(release).parent)
    set_aside: Counter[str] = Counter()
    described = [TABLES["described_transcripts"].schema.empty_table()]
    with ExitStack() as open_files:
        writers = {
            name: open_files.enter_context(
                pq.ParquetWriter(
                    TABLES[name].path(release),
                    TABLES[name].schema,
                    compression="zstd",
                    use_dictionary=TABLES[name].schema.names[1:],
                    # A number that rises is not worth a dictionary.
                    column_encoding={"allele_index": "DELTA_BINARY_PACKED"},
                )
            )
            for name in _BY_CONTIG
        }
        for contig in positions:
            here = alleles.filter(contig=contig).select("allele_index", *_KEY).collect()
            rows, others = merging.merge(_entries(spools, contig, here), names)
            set_aside.update(others)
            located = locations.locations(models, contig, here)
            genes = gene_choice.by_gene(rows, located, models.genes)
            every = gene_choice.by_allele(genes, located, here["allele_index"], has_models).join(
                best, on="allele_index", how="left", maintain_order="left"
            )
            for name, frame in zip(_BY_CONTIG, (rows, genes, every), strict=True):
                writers[name].write_table(_arrow(frame, name), row_group_size=ROW_GROUP)
            codes.write(every)
            described.append(_arrow(_described(rows, contig), "described_transcripts"))
    codes.close()
    pq.write_table(
        pa.concat_tables(described),
        TABLES["described_transcripts"].path(release),
        compression="zstd",
    )
    return set_aside


def _entries(spools: Mapping[str, Spool], contig: str, alleles: pl.DataFrame) -> pl.DataFrame:
    """Return what all call sets say of the alleles of a contig, each statement once a call set."""
    frames = [pl.DataFrame(schema=_ENTRIES)]
    for order, (call_set_id, spool) in enumerate(spools.items()):
        if contig in spool.contigs():
            entries = pl.from_arrow(spool.read(contig))
            assert isinstance(entries, pl.DataFrame)
            named = entries.join(alleles, on=_KEY, maintain_order="left").with_columns(
                call_set_id=pl.lit(call_set_id), call_set_order=pl.lit(order)
            )
            frames.append(named.select(_ENTRIES.names()).unique(maintain_order=True))
    return pl.concat(frames)


def _described(consequences: pl.DataFrame, contig: str) -> pl.DataFrame:
    """Return the rows of `described_transcripts` of a contig, from those of `consequences`."""
    return (
        consequences.filter(pl.any_horizontal(pl.col("hgvs_c", "hgvs_p").is_not_null()))
        .group_by("gene_id", "transcript_id")
        .agg(first_allele=pl.col("allele_index").min(), last_allele=pl.col("allele_index").max())
        .sort("first_allele", "last_allele", "gene_id", "transcript_id")
        .select(pl.lit(contig).alias("contig"), pl.all())
    )


def _arrow(frame: pl.DataFrame, name: str) -> pa.Table:
    schema = TABLES[name].schema
    return frame.select(schema.names).to_arrow(compat_level=pl.CompatLevel.oldest()).cast(schema)
