"""access.yaml: who may read what, for which project and purpose, until when."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from straits import duo_terms, privacy
from straits.errors import SettingError, StraitsError

_MOST_BYTES = 1 << 20


def _many(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _profile(value: str) -> str:
    try:
        privacy.profile(value)
    except StraitsError:
        raise ValueError(f"there is no profile {value!r}") from None
    return value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_many), Field(min_length=1)]
Terms = Annotated[
    tuple[Annotated[str, AfterValidator(duo_terms.purpose)], ...], BeforeValidator(_many)
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SignOut(_Part):
    """When somebody must sign in again: after so long without a question, and in any case."""

    idle_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 30
    hours: Annotated[int, Field(ge=1, le=7 * 24)] = 12


class Project(_Part):
    """What readers ask for together; what they save is the project's.

    duo
        What its purpose is in the terms of the Data Use Ontology, as their short names: sites whose
        data may not be used for all of them are left out.
    """

    purpose: Text
    duo: Terms = ()


class Role(_Part):
    """What those may read whom a provider tells of what stands in `who`.

    who
        claim -> values, of which one must be the claim's, or among those of a list; all claims.
    profile
        The laxest profile of a release that they may read; None for whatever the study's is.
    until
        The last day.
    """

    name: Text
    who: Annotated[dict[Text, Texts], Field(min_length=1)]
    pages: Texts | None = None
    profile: Annotated[str, AfterValidator(_profile)] | None = None
    project: Text | None = None
    until: date | None = None

    def is_of(self, claims: Mapping[str, Any]) -> bool:
        """Tell whether the claims of a token are those of this role's people."""
        return all(set(values) & _told(claims, claim) for claim, values in self.who.items())


class Access(_Part):
    """The whole file. Of several roles that fit somebody the first that is not over holds."""

    sign_out: SignOut = SignOut()
    projects: dict[Text, Project] = Field(default_factory=dict)
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]

    def role_of(self, claims: Mapping[str, Any], today: date) -> Role | None:
        """Return the role of whoever has these claims; None where nobody gave one."""
        fitting = (role for role in self.roles if role.is_of(claims))
        return next((role for role in fitting if role.until is None or today <= role.until), None)


_Place = tuple[str | int, ...]


@dataclass(frozen=True)
class _Located:
    value: Any
    lines: Mapping[_Place, int]


def read(path: Path, pages: Collection[str]) -> Access:
    """Read access.yaml.

    pages
        The names of the pages that there are.

    Raises SettingError, with the line, for what it cannot mean.
    """
    located = _located(path)
    try:
        access = Access.model_validate(located.value)
    except ValidationError as error:
        # A key that is misspelt is missing as well.
        wrong = sorted(error.errors(include_url=False), key=lambda each: each["type"] == "missing")
        first = wrong[0]
        why = first["msg"].removeprefix("Value error, ")
        raise _wrong(path, located, first["loc"], why) from error
    for number, role in enumerate(access.roles):
        place = ("roles", number)
        for page in role.pages or ():
            if page not in pages:
                why = f"there is no page {page!r}; there are {', '.join(pages)}"
                raise _wrong(path, located, (*place, "pages"), why)
        if role.project is not None and role.project not in access.projects:
            why = f"there is no project {role.project!r} under `projects:`"
            raise _wrong(path, located, (*place, "project"), why)
    return access


def _told(claims: Mapping[str, Any], name: str) -> set[str]:
    """Return what a token says of its bearer under a name; an unverified address is nobody's."""
    value = claims.get(name)
    if name == "email" and claims.get("email_verified") is False:
        return set()
    many = value if isinstance(value, list) else [value]
    return {str(each).lower() if isinstance(each, bool) else str(each) for each in many}


def _located(path: Path) -> _Located:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise SettingError(f"{path} is larger than {_MOST_BYTES:,} bytes; write less into it.")
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except OSError as error:
        raise SettingError(f"{path} cannot be read ({error.strerror}).") from error
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise SettingError(f"{path}{line} is not YAML; check the indentation there.") from error
    lines: dict[_Place, int] = {}
    if not isinstance(node, yaml.MappingNode):
        raise SettingError(f"{path}:1: expected keys such as `roles:`.")
    return _Located(_value(path, node, (), lines), lines)


def _value(path: Path, node: yaml.Node, place: _Place, lines: dict[_Place, int]) -> Any:
    line = node.start_mark.line + 1
    if place in lines or len(lines) > 50_000:
        raise SettingError(f"{path}:{line}: says the same twice, or too much; write it out once.")
    lines[place] = line
    if isinstance(node, yaml.SequenceNode):
        return [_value(path, item, (*place, at), lines) for at, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return {
            key.value: _value(path, value, (*place, key.value), lines) for key, value in node.value
        }
    return node.value


def _wrong(path: Path, located: _Located, place: Sequence[str | int], why: str) -> SettingError:
    here = tuple(place)
    while here and here not in located.lines:
        here = here[:-1]
    named = ".".join(map(str, place))
    return SettingError(f"{path}:{located.lines.get(here, 1)}: `{named}`: {why}.")
