"""The files of an external panel: which fields hold what, and the rows with their counts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq
from numpy.typing import NDArray

from data_loaders.panels.panel_counts import COUNT_KINDS, whole_number, with_ranges
from data_loaders.people.text_table import read_table, suffix
from data_loaders.study.study_reading import Panel
from data_loaders.vcf.site_records import (
    info_value,
    near,
    open_sites,
    trimmed,
    value_in_column,
)
from straits.errors import InputError

KEY = ["contig", "pos", "ref", "alt"]
# Sorted positions by contig that are read; None for all.
Positions = Mapping[str, NDArray[np.int32]] | None
# What stands where a group does in the names of fields, and is none.
_NO_GROUPS = {
    "raw", "adj", "popmax", "grpmax", "joint", "male", "female", "xx", "xy", "hom", "het", "hemi",
}  # fmt: skip
_TABLES = (".parquet", ".csv", ".tsv", ".txt", ".xlsx")


def field_names(path: Path, build: str) -> list[str]:
    """Return the INFO fields that a VCF declares, or the columns of a table.

    Of genotype columns that hold AC and AN instead of genotypes, the fields are `column:AC` and so
    on.
    """
    if suffix(path) == ".parquet":
        return pq.read_schema(path).names  # type: ignore[no-any-return]
    if suffix(path) in _TABLES:
        return read_table(path).cells.columns
    header = open_sites(path, build).header
    infos, formats = (
        [match[1] for line in header.lines if (match := re.match(f"##{kind}=<ID=([^,>]+)", line))]
        for kind in ("INFO", "FORMAT")
    )
    # A genotype column that holds counts is a group.
    counts = [key for key in ("AC", "AN") if key in formats]
    return infos + [f"{column}:{key}" for column in header.samples for key in counts]


def with_fields(panel: Panel, names: Sequence[str]) -> Panel:
    """Return the panel with the fields that a file has, where the study names none.

    These are AC_nfe and AN_nfe, else AC and AN of each genotype column, else those of the whole
    panel, which is then one group.
    """
    if {"ac", "an"} & panel.model_fields_set:
        return panel
    for ac, an in ((panel.ac, panel.an), ("{group}:AC", "{group}:AN"), ("AC", "AN")):
        named = panel.model_copy(update={"ac": ac, "an": an})
        groups = panel.groups or groups_of(named, names)
        if groups and {text.format(group=groups[0]) for text in (ac, an)} <= {*names}:
            return named
    return panel


def groups_of(panel: Panel, names: Sequence[str]) -> tuple[str, ...]:
    """Return the groups that fields are named after, in order, where the study names none.

    Where AC is that of the whole panel, its one group is called as the panel is.
    """
    if "{group}" not in panel.ac:
        return (panel.grouping,)
    pattern = re.escape(panel.ac).replace(
        re.escape("{group}"), "([A-Za-z0-9]+)" if ":" not in panel.ac else "(.+)"
    )
    groups = [match[1] for name in names if (match := re.fullmatch(pattern, name))]
    return tuple(
        group
        for group in dict.fromkeys(groups)
        if group.lower() not in _NO_GROUPS and panel.an.format(group=group) in names
    )


def fields(path: Path, panel: Panel, groups: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """Return which field holds what: column of the rows, such as `ac nfe` -> field that is there.

    Raises InputError where a group has no field for AC (or its ends) or for AN.
    """
    texts = {
        "ac": panel.ac, "ac_low": panel.ac_low, "ac_high": panel.ac_high, "an": panel.an,
        "hom_alt": panel.hom_alt, "ac_xy": f"{panel.ac}_XY", "an_xy": f"{panel.an}_XY",
    }  # fmt: skip
    listed = {
        f"{kind} {group}": text.format(group=group)
        for group in groups
        for kind, text in texts.items()
    }
    there = {column: name for column, name in listed.items() if name in names}
    for group in groups:
        has_range = {f"ac_low {group}", f"ac_high {group}"} <= there.keys()
        needed = [f"an {group}"] if has_range else [f"ac {group}", f"an {group}"]
        lacking = [listed[column] for column in needed if column not in there]
        if lacking:
            raise _lacks(path, panel, lacking[0], names)
    if not groups:
        # Where only AC is there, AN is what lacks.
        ac = re.escape(panel.ac).replace(re.escape("{group}"), ".+")
        has_ac = "AC" in names or any(re.fullmatch(ac, name) for name in names)
        raise _lacks(path, panel, panel.an if has_ac else panel.ac, names)
    return there


def plan(panel: Panel, build: str) -> tuple[Panel, tuple[str, ...], dict[Path, dict[str, str]]]:
    """Return a panel with the fields that its first file has, its groups, and fields by file.

    Raises InputError for a file that is none, of another build, or without AC and AN by group.
    """
    groups: tuple[str, ...] = panel.groups
    of_files: dict[Path, dict[str, str]] = {}
    for path in panel.files:
        names = field_names(path, build)
        if not of_files:
            panel = with_fields(panel, names)
        groups = groups or groups_of(panel, names)
        of_files[path] = fields(path, panel, groups, names)
    return panel, groups, of_files


def rows(
    path: Path, panel: Panel, build: str, positions: Positions, fields: Mapping[str, str]
) -> Iterator[pl.DataFrame]:
    """Yield key, source_file, id and filter where a VCF has them, and the fields as whole numbers.

    fields
        As `plan` returns them.

    A count that is known only as a range is null under `ac` and has its ends under `ac_low` and
    `ac_high`, which are null elsewhere.
    """
    source = pl.lit(path.name).alias("source_file")
    for part in _parts(path, build, positions, list(fields.values())):
        is_vcf = "info" in part.columns
        values = part.select(
            *KEY,
            source,
            *(("id", "filter") if is_vcf else ()),
            *(
                (_in_vcf(name, part.columns, column) if is_vcf else pl.col(name)).alias(column)
                for column, name in fields.items()
            ),
        )
        numbers = [
            whole_number(values.schema[column], column)
            for column in fields
            if column.split(" ")[0] not in COUNT_KINDS
        ]
        yield with_ranges(values.with_columns(numbers), path, panel)


def _parts(
    path: Path, build: str, positions: Positions, columns: Sequence[str]
) -> Iterator[pl.DataFrame]:
    if suffix(path) == ".parquet":
        for batch in pq.ParquetFile(path).iter_batches(columns=[*KEY, *columns]):
            yield near(trimmed(pl.DataFrame(batch)), positions)
    elif suffix(path) in _TABLES:
        cells = read_table(path).cells
        lacking = [name for name in KEY if name not in cells.columns]
        if lacking:
            raise InputError(
                f"{path}: a panel's table needs the columns {', '.join(KEY)}; {lacking[0]!r} is "
                "not there."
            )
        yield near(trimmed(cells), positions)
    else:
        of_groups = {name.rpartition(":")[0] for name in columns if ":" in name}
        yield from open_sites(path, build).alleles(positions, of_groups)


def _in_vcf(name: str, columns: Sequence[str], column: str) -> pl.Expr:
    """Return a field as text: of each alternate allele, or AN of the record.

    Null where a record of several alternates has another number of counts than of alternates:
    nobody knows whose they are.
    """
    of_group, _, key = name.rpartition(":")
    text = value_in_column(of_group, key) if of_group in columns else info_value(re.escape(name))
    values = text.str.split(",")
    is_of_record = column.startswith(("an ", "an_xy "))
    of_record = (pl.col("n_alts") == 1) | (values.list.len() == 1) & pl.lit(is_of_record)
    return (
        pl.when(values.list.len() == pl.col("n_alts"))
        .then(values.list.get(pl.col("alt_index") - 1, null_on_oob=True))
        .when(of_record)
        .then(values.list.first())
    )


def _lacks(path: Path, panel: Panel, name: str, names: Sequence[str]) -> InputError:
    return InputError(
        f"{path}: the panel {panel.id!r} has no field {name}; the file has "
        f"{', '.join(names[:20])}. Name its fields with `ac` and `an`, such as AC_{{group}}, "
        "and its `groups`."
    )
