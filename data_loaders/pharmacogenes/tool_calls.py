"""What other tools say of people's pharmacogenes: read from their tables, and counted by group."""

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from data_loaders.call_sets import group_frequencies, small_tables
from data_loaders.call_sets.small_tables import ReadCallSet
from data_loaders.call_sets.union import CallSetCover
from data_loaders.people import text_table
from data_loaders.people.text_table import TextTable
from data_loaders.pharmacogenes import leaf_counts
from data_loaders.study import validation
from data_loaders.study.pharmacogene_calls import PharmacogeneCalls
from data_loaders.study.study_model import Site
from straits.errors import InputError
from straits.tables import TABLES

# Genes that PharmCAT, StellarPGx and Aldy call, known whatever gene models a study has.
_CALLED_ELSEWHERE = frozenset(
    "ABCG2 CACNA1S CFTR COMT CYP1A1 CYP1A2 CYP2A13 CYP2A6 CYP2B6 CYP2C8 CYP2C9 CYP2C19 CYP2D6 "
    "CYP2E1 CYP2F1 CYP2J2 CYP2R1 CYP2S1 CYP2W1 CYP3A4 CYP3A43 CYP3A5 CYP3A7 CYP4B1 CYP4F2 CYP19A1 "
    "CYP26A1 DPYD F5 G6PD GSTM1 GSTP1 IFNL3 MT-RNR1 NAT1 NAT2 NUDT15 POR RYR1 SLCO1B1 TPMT UGT1A1 "
    "UGT2B7 VKORC1".split()
)
_HLA = re.compile(r"HLA-[A-Z]+\d*")
_PHENOTYPE = "phenotype"
_LEAF = ["call_set_id", "grouping", "group_id", "sex", "is_unrelated"]


class ToolCalls(NamedTuple):
    """What one tool says of a site's people.

    rows
        One per person and gene: id, gene_symbol, said (the phenotype, else the diplotype).
    n_unknown
        People of its table whom the site's sheet does not have.
    """

    site_id: str
    tool: str
    rows: pl.DataFrame
    n_unknown: int


def read_tool_calls(site: Site, samples: pl.DataFrame, genes: Collection[str]) -> list[ToolCalls]:
    """Return what the tables that a site names say of its people.

    samples
        Of the site: sample_id and person_id.
    genes
        Symbols that are known; HLA genes are besides, and those that such tools call.
    Raises InputError for a column that is not there, a gene that nobody knows, a person of whom a
    gene is said twice and otherwise, and where none of the people is in the sheet.
    """
    known = set(samples["sample_id"]) | set(samples["person_id"].drop_nulls())
    symbols = _CALLED_ELSEWHERE.union(genes)
    return [_read(site.id, named, known, symbols) for named in site.pharmacogene_calls]


def _read(
    site_id: str, named: PharmacogeneCalls, known: set[str], genes: Collection[str]
) -> ToolCalls:
    columns = [named.id, named.gene, named.diplotype]
    table = text_table.read_table(named.file, wanted=columns)
    phenotype = named.phenotype or (_PHENOTYPE if _PHENOTYPE in table.cells.columns else None)
    for column in [*columns, *([phenotype] if phenotype else [])]:
        if column not in table.cells.columns:
            raise InputError(
                f"{table.name}: has no column {column!r}"
                f"{validation.did_you_mean(column, table.cells.columns)}; it has "
                f"{validation.listing(table.cells.columns)}. Say which is which by `id`, `gene`, "
                f"`diplotype` and `phenotype` of `pharmacogene_calls` of site {site_id}."
            )
    said = pl.col(named.diplotype)
    if phenotype:
        said = pl.when(pl.col(phenotype) != "").then(pl.col(phenotype)).otherwise(said)
    rows = table.cells.select(
        pl.col(named.id).alias("id"),
        pl.col(named.gene).alias("gene_symbol"),
        said.alias("said"),
        pl.int_range(pl.len()).alias("row"),
    ).filter(pl.col("said") != "")
    _check_genes(table, rows, genes)
    _check_once(table, rows)
    here = rows.filter(pl.col("id").is_in(known)).unique(["id", "gene_symbol"], keep="first")
    others = rows.filter(~pl.col("id").is_in(known))["id"].unique(maintain_order=True)
    if here.is_empty() and others.len():
        raise InputError(
            f"{table.name}: none of its {others.len():,} people, such as {others[0]!r}, is in the "
            f"sample sheet of site {site_id}. Name the column with their ids by `id`."
        )
    return ToolCalls(site_id, named.tool, here.drop("row"), others.len())


def _check_genes(table: TextTable, rows: pl.DataFrame, genes: Collection[str]) -> None:
    for row, gene in (
        rows.unique("gene_symbol").sort("row").select("row", "gene_symbol").iter_rows()
    ):
        if gene not in genes and not _HLA.fullmatch(gene):
            raise InputError(
                f"{table.where(row)}: no gene is called {gene!r}"
                f"{validation.did_you_mean(gene, sorted(genes))}. Write its symbol, such as CYP2D6."
            )


def _check_once(table: TextTable, rows: pl.DataFrame) -> None:
    twice = (
        rows.group_by("id", "gene_symbol", maintain_order=True)
        .agg("row", "said")
        .filter(pl.col("said").list.n_unique() > 1)
    )
    for person, gene, numbers, said in twice.head(1).iter_rows():
        raise InputError(
            f"{table.where(numbers[1])}: {gene} of {person!r} is {said[1]!r}, and {said[0]!r} at "
            f"{table.where(numbers[0])}. Leave one row per person and gene."
        )


def write_tool_calls(
    release: Path,
    call_sets: Sequence[tuple[ReadCallSet, CallSetCover]],
    groupings: Sequence[str],
    by_site: Mapping[str, Sequence[ToolCalls]],
) -> None:
    """Write the tables of what other tools say: counts by leaf, and whom they leave out."""
    counted = [
        _count(read, cover.call_set_id, groupings, calls)
        for read, cover in call_sets
        for calls in by_site.get(read.people.site.id, ())
    ]
    tools = [
        (each.site_id, each.tool, each.rows["id"].n_unique(), each.n_unknown)
        for calls in by_site.values()
        for each in calls
    ]
    for name, frame in (
        ("pgx_tool_counts", pl.concat(counted) if counted else None),
        ("pgx_tools", pl.DataFrame(tools, TABLES["pgx_tools"].schema.names, orient="row")),
    ):
        if frame is None or frame.is_empty():
            continue
        small_tables.save(release, name, frame)


def _count(
    read: ReadCallSet, call_set_id: str, groupings: Sequence[str], calls: ToolCalls
) -> pl.DataFrame:
    """Return the rows of pgx_tool_counts of one call set and tool."""
    samples = read.people.samples
    cells = group_frequencies.call_set_cells(samples, list(groupings))
    called = leaf_counts.CalledPeople(call_set_id, cells, {})
    of_sample = samples.select("sample_id", "person_id").with_columns(
        cell=pl.Series(cells.cell_of_sample, dtype=pl.Int32)
    )
    # By the sample's id, else by the person's.
    by_sample = calls.rows.join(of_sample, left_on="id", right_on="sample_id").select(
        "gene_symbol", "said", "cell", sample_id="id"
    )
    by_person = calls.rows.join(of_sample, left_on="id", right_on="person_id").select(
        "gene_symbol", "said", "cell", "sample_id"
    )
    people = pl.concat([by_sample, by_person]).unique(
        ["sample_id", "gene_symbol"], keep="first", maintain_order=True
    )
    return (
        leaf_counts.leaves(called)
        .join(people.filter(pl.col("cell") >= 0), on="cell")
        .group_by(*_LEAF, "gene_symbol", phenotype="said")
        .agg(n_people=pl.len().cast(pl.Int32))
        .with_columns(tool=pl.lit(calls.tool))
        .sort(*_LEAF, "tool", "gene_symbol", "phenotype")
    )
