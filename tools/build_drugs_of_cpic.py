"""Make the list of drugs and genes by which CPIC says, at level A or B, that they are given.

    python -m tools.build_drugs_of_cpic PYPGX

PYPGX is the unpacked wheel `pypgx` 0.27.0. Pairs of genes that are not called are in it too, so
that a reader who asks for such a drug is told why nothing is said of it.
"""

import argparse
from pathlib import Path

import polars as pl

from tools.build_named_alleles import FOLDER

_OUT = FOLDER.parents[1] / "straits" / "queries" / "pharmacogenes" / "drugs_of_cpic.tsv"


def build(pypgx: Path) -> pl.DataFrame:
    """Return drug, gene_symbol and level, in the order of drugs; level A/B is not settled."""
    pairs = pl.read_csv(pypgx / "pypgx" / "api" / "data" / "cpic-table.csv", glob=False)
    return (
        pairs.filter(pl.col("CPICLevel").is_in(["A", "A/B", "B"]))
        .select(drug="Drug", gene_symbol="Gene", level="CPICLevel")
        .unique()
        .sort("drug", "level", "gene_symbol")
    )


def main() -> None:
    """Build the list from the package on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("pypgx", type=Path, help="the unpacked package pypgx")
    build(parser.parse_args().pypgx).write_csv(_OUT, separator="\t")


if __name__ == "__main__":
    main()
