"""The kinds of value that a study file holds, each with what it accepts."""

import glob
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, StringConstraints, ValidationInfo

from data_loaders.study import allowed_files, validation
from data_loaders.study.plain_names import plain
from straits import duo_terms

_BUILDS = {
    "grch37": "GRCh37", "hg19": "GRCh37", "b37": "GRCh37", "hs37d5": "GRCh37",
    "grch38": "GRCh38", "hg38": "GRCh38", "b38": "GRCh38",
}  # fmt: skip
# The marks that Vega draws as a point.
SHAPES = (
    "circle", "square", "triangle-up", "diamond",
    "cross", "triangle-down", "triangle-right", "triangle-left",
)  # fmt: skip
# Most file systems take a name of 255 bytes, in which an id is one part.
_LONGEST_ID = 100
# ISO 3166-1, alpha-2.
COUNTRIES = frozenset(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
    BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE
    EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM
    HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC
    LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
    NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
    SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
    TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
    """.split()
)
_DATE_PARTS = {"yyyy": "%Y", "mm": "%m", "dd": "%d"}
# Indexes lie beside the files they index, where patterns find them.
_INDEXES = (".tbi", ".csi", ".gzi", ".fai")


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _marks(value: Any) -> Any:
    """Return words for nothing; YAML's own null is one already."""
    many = _one_or_many(value)
    return [mark for mark in many if mark is not None] if isinstance(many, list) else many


def _plain(value: Any) -> Any:
    return plain(value) if isinstance(value, str) else value


def _build(value: Any) -> Any:
    build = _BUILDS.get(str(value).lower())
    if build is None:
        raise ValueError(f"expected GRCh37 or GRCh38 (hg19 and hg38 are the same), got {value!r}")
    return build


def _identifier(value: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", value) is None:
        raise ValueError(
            f"expected letters, digits, _, . and -, got {value!r}; the name may be free"
        )
    if len(value) > _LONGEST_ID:
        raise ValueError(
            f"expected at most {_LONGEST_ID} characters, since it becomes the name of a folder, "
            f"got {len(value)}; the name may be longer"
        )
    return value


def _country(value: str) -> str:
    if value.upper() not in COUNTRIES:
        hint = "; the United Kingdom is GB" if value.upper() == "UK" else ""
        raise ValueError(f"expected a country's two letters, such as SG or DK, got {value!r}{hint}")
    return value.upper()


def _colour(value: str) -> str:
    if re.fullmatch(r"#[0-9A-Fa-f]{6}", value) is None:
        raise ValueError(f'expected a colour such as "#D55E00", got {value!r}')
    return value.upper()


def _shape(value: str) -> str:
    if value not in SHAPES:
        hint = validation.did_you_mean(value, SHAPES)
        raise ValueError(f"expected one of {', '.join(SHAPES)}, got {value!r}{hint}")
    return value


def _date_format(value: Any) -> Any:
    """Turn dd-mm-yyyy into %d-%m-%Y; a year of two digits is refused."""
    parts = re.split(r"([-./ ]?)(yyyy|mm|dd)", str(value).lower())
    words = parts[2::3]
    if sorted(words) != sorted(_DATE_PARTS) or "".join(parts[0::3]):
        raise ValueError(
            f"expected a date format of yyyy, mm and dd such as dd-mm-yyyy, got {value!r}"
        )
    return "".join(sign + _DATE_PARTS[word] for sign, word in zip(parts[1::3], words, strict=True))


def _folder(info: ValidationInfo) -> Path:
    """Return the folder of the study file: paths in it start there."""
    return Path((info.context or {}).get("folder", "."))


def _file(value: Any, info: ValidationInfo) -> Any:
    if not isinstance(value, str):
        return value
    path = _place(value, info)
    # First, so that nothing is told of what lies elsewhere.
    allowed_files.check_place(path)
    if path.is_dir():
        raise ValueError(f"{path} is a folder; name a file in it")
    if not path.exists():
        raise ValueError(f"there is no file {path}{_neighbours(path)}")
    return allowed_files.check(path)


def _place(value: str, info: ValidationInfo) -> Path:
    """Return where a path leads; what has this very name wins over what ~ stands for."""
    literal = _folder(info) / value
    return literal if literal.exists() else _folder(info) / Path(value).expanduser()


def _files(value: Any, info: ValidationInfo) -> Any:
    return _matches(value, info, may_be_none=False)


def _files_so_far(value: Any, info: ValidationInfo) -> Any:
    return _matches(value, info, may_be_none=True)


def _matches(value: Any, info: ValidationInfo, may_be_none: bool) -> Any:
    """Resolve patterns to files: each pattern's in order of name, no file twice.

    What is the name of a file is no pattern, whatever signs are in it.
    """
    patterns = _one_or_many(value)
    if not isinstance(patterns, list) or not all(isinstance(text, str) for text in patterns):
        return patterns
    paths: dict[Path, None] = {}
    for pattern in patterns:
        if _place(pattern, info).is_file() or not any(sign in pattern for sign in "*?["):
            paths[_file(pattern, info)] = None
            continue
        path = _folder(info) / Path(pattern).expanduser()
        # A folder that is there is no pattern either.
        base = next(each for each in (*path.parents, Path()) if each.is_dir())
        allowed_files.check_place(base)
        inside = glob.glob(str(path.relative_to(base)), root_dir=base, recursive=True)
        matches = [base / each for each in inside]
        matches = [each for each in matches if each.is_file() and each.suffix not in _INDEXES]
        if not matches and not may_be_none:
            raise ValueError(f"no file matches {path}{_neighbours(path)}")
        paths |= dict.fromkeys(map(allowed_files.check, sorted(matches)))
    return tuple(paths)


def _folders(value: Any, info: ValidationInfo) -> Any:
    """Resolve folders, each once."""
    named = _one_or_many(value)
    if not isinstance(named, list) or not all(isinstance(text, str) for text in named):
        return named
    folders: dict[Path, None] = {}
    for text in named:
        path = _place(text, info)
        allowed_files.check_place(path)
        if not path.is_dir():
            raise ValueError(f"there is no folder {path}{_neighbours(path)}")
        folders[path] = None
    return tuple(folders)


def _neighbours(path: Path) -> str:
    """Tell what lies where a file was looked for: the nearest names, else the first few."""
    folder = path.parent
    if not folder.is_dir():
        return f"; there is no folder {folder} either"
    names = sorted(each.name for each in folder.iterdir() if each.suffix not in _INDEXES)
    if not names:
        return "; the folder is empty"
    near = validation.nearest(path.name, names)
    if near:
        return f"; the nearest in that folder: {validation.listing(near)}"
    return f"; the folder holds {validation.listing(names, 5)}"


Text = Annotated[str, BeforeValidator(_plain), StringConstraints(min_length=1)]
# A word of a file; "" is an empty cell.
Word = Annotated[str, BeforeValidator(_plain)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_one_or_many)]
Marks = Annotated[tuple[Text, ...], BeforeValidator(_marks)]
Identifier = Annotated[Text, AfterValidator(_identifier)]
DateFormat = Annotated[str, BeforeValidator(_date_format)]
DataUseTerm = Annotated[Text, AfterValidator(duo_terms.written)]
Purposes = Annotated[
    tuple[Annotated[Text, AfterValidator(duo_terms.purpose)], ...], BeforeValidator(_one_or_many)
]
DataUseTerms = Annotated[tuple[DataUseTerm, ...], BeforeValidator(_one_or_many)]
Country = Annotated[Text, AfterValidator(_country)]
Colour = Annotated[Text, AfterValidator(_colour)]
Shape = Annotated[Text, AfterValidator(_shape)]
Build = Annotated[Literal["GRCh37", "GRCh38"], BeforeValidator(_build)]
File = Annotated[Path, BeforeValidator(_file)]
Folders = Annotated[tuple[Path, ...], BeforeValidator(_folders)]
Files = Annotated[tuple[Path, ...], BeforeValidator(_files)]
# A pattern may wait for what is to come.
FilesSoFar = Annotated[tuple[Path, ...], BeforeValidator(_files_so_far)]


Value = TypeVar("Value")


def of_column(by_column: Mapping[str, Value], column: str, otherwise: Value) -> Value:
    """Return what is said of a column; capitals make no difference where nothing else fits.

    >>> of_column({"Weight": ","}, "weight", "."), of_column({"Weight": ","}, "height", ".")
    (',', '.')
    """
    folded = {name.casefold(): value for name, value in by_column.items()}
    return by_column.get(column, folded.get(column.casefold(), otherwise))
