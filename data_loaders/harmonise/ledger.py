"""The account of what a site sent: every row is used, set aside, not asked for or not selected."""

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingOf

import polars as pl

from data_loaders.harmonise.definitions import Definition
from data_loaders.harmonise.harmonise_rules import RULES
from data_loaders.harmonise.mapping import Mapping, Phenotype
from data_loaders.harmonise.readings import SourceReadings
from data_loaders.harmonise.table_records import TableRecords
from straits.tables import TABLES


def stacked(frames: MappingOf[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the frames of several phenotypes as one, with `phenotype_id`."""
    return pl.concat(
        frame.with_columns(phenotype_id=pl.lit(name)) for name, frame in frames.items()
    )


def of_site(
    frame: pl.DataFrame, table: str, site_id: str, files: MappingOf[str, str]
) -> pl.DataFrame:
    """Return a frame as its table in straits.tables has it: with site and file, in its order."""
    columns = {"site_id": pl.lit(site_id)}
    if "source_table" in frame.columns:
        columns["source_file"] = pl.col("source_table").replace_strict(
            dict(files), default=None, return_dtype=pl.String
        )
    schema = pl.Schema(TABLES[table].schema)
    return frame.with_columns(**columns).select(schema.names()).cast(schema)


def sources(
    mapping: Mapping,
    tables: MappingOf[str, TableRecords],
    phenotypes: pl.DataFrame,
    set_aside: pl.DataFrame,
) -> pl.DataFrame:
    """Return what became of the rows of each table; the parts add up to `n_rows`.

    A row that one phenotype uses and another sets aside counts as used.
    """
    rows = []
    dropped = set_aside.filter(
        pl.col("rule").is_in([name for name, rule in RULES.items() if not rule.is_kept])
    )
    for name, table in tables.items():
        used = _lines(phenotypes, name)
        unused = set(_lines(dropped, name)) - set(used)
        n_asked = table.n_rows - table.n_not_selected
        rows.append(
            {
                "source_table": name,
                "code_system": mapping.tables[name].code_system,
                "assay": mapping.tables[name].assay,
                "covers": mapping.tables[name].covers,
                "n_rows": table.n_rows,
                "n_people": len(table.listed),
                "n_rows_used": len(used),
                "n_rows_set_aside": len(unused),
                "n_rows_not_asked_for": n_asked - len(used) - len(unused),
                "n_rows_not_selected": table.n_not_selected,
            }
        )
    return pl.DataFrame(rows, infer_schema_length=None)


def unasked_codes(
    tables: MappingOf[str, TableRecords], asked: MappingOf[str, pl.Series]
) -> pl.DataFrame:
    """Return the codes that no phenotype asks for, the most frequent first."""
    frames = [
        table.kept.filter(
            pl.col("original_code").is_not_null() & ~pl.col("line").is_in(asked[name].implode())
        )
        .group_by(code="original_code")
        .agg(n_rows=pl.len().cast(pl.Int64), n_people=pl.col("person_id").n_unique().cast(pl.Int32))
        .sort("n_rows", "code", descending=[True, False])
        .with_columns(source_table=pl.lit(name))
        for name, table in tables.items()
    ]
    return pl.concat(frames)


def described(
    mapping: Mapping, name: str, definition: Definition, sources: Sequence[SourceReadings]
) -> dict[str, object]:
    """Return how a site makes a phenotype, in words, as columns of `phenotype_mappings`."""
    phenotype = mapping.phenotypes[name]
    tables = [mapping.tables[source.table] for source in phenotype.sources]
    selections = [source.selection for source in sources if source.selection is not None]
    units = [unit for source in sources for unit in source.conversions["unit"]]
    return {
        "phenotype_id": name,
        "source_tables": _listed(source.table for source in phenotype.sources),
        "code_systems": _listed(table.code_system for table in tables if table.columns.code),
        "codes": _listed(code for selection in selections for code in selection.codes),
        "excluded_codes": _listed(code for selection in selections for code in selection.excluded),
        "original_units": _listed(units),
        "unit": definition.unit,
        "conversion": _listed(
            formula for source in sources for formula in source.conversions["formula"]
        ),
        "choice": phenotype.choice or definition.chosen_by,
        "looked_at": _whom(mapping, phenotype),
        "assay": _listed(table.assay for table in tables),
        "ascertainment": phenotype.note,
    }


def numbers(
    sources: Sequence[SourceReadings],
    used: pl.DataFrame,
    status: pl.DataFrame,
) -> dict[str, object]:
    """Return what came of a phenotype's mapping, as columns of `phenotype_mappings`."""
    n_read = sum(len(source.lines) for source in sources)
    is_yes = pl.col("status").is_in(["yes", "measured"])
    is_known = is_yes | (pl.col("status") == "no")
    return {
        "n_rows_read": n_read,
        "n_rows_used": used.height,
        "n_rows_set_aside": n_read - used.height,
        "n_people": status.filter(is_yes).height,
        "n_people_known": status.filter(is_known).height,
        "n_people_looked_at": status.filter(
            pl.col("is_looked_at") & (pl.col("status") != "not_applicable")
        ).height,
    }


def _whom(mapping: Mapping, phenotype: Phenotype) -> str:
    names = phenotype.looked_at or tuple(source.table for source in phenotype.sources)
    covers = {name: mapping.tables[name].covers for name in names}
    listed = [name if cover == "listed" else cover for name, cover in covers.items()]
    listed = [name for name in dict.fromkeys(listed) if name != "everyone"]
    return f"people with a row in {' and '.join(listed)}" if listed else "everyone"


def _lines(frame: pl.DataFrame, table_id: str) -> list[int]:
    of_table = frame.filter(pl.col("source_table") == table_id)
    return of_table["source_line"].drop_nulls().unique().to_list()


def _listed(words: Iterable[str | None]) -> str | None:
    """Return words in a row, each once, or None if there are none."""
    return "; ".join(dict.fromkeys(word for word in words if word)) or None
