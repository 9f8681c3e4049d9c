"""YAML read with the line of every key, so that an error can point at it.

Scalars stay text: YAML would take the country NO for false and the group ON for true.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from straits.errors import StudyError

Place = tuple[str | int, ...]
_BARE_COLOUR = re.compile(r"[:,\s]\s*#[0-9A-Fa-f]{6}\b")
# A study of a thousand call sets has fewer; names that stand for others make more of a few.
MOST_VALUES = 100_000
_MOST_BYTES = 16 << 20
_NULLS = ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True)
class Document:
    """What a YAML file says, and where it says it.

    value
        Mappings, lists, text and None, nested as in the file.
    lines
        The 1-based line of each key and item, by its place: ("sites", 0, "id").
    """

    path: Path
    value: Any
    lines: Mapping[Place, int]

    def where(self, *place: str | int) -> str:
        """Return file:line of a place; of the nearest thing around it if it is not in the file."""
        while place and place not in self.lines:
            place = place[:-1]
        return f"{self.path}:{self.lines.get(place, 1)}"


def read_yaml(path: Path) -> Document:
    """Read a YAML file of keys and values.

    Raises StudyError, with the line, if it cannot be read, is not YAML or repeats a key.
    """
    try:
        if path.stat().st_size > _MOST_BYTES or not path.is_file():
            raise StudyError(
                f"{path}: is no file of at most {_MOST_BYTES >> 20} MB, as a text of keys and "
                "values is; name the file that you mean."
            )
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise StudyError(f"{path}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise StudyError(
            f"{path}: is not UTF-8 text ({error.reason}); save it as UTF-8."
        ) from error
    try:
        # The base loader resolves nothing; SafeLoader would turn NO into false.
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise StudyError(_describe(path, text, error)) from error
    except RecursionError:
        raise StudyError(
            f"{path}: holds lists or keys within one another, more than a hundred deep; write it "
            "out flat."
        ) from None
    lines: dict[Place, int] = {}
    if not isinstance(node, yaml.MappingNode):
        raise StudyError(f"{path}:1: expected keys and values such as `name: My study`, got none.")
    return Document(path, _value(path, node, (), lines, ()), lines)


def write_place(place: Place) -> str:
    """Write a place as people do.

    >>> write_place(("sites", 0, "samples", "id"))
    'sites[0].samples.id'
    """
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return text.removeprefix(".")


def _value(
    path: Path,
    node: yaml.Node,
    place: Place,
    lines: dict[Place, int],
    around: tuple[yaml.Node, ...],
) -> Any:
    line = node.start_mark.line + 1
    lines.setdefault(place, line)
    if len(lines) > MOST_VALUES:
        raise StudyError(
            f"{path}:{line}: has more than {MOST_VALUES:,} values by here; names that stand for "
            "lists (&, *) make more of them than are written. Write out what is meant."
        )
    if node in around:
        raise StudyError(
            f"{path}:{line}: `{write_place(place)}` holds itself; write it out instead."
        )
    around = (*around, node)
    if isinstance(node, yaml.SequenceNode):
        return [
            _value(path, item, (*place, index), lines, around)
            for index, item in enumerate(node.value)
        ]
    if isinstance(node, yaml.MappingNode):
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key_line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise StudyError(f"{path}:{key_line}: expected a word as key, got {key_node.tag}.")
            inner = (*place, key_node.value)
            if key_node.value in values:
                raise StudyError(
                    f"{path}:{key_line}: `{write_place(inner)}` is already given in line "
                    f"{lines[inner]}; keep one of the two."
                )
            lines[inner] = key_line
            values[key_node.value] = _value(path, value_node, inner, lines, around)
        return values
    is_plain = isinstance(node, yaml.ScalarNode) and node.style is None
    return None if is_plain and node.value in _NULLS else node.value


def _describe(path: Path, text: str, error: yaml.YAMLError) -> str:
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return f"{path}: is not YAML ({error})"
    line = error.problem_mark.line
    rows = text.splitlines()
    hint = "check the indentation, brackets and quotes there"
    # A colour without quotes ends its line, and is noticed on the next one only.
    bare = [
        near for near in (line - 1, line) if _BARE_COLOUR.search("".join(rows[near : near + 1]))
    ]
    if bare:
        line, hint = bare[0], 'write colours in quotes, "#D55E00": a bare # starts a comment'
    if "\\t" in str(error.problem):
        hint = "indent with spaces: YAML takes no tabs"
    elif "mapping values are not allowed" in str(error.problem):
        hint = "put a text that has a colon in it in quotes"
    # The line itself is not told: the file may be another than the one that was meant.
    return f"{path}:{line + 1}: is not YAML ({_without_quotes(error)}); {hint}."


def _without_quotes(error: yaml.MarkedYAMLError) -> str:
    """Return what is wrong with a text, without what stands in it."""
    return re.sub(r"'[^']*'|\"[^\"]*\"", "a sign", str(error.problem))
