"""The codes that a cell of a file holds, as people write them: a list, a name behind, a mark.

What is read so is told. What is not certain to be a code is read as none, and may be any.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from data_loaders.harmonise import codes
from data_loaders.harmonise.codes import CodeSystem
from data_loaders.study import missing_marks

# Two systems of one classification: either may stand in a table of the other.
_KIN = {"icd10": "sks", "sks": "icd10"}
_PREFIX = re.compile(r"^(ICD-?10(-?[A-Z]{2,3})?|SKS|ATC|LOINC|OMOP)\s*[:=\s]\s*", re.IGNORECASE)
_BRACKETS = re.compile(r"""^[\[("']+(.*?)[\])"']+$""")
_COMMA = re.compile(r"^([A-Z]{1,2}[0-9][0-9A-Z]),([0-9][0-9A-Z]{0,3})$")
# E11.- and E11- stand for all below E11; the others are marks of German and British coders.
_TAIL = re.compile(r"[.!*+†‡–-]+$")
_POINT_ZERO = re.compile(r"^([0-9]+)\.0+$")
_STRONG = re.compile(r"[;|\n\r\t]+")
_WEAK = re.compile(r"[,/+&*†‡\s]+|\b(?:and|og|und|dan)\b", re.IGNORECASE)
_NOTHING = tuple(mark for mark in missing_marks.OF_TABLES if not mark.startswith("#"))
# Where a list ends with what stands between its items.
_ENDS = " ,/&"
_COMMAS = re.compile(r",\s+")
_LEADING = re.compile(r"^(\S+?):?\s+(?:[-–:]\s*)?(.+)$", re.DOTALL)
_WORDS = re.compile(r"[^\w]+")
# A name that says one of these takes the code back.
_TAKEN_BACK = re.compile(
    r"\?|\b(exclude[ds]?|exclusion|ruled? out|r/o|suspect\w*|possibl[ey]|probabl[ey]|"
    r"family history|negative|never|no|none|not(?! elsewhere| otherwise| specified)|obs|"
    r"verdacht|ausschluss|nicht|keine?|ohne|mistanke|udelukket|ikke|ej|uden|tidak|bukan|tiada|"
    # Somebody else has it.
    r"mother|father|brother|sister|sibling|parents?|uncle|aunt|grand(mother|father|parents?)|"
    r"family|familien?|famili|fam|mor|far|bror|s[øo]ster|mutter|vater|ibu|bapa|keluarga)\b",
    re.IGNORECASE,
)
# A number with its thousands apart is no list of numbers.
_THOUSANDS = re.compile(r"^[0-9]{1,3}([, ][0-9]{3})+$")


@dataclass(frozen=True)
class CodeCell:
    """What a cell says.

    codes
        Its codes in their one spelling; None stands for a part that cannot be read.
    is_respelt
        Whether it took more than the spellings of the system to read it.
    """

    codes: tuple[str | None, ...]
    is_respelt: bool = False


def read_cell(text: str, system: CodeSystem) -> CodeCell:
    """Return the codes of one cell.

    >>> icd10 = codes.code_systems()["icd10"]
    >>> [read_cell(text, icd10).codes for text in ("E11.-", "E11,9", "E11.9, I10", "M10.9 Gout")]
    [('E11',), ('E11.9',), ('E11.9', 'I10'), ('M10.9',)]
    >>> read_cell("E11.9 suspected", icd10).codes
    (None,)
    """
    code = system.canonical(text)
    if code is not None:
        return CodeCell((code,))
    if system.id == "local":
        return CodeCell((None,))
    plain = unicodedata.normalize("NFKC", text).strip().rstrip(_ENDS)
    read = tuple(dict.fromkeys(_codes(plain, system)))
    return CodeCell(read, is_respelt=read != (None,))


def spellings(texts: Iterable[str], system: CodeSystem) -> pl.DataFrame:
    """Return what each cell says, a row for each of its codes.

    Columns: original_code, code (null: cannot be read) and is_respelt.
    """
    cells = [(text, read_cell(text, system)) for text in texts]
    rows = [(text, code, cell.is_respelt) for text, cell in cells for code in cell.codes]
    schema = {"original_code": pl.String, "code": pl.String, "is_respelt": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _codes(text: str, system: CodeSystem) -> list[str | None]:
    code = _tidied(text, system)
    if code is not None:
        return [code]
    if _THOUSANDS.match(text):
        return [None]
    parts = _parts(text, _STRONG)
    # Of columns that were pasted together, a mark of nothing is an empty one.
    told = [part for part in parts if part.lower() not in _NOTHING]
    if told and (len(parts) > 1 or told != [text]):
        return [code for part in told for code in _codes(part.rstrip(_ENDS), system)]
    listed = [_tidied(part, system) for part in _parts(text, _WEAK)]
    if len(listed) > 1 and None not in listed:
        return listed
    parts = _parts(text, _COMMAS)
    if len(parts) > 1:
        return _list(parts, system)
    named = _LEADING.match(text)
    if named and _is_name(named[2], system):
        return [_tidied(named[1], system)]
    # A blank may stand within a code: E11 .9. Beside a code of its own it does not.
    is_within = not any(listed[1:])
    return [_tidied("".join(text.split()), system) if is_within else None]


def _list(parts: list[str], system: CodeSystem) -> list[str | None]:
    """Return the codes of parts; words behind a code with a name are more of that name."""
    read = _codes(parts[0], system)
    is_named = read[-1] is not None and _LEADING.match(parts[0]) is not None
    for part in parts[1:]:
        if not (is_named and _is_name(part, system)):
            read += _codes(part, system)
            is_named = read[-1] is not None and _LEADING.match(part) is not None
    return read


def _parts(text: str, separator: re.Pattern[str]) -> list[str]:
    return [part for each in separator.split(text) if (part := each.strip())]


def _is_name(text: str, system: CodeSystem) -> bool:
    """Tell whether text is a name: words without a code in them that take nothing back."""
    words = [word for word in _WORDS.split(text) if len(word) > 2]
    # G6PD is a word, I10 a code.
    is_like_code = [word for word in words if sum(map(str.isdigit, word)) > 1]
    return (
        any(word[0].isalpha() for word in words)
        and not _TAKEN_BACK.search(text)
        and all(_tidied(word, system) is None for word in is_like_code)
    )


def _tidied(text: str, system: CodeSystem) -> str | None:
    """Return the code of a text that is a code but for its marks, or None."""
    bare = _PREFIX.sub("", text.strip().upper())
    brackets = _BRACKETS.match(bare)
    bare = brackets[1].strip() if brackets else bare
    if system.hierarchy == "prefix":
        bare = _TAIL.sub("", bare)
        bare = _COMMA.sub(r"\1.\2", bare)
    bare = _POINT_ZERO.sub(r"\1", bare)
    kin = codes.code_systems().get(_KIN.get(system.id, ""))
    return system.canonical(bare) or (kin.canonical(bare) if kin else None)
