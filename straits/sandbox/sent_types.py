"""A select of the same rows as a reader's, in types that Arrow and Polars have, or a part of it."""

import re
from collections.abc import Sequence

# Types that Arrow has no like of, or that Polars does not read: they are sent as text.
_AS_TEXT = re.compile(
    r'\b(interval|bit|union|map|time with time zone|variant|geometry)\b|^"null"$', re.IGNORECASE
)
# Sums of whole numbers, which would else be sent as numbers with a point.
_WIDE = re.compile(r"u?hugeint|ubigint", re.IGNORECASE)


def sendable(text: str, columns: Sequence[tuple[str, str]]) -> tuple[str, list[str], int]:
    """Return a select with its columns, name and type, in types that others read.

    With it, the names of its columns, each its own, and how many bytes stand before the text.

    >>> sendable("select sum(ac) as n", [("n", "HUGEINT")])[0].splitlines()[0]
    'select "n"::decimal(38, 0) as "n" from ('
    """
    names = _apart([name for name, _ in columns])
    casts = [
        f"{_quoted(name)}::decimal(38, 0) as {_quoted(name)}"
        if _WIDE.fullmatch(kind)
        else f"{_quoted(name)}::varchar as {_quoted(name)}"
        if _AS_TEXT.search(kind)
        else _quoted(name)
        for name, (_, kind) in zip(names, columns, strict=True)
    ]
    listed = [_quoted(name) for name in names]
    if casts == listed and names == [name for name, _ in columns]:
        return text, names, 0
    before = f"select {', '.join(casts)} from (\n"
    return f"{before}{text}\n) as answer ({', '.join(listed)})", names, len(before.encode())


def part_of(relation: str, column: str) -> str:
    """Return what asks for a column of a relation as for a part of a struct.

    >>> part_of("d", "af")
    'struct_extract("d", \\'af\\')'
    """
    literal = column.replace("'", "''")
    return f"struct_extract({_quoted(relation)}, '{literal}')"


def _apart(names: Sequence[str]) -> list[str]:
    """Return names of which no two are the same, as of a join that has a key twice.

    >>> _apart(["pos", "POS", "ref"])
    ['pos', 'POS_1', 'ref']
    """
    taken: set[str] = set()
    apart = []
    for name in names:
        own, n = name, 0
        while own.lower() in taken:
            n += 1
            own = f"{name}_{n}"
        taken.add(own.lower())
        apart.append(own)
    return apart


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
