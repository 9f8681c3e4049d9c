"""Make the table of frequencies of star alleles that CPIC publishes by biogeographic group.

    python -m tools.build_pharmacogene_frequencies FOLDER

FOLDER has CPIC's files <gene>_frequency_table.xlsx (CC0-1.0). Writes frequencies.tsv of the folder
pharmacogenes of data_loaders/reference.
"""

import argparse
from pathlib import Path

import fastexcel
import polars as pl

from tools.build_named_alleles import FOLDER, GENES

_SHEET = "Allele frequency"


def build(folder: Path) -> pl.DataFrame:
    """Return gene_symbol, allele, population and frequency, as CPIC writes it; none is left out.

    CPIC has *1 by subtraction of all other alleles that a study looked for.
    """
    parts = []
    for gene in GENES:
        path = folder / f"{gene}_frequency_table.xlsx"
        if not path.exists():
            continue
        sheet = fastexcel.read_excel(path).load_sheet(_SHEET).to_polars()
        allele = sheet.columns[0]
        long = sheet.unpivot(index=allele, variable_name="population", value_name="frequency")
        parts.append(
            long.select(
                pl.lit(gene).alias("gene_symbol"),
                pl.col(allele).cast(pl.String).str.strip_chars().alias("allele"),
                pl.col("population").str.strip_chars(),
                pl.col("frequency").cast(pl.Float64, strict=False).round(5),
            ).filter(pl.col("allele").str.starts_with("*"), pl.col("frequency").is_not_null())
        )
    return pl.concat(parts)


def main() -> None:
    """Build the table from the folder on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="CPIC's frequency tables")
    frame = build(parser.parse_args().folder)
    frame.write_csv(FOLDER / "pharmacogenes" / "frequencies.tsv", separator="\t")
    print(f"frequencies.tsv: {len(frame):,} rows")


if __name__ == "__main__":
    main()
