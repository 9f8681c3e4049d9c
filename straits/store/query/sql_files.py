"""The SQL of sql/: what each header declares, and the order in which files build on others."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from graphlib import TopologicalSorter
from itertools import takewhile
from pathlib import Path

from straits.errors import QueryError
from straits.privacy import Column, DeclarationError, parse_columns
from straits.sql_names import CHART_PARTS, FOLDER, MARKS

LAYERS = ("macros", "staging", "views", "cohorts", "store", "queries")
PARAMETER_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "text": str, "texts": (list, tuple), "integer": int, "integers": (list, tuple),
    "real": (float, int), "flag": bool, "date": date, "blobs": (list, tuple),
    "structs": (list, tuple), "comparison": dict,
}  # fmt: skip
# The fields of a comparison, which sql/macros/comparison/compared_alleles.sql explains.
COMPARISON: Mapping[str, str] = {
    "a_call_sets": "texts", "a_grouping": "text", "a_group": "text", "b_call_sets": "texts",
    "b_grouping": "text", "b_group": "text", "sample_set": "text",
    "first_allele": "integer or null", "last_allele": "integer or null", "range_starts": "integers",
    "range_ends": "integers", "least_an": "integer", "af_min": "real", "af_max": "real",
    "variant_types": "texts", "filter_pass_only": "flag", "leave_out_indels": "flag",
    "consequence_classes": "texts", "clinvar_classes": "texts",
}  # fmt: skip
_SECTION = re.compile(r"(needs|grain|parameters|columns|chart):\s*(.*)")
_DESCRIBED = re.compile(r"(?P<name>\w+)\s+(?:\[(?P<unit>[^\]]+)\]\s*)?(?P<meaning>\S.*)")


@dataclass(frozen=True)
class Described:
    """A column of a view in words; unit is empty for what is not counted or measured."""

    name: str
    unit: str
    meaning: str


@dataclass(frozen=True)
class SqlFile:
    """One file of sql/.

    needs
        "aggregates" or "rows": which folder of a release it reads.
    parameters
        name -> one of PARAMETER_TYPES, of a query.
    columns
        What a query declares of its result.
    described
        What a view says of its columns, in the order of its header.
    grain
        The columns of a view that no two of its rows share; empty where the header names none.
    chart
        Part of CHART_PARTS -> mark or column: how a view is drawn; empty where it is not.
    """

    path: Path
    layer: str
    text: str
    needs: str
    parameters: Mapping[str, str]
    columns: tuple[Column, ...]
    described: tuple[Described, ...] = ()
    grain: tuple[str, ...] = ()
    chart: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the view, macro or query: that of the file, in its schema if it has one."""
        return f"staging.{self.path.stem}" if self.layer == "staging" else self.path.stem

    @property
    def select(self) -> str:
        """The text without its header."""
        return re.sub(r"\A(--[^\n]*\n)+", "", self.text).rstrip()

    @property
    def about(self) -> str:
        """What the header says before it declares anything: the grain first, then what to know."""
        lines = takewhile(
            lambda line: line.startswith("--") and not _SECTION.fullmatch(line[2:].strip()),
            self.text.splitlines(),
        )
        return "\n".join(line[3:] for line in lines).strip()

    @property
    def checksum(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def read_sql_file(path: Path, layer: str | None = None) -> SqlFile:
    """Read one file and its header. Raises DeclarationError, naming the file, for a bad header.

    layer
        Of a file that lies elsewhere than in sql/.
    """
    text = path.read_text(encoding="utf-8")
    layer = layer or _layer(path)
    is_view = layer == "views"
    sections: dict[str, list[str]] = {
        name: [] for name in ("needs", "grain", "parameters", "columns", "chart")
    }
    section, indent = None, 0
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        words = line.removeprefix("--")
        if opened := _SECTION.fullmatch(words.strip()):
            section, indent = opened[1], 0
            words = f"   {opened[2]}"
        elif not words.startswith("   "):
            section = None
        if not section or not words.strip():
            continue
        further = len(words) - len(words.lstrip())
        if is_view and section == "columns" and sections[section] and further > indent:
            # What is said of a column goes on.
            sections[section][-1] += f" {words.strip()}"
            continue
        indent = further
        sections[section].append(words.strip())
    try:
        return SqlFile(
            path,
            layer,
            text,
            sections["needs"][0] if sections["needs"] else "aggregates",
            _parameters(sections["parameters"]),
            () if is_view else parse_columns(sections["columns"]),
            tuple(map(_described, sections["columns"])) if is_view else (),
            tuple(name.strip() for name in ",".join(sections["grain"]).split(",") if name.strip()),
            _chart(sections["chart"]),
        )
    except DeclarationError as error:
        place = f"{path.parent.name}/{path.name}{_line_of(text, str(error))}"
        raise DeclarationError(f"{place}: {error}") from error


def _line_of(text: str, fault: str) -> str:
    """Return the line of a header that a fault quotes as what it got; nothing for none.

    >>> _line_of("-- One row.\\n-- chart:\\n--   foo bar", "expected a mark, got 'foo bar'")
    ', line 3'
    """
    got = re.search(r"got '(.+)'", fault)
    lines = enumerate(text.splitlines(), start=1)
    return next((f", line {place}" for place, line in lines if got and got[1] in line), "")


def read_layer(layer: str, folder: Path = FOLDER) -> list[SqlFile]:
    """Read the files of one of LAYERS, whatever their subject, by name."""
    paths = sorted((folder / layer).rglob("*.sql"), key=lambda path: path.stem)
    return [read_sql_file(path) for path in paths]


def query_path(name: str, folder: Path = FOLDER) -> Path:
    """Return where a query lies, below the folder of its subject.

    Raises QueryError where there is none of that name.
    """
    paths = list((folder / "queries").rglob(f"{name}.sql")) if name.isidentifier() else []
    if not paths:
        raise QueryError(f"There is no query {name!r}: expected a file of sql/queries.")
    return paths[0]


def _layer(path: Path) -> str:
    """Return the layer of a file; the folder of its subject may lie between the two."""
    return next((part for part in path.parts[-3:-1] if part in LAYERS), path.parent.name)


@cache
def fixed(layer: str, name: str) -> SqlFile:
    """Return one file, read once for as long as the process runs."""
    return read_sql_file(FOLDER / layer / f"{name}.sql")


@cache
def fixed_query(name: str) -> SqlFile:
    """Return a question of sql/queries, read once for as long as the process runs."""
    return read_sql_file(query_path(name))


@cache
def definitions(folder: Path = FOLDER) -> tuple[SqlFile, ...]:
    """Return macros, staging and views, each after all that it names.

    Raises DeclarationError if two files name each other, directly or in a circle.
    """
    return in_order([file for layer in LAYERS[:3] for file in read_layer(layer, folder)])


@cache
def asked_of() -> tuple[SqlFile, ...]:
    """Return macros, staging, and of the views those that a query, criterion or the store names.

    The others are for analysts, whose statements are asked elsewhere.
    """
    asking = "\n".join(file.text for layer in LAYERS[3:] for file in read_layer(layer))
    names = {file.name for file in needed(asking)}
    return tuple(file for file in definitions() if file.layer != "views" or file.name in names)


def needed(select: str) -> list[SqlFile]:
    """Return the macros and views that a select names, and those that they name, in order."""
    by_name = {file.name: file for file in definitions()}
    names: set[str] = set()
    asked = _names(select, by_name)
    while asked:
        names |= asked
        asked = {other for name in asked for other in names_in(by_name[name], by_name)} - names
    return [file for file in definitions() if file.name in names]


def in_order(files: Sequence[SqlFile]) -> tuple[SqlFile, ...]:
    """Sort files so that each comes after those it names."""
    by_name = {file.name: file for file in files}
    try:
        names = TopologicalSorter({f.name: names_in(f, by_name) for f in files}).static_order()
        return tuple(by_name[name] for name in names)
    except ValueError as error:
        circle = " -> ".join(error.args[1])
        raise DeclarationError(f"these name each other in a circle: {circle}") from error


def names_in(file: SqlFile, known: Mapping[str, SqlFile]) -> set[str]:
    """Return the views and macros, of those known, that a file's code names."""
    return _names(file.text, known) - {file.name}


def _names(text: str, known: Mapping[str, SqlFile]) -> set[str]:
    code = re.sub(r"--[^\n]*|'[^']*'", " ", text)
    words = set(re.findall(r"[a-z_][\w.]*", code))
    calls = set(re.findall(r"([a-z_]\w*)\s*\(", code))
    tables = set(re.findall(r"\b(?:from|join)\s+([a-z_][\w.]*)", code))
    return {
        name
        for name, other in known.items()
        if name in (calls if other.layer == "macros" else tables if "." not in name else words)
    }


def _described(line: str) -> Described:
    found = _DESCRIBED.fullmatch(line)
    if found is None:
        raise DeclarationError(
            f"expected 'name [unit] meaning', as in 'ac [alleles] copies seen', got {line!r}"
        )
    return Described(found["name"], found["unit"] or "", found["meaning"])


def _chart(lines: Sequence[str]) -> dict[str, str]:
    chart = dict(line.split() for line in lines if len(line.split()) == 2)
    if odd := [
        line for line in lines if line.split()[0] not in CHART_PARTS or len(line.split()) != 2
    ]:
        raise DeclarationError(
            f"expected a part of a chart ({', '.join(CHART_PARTS)}) and its column, got {odd[0]!r}"
        )
    if chart.get("mark", MARKS[0]) not in MARKS:
        raise DeclarationError(f"a mark is one of {', '.join(MARKS)}, got {chart['mark']!r}")
    return chart


def _parameters(lines: Sequence[str]) -> dict[str, str]:
    parameters = {}
    for line in lines:
        name, _, kind = line.partition(" ")
        if kind.removesuffix(" or null") not in PARAMETER_TYPES:
            raise DeclarationError(
                f"expected 'name type', the type one of {', '.join(PARAMETER_TYPES)}, got {line!r}"
            )
        parameters[name] = kind
    return parameters
