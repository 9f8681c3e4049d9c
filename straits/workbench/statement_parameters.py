"""The parameters of a statement, such as $gene, and of which type each seems to be."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from straits.workbench.ask_error import AskError

# What is passed over: texts, quoted names, comments, texts between dollars.
_OTHER = r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$"
_PARAMETER = re.compile(
    rf"(?:{_OTHER})|(?<![\w$])\$(?P<name>[A-Za-z_]\w*)(?P<after>\s*::\s*\w+)?", re.DOTALL
)
# A value that a comment gives, such as `-- $gene: CYP2C19`.
_GIVEN = re.compile(r"--\s*\$([A-Za-z_]\w*):[ \t]*(\S.*?)\s*")
_CASTS = {
    "int": "integer", "integer": "integer", "bigint": "integer", "double": "real", "real": "real",
    "float": "real", "decimal": "real", "boolean": "flag", "bool": "flag", "date": "date",
    "text": "text", "varchar": "text",
}  # fmt: skip
_WORDS = {
    "integer": "a whole number", "real": "a number", "flag": "yes or no",
    "date": "a date such as 2010-01-31",
}  # fmt: skip
_REAL = re.compile(r"(^|_)(af|aaf|maf|q|p|share|rate|fraction|difference|score|fst|freq)(_|$)")
_INTEGER = re.compile(r"(^|_)(n|an|ac|pos|start|end|limit|count|position|rank|top|index)(_|$)")
_FLAG = re.compile(r"^(is|has|with|only)_|_only$")


@dataclass(frozen=True)
class Parameter:
    """A value that a statement is asked with.

    kind
        "text", "integer", "real", "flag" or "date": what a cast behind it says, else what its name
        does, else a text.
    """

    name: str
    kind: str


def parameters(sql: str) -> list[Parameter]:
    """Return the parameters of a statement, each once, in the order in which they stand.

    >>> [(each.name, each.kind) for each in parameters("select $gene, '$no', $min_af, $on::date")]
    [('gene', 'text'), ('min_af', 'real'), ('on', 'date')]
    """
    kinds: dict[str, str] = {}
    for found in _PARAMETER.finditer(sql):
        if found["name"]:
            cast = (found["after"] or "").strip(": \n\t").lower()
            kinds.setdefault(found["name"], _CASTS.get(cast) or _by_name(found["name"]))
    return [Parameter(name, kind) for name, kind in kinds.items()]


def given(sql: str) -> dict[str, str]:
    """Return the values that comments of a statement give its parameters, as texts.

    >>> given("-- $gene: CYP2C19\\nselect $gene, '-- $af: 1' -- $of: no parameter")
    {'gene': 'CYP2C19'}
    """
    named = {each.name for each in parameters(sql)}
    found = (_GIVEN.fullmatch(each[0]) for each in _PARAMETER.finditer(sql))
    return {each[1]: each[2] for each in found if each and each[1] in named}


def typed(sql: str, texts: Mapping[str, str]) -> dict[str, object]:
    """Return values that were written as texts, each as its parameter's type.

    An empty text is no value: whoever asks is told which one is missing. Raises AskError for one
    that is no such value; a name that the statement does not have stays as it is.
    """
    kinds = {each.name: each.kind for each in parameters(sql)}
    return {
        name: _typed(sql, name, kinds.get(name, "text"), text)
        for name, text in texts.items()
        if text != ""
    }


def _typed(sql: str, name: str, kind: str, text: str) -> object:
    try:
        match kind:
            case "integer":
                return int(text.replace(",", "").replace("_", ""))
            case "real":
                return float(text)
            case "date":
                return date.fromisoformat(text)
            case "flag":
                return {"true": True, "yes": True, "1": True, "false": False, "no": False,
                        "0": False}[text.lower()]  # fmt: skip
    except (ValueError, KeyError):
        raise AskError.at(
            sql,
            place_of(sql, name),
            f"${name} is asked as {_WORDS[kind]}, and {text!r} is none. Write another value, or "
            f"another type behind it, as in ${name}::text.",
            kind="parameter",
        ) from None
    return text


def place_of(sql: str, name: str) -> int | None:
    """Return where a parameter stands first, in bytes from the beginning."""
    for found in _PARAMETER.finditer(sql):
        if found["name"] == name:
            return len(sql[: found.start()].encode())
    return None


def _by_name(name: str) -> str:
    lower = name.lower()
    if _FLAG.search(lower):
        return "flag"
    if _REAL.search(lower):
        return "real"
    return "integer" if _INTEGER.search(lower) else "text"
