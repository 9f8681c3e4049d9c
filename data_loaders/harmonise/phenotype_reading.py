"""Phenotypes of a study: each site's files, by its mapping, in one dictionary."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence

import polars as pl

from data_loaders.harmonise import definitions, mapping, site
from data_loaders.harmonise.definitions import Definition
from data_loaders.harmonise.mapping import Mapping
from data_loaders.harmonise.site import SitePhenotypes
from data_loaders.study.study_reading import Site, Study
from straits import tables
from straits.errors import InputError, StudyError
from straits.tables import TABLES

__all__ = ["SitePhenotypes", "dictionary", "phenotype_tables", "read_phenotypes"]

_EXAMPLES = 3


def read_phenotypes(
    study: Study, of: Site, people: pl.DataFrame, strict: bool = False
) -> SitePhenotypes:
    """Return the phenotypes of one site, and an account of every row that its files have.

    people
        One row per sample of the site: person_id, sample_id, sex (XX, XY or unknown) and, where
        known, age (years on the mapping's `ages_on`) or birth (a date).
    strict
        Whether a row that breaks a rule is an error; else it is set aside and counted.

    Raises StudyError where a mapping is wrong or does not fit its tables, InputError where a file
    cannot be read, or a row breaks a rule in a strict run.
    """
    mappings = _mappings(study)
    if of.id not in mappings:
        raise ValueError(f"the site {of.id!r} has no `phenotypes:` in the study file")
    phenotypes = site.harmonise(of.id, mappings[of.id], _definitions(mappings), people)
    if strict:
        _refuse(phenotypes, mappings[of.id])
    return phenotypes


def dictionary(study: Study, per_site: Sequence[SitePhenotypes]) -> pl.DataFrame:
    """Return the table `phenotype_dictionary`: every phenotype that a site maps, in order.

    The core's come first, in its order, then those that the study defines.
    """
    known = _definitions(_mappings(study))
    mapped = pl.concat(each.phenotype_mappings.select("phenotype_id") for each in per_site)
    status = pl.concat(each.phenotype_status.select("phenotype_id", "status") for each in per_site)
    is_yes = pl.col("status").is_in(["yes", "measured"])
    sums = status.group_by("phenotype_id").agg(
        n_people=is_yes.sum(), n_people_known=(is_yes | (pl.col("status") == "no")).sum()
    )
    sites = mapped.group_by("phenotype_id").agg(n_sites=pl.len().cast(pl.Int32))
    described = pl.DataFrame(
        [_described(name, definition) for name, definition in known.items()],
        infer_schema_length=None,
    )
    numbered = described.with_columns(sort_order=pl.int_range(pl.len(), dtype=pl.Int32))
    joined = numbered.join(sites, on="phenotype_id", maintain_order="left").join(
        sums, on="phenotype_id", how="left", maintain_order="left"
    )
    joined = joined.with_columns(pl.col("n_people", "n_people_known").fill_null(0))
    columns = pl.Schema(TABLES["phenotype_dictionary"].schema)
    return joined.select(columns.names()).cast(columns)


def phenotype_tables(study: Study, per_site: Sequence[SitePhenotypes]) -> dict[str, pl.DataFrame]:
    """Return every phenotype table of a release by name; without phenotypes they are empty."""
    frames = {}
    for table in tables.phenotype_tables.TABLES:
        columns = pl.Schema(table.schema)
        if table.name == "phenotype_dictionary" and per_site:
            frames[table.name] = dictionary(study, per_site)
        elif table.name == "phenotype_dictionary" or not per_site:
            frames[table.name] = pl.DataFrame(schema=columns)
        else:
            frames[table.name] = pl.concat(getattr(each, table.name) for each in per_site)
    return frames


def _mappings(study: Study) -> dict[str, Mapping]:
    return {
        each.id: mapping.read_mapping(each.phenotypes) for each in study.sites if each.phenotypes
    }


def _definitions(mappings: MappingOf[str, Mapping]) -> dict[str, Definition]:
    """Return the core's definitions and those of every site; one id means one thing.

    Raises StudyError where two sites, or a site and the core, define one id differently.
    """
    known = dict(definitions.core())
    for each in mappings.values():
        for name, definition in each.define.items():
            if known.setdefault(name, definition) != definition:
                raise StudyError(
                    f"{each.where('define', name)}: {name!r} is already defined otherwise, in the "
                    f"dictionary or by another site; use that one, or choose another id"
                )
    return known


def _described(name: str, definition: Definition) -> dict[str, object]:
    lowest, highest = definition.range or (None, None)
    systems = ("icd10", "loinc", "npu", "atc", "omop")
    return {
        "phenotype_id": name,
        "label": definition.label,
        "description": definition.description,
        "kind": definition.kind,
        "domain": definition.domain,
        "unit": definition.unit,
        "lowest": lowest,
        "highest": highest,
        "categories": "; ".join(definition.categories) or None,
        **{system: "; ".join(definition.codes.get(system, ())) or None for system in systems},
        "hpo": definition.hpo,
        "choice": definition.chosen_by,
        "sex": definition.sex,
        "source": definition.source or None,
        "is_core": name in definitions.core(),
    }


def _refuse(phenotypes: SitePhenotypes, of: Mapping) -> None:
    """Raise InputError if rows broke a rule that strict stops at, with examples of each."""
    errors = phenotypes.set_aside_counts.filter("is_error")
    if errors.is_empty():
        return
    parts = [_broken(phenotypes, row) for row in errors.iter_rows(named=True)]
    raise InputError(
        f"{of.path}: {len(parts)} rules are broken by the files of {phenotypes.site_id!r}: "
        f"{'; '.join(parts)}. Mend the files or the mapping, or leave strict out: then such rows "
        f"are set aside and counted."
    )


def _broken(phenotypes: SitePhenotypes, row: dict[str, object]) -> str:
    name = row["phenotype_id"] or row["source_table"]
    if not row["n_rows"]:
        return f"{name}: {row['explanation']}"
    examples = phenotypes.set_aside_rows.filter(
        (pl.col("rule") == row["rule"])
        & (pl.col("source_table") == row["source_table"])
        & pl.col("phenotype_id").eq_missing(pl.lit(row["phenotype_id"], pl.String))
    ).head(_EXAMPLES)
    places = [
        f"{file}:{line} {value!r}"
        for file, line, value in examples.select("source_file", "source_line", "value").iter_rows()
    ]
    return f"{name}: {row['explanation']} in {row['n_rows']} rows, such as {', '.join(places)}"
