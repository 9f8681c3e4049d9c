"""Write how far genes of known variants moved between builds.

python -m tools.build_shifts
"""

from pathlib import Path

import polars as pl

FOLDER = Path(__file__).parents[1] / "data_loaders" / "reference"
OUT = FOLDER.parents[1] / "straits" / "queries" / "search" / "build_shifts.tsv"
# A gene that is moved as one piece has one shift; more variants than this must agree on it.
_LEAST_AGREEING = 0.9


def build_shifts() -> pl.DataFrame:
    """Return one row per gene with a variant that rsids.parquet places in both builds.

    Columns: gene_symbol, contig, start_pos, end_pos (GRCh38), shift (GRCh37 less GRCh38).
    """
    known = pl.read_parquet(FOLDER / "rsids.parquet", glob=False)
    genes = pl.read_parquet(FOLDER / "genes" / "genes.parquet", glob=False)
    by_build = [
        known.filter(pl.col("build") == build).select("contig", "pos", "rsid").unique()
        for build in ("GRCh38", "GRCh37")
    ]
    moved = by_build[0].join(by_build[1], on=["contig", "rsid"], suffix="_37")
    shifts = moved.with_columns((pl.col("pos_37") - pl.col("pos")).alias("shift"))
    here = genes.select("gene_symbol", "contig", "start_pos", "end_pos")
    return (
        shifts.join(here, on="contig")
        .filter(pl.col("pos").is_between(pl.col("start_pos"), pl.col("end_pos")))
        .group_by(here.columns)
        .agg(
            pl.col("shift").mode().min().alias("shift"),
            (pl.col("shift") == pl.col("shift").mode().min()).mean().alias("agreeing"),
        )
        .filter(pl.col("agreeing") >= _LEAST_AGREEING)
        .drop("agreeing")
        .sort("contig", "start_pos", "gene_symbol")
    )


if __name__ == "__main__":
    build_shifts().write_csv(OUT, separator="\t")
