"""Where a site names what another tool says of its people's pharmacogenes."""

from data_loaders.study.genotype_rule import Part
from data_loaders.study.study_fields import File, Text


class PharmacogeneCalls(Part):
    """A table with one row per person and gene: of PharmCAT, StellarPGx, Aldy, a typing of HLA."""

    tool: Text
    """the tool and its version, such as PharmCAT 3.1.1"""
    file: File
    """a table with one row per person and gene: CSV, TSV, Parquet or Excel"""
    id: Text = "sample"
    """the column with the sample's id, or the person's"""
    gene: Text = "gene"
    """the column with the gene's symbol, such as CYP2D6 or HLA-B"""
    diplotype: Text = "diplotype"
    """the column with the diplotype, such as *1/*4"""
    phenotype: Text | None = None
    """the column with the phenotype; left out, the column phenotype if there is one"""
