"""Which cells of a study (call set x group x sample set, and their sexes) a profile shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from straits.privacy.decide import are_shown, fewest, is_too_few
from straits.privacy.profiles import Profile
from straits.tables import EVERYONE, SAMPLE_SETS, SEXES

_SMALL = "fewer than {n} people"
_LEFT_OVER = (
    "the groups that may be shown would leave fewer than {n} people of their total; "
    "join small groups, and people without one, to a larger group in the sample sheet"
)
_RELATIVES = "fewer than {n} relatives would be left of all people"


@dataclass(frozen=True)
class _Cell:
    """People of one call set and group in one sample set, by sex."""

    n_by_sex: Mapping[str, int]
    reason: str = ""  # why it is withheld; empty if it is shown
    is_sex_shown: bool = True

    @property
    def n(self) -> int:
        return sum(self.n_by_sex.values())


def shown_cells(
    sizes: pl.DataFrame, parent_groups: Mapping[tuple[str, str], tuple[str, str]], profile: Profile
) -> pl.DataFrame:
    """Return one row per call set, grouping, group and sample set: is it shown, and are its sexes?

    A cell with fewer people than the minimum is withheld. Where the shown groups of a grouping
    would leave a number below the minimum of everyone, or of their parent group, all of them are
    withheld; likewise the unrelated, where the relatives are too few; likewise the sexes.

    sizes
        call_set_id, grouping, group_id, sex, n_people, n_unrelated.
    parent_groups
        (grouping, group_id) -> (parent grouping, its group_id), for groups that have one.

    Columns: call_set_id, grouping, group_id, sample_set, is_shown, is_sex_shown, reason.
    """
    rows = []
    for (call_set_id,), part in sizes.group_by("call_set_id", maintain_order=True):
        everybody: dict[tuple[str, str], _Cell] = {}
        for sample_set in SAMPLE_SETS:
            cells = _cells(part, "n_people" if sample_set == "all" else "n_unrelated")
            cells = {key: _alone(cell, profile) for key, cell in cells.items()}
            if sample_set == "all":
                everybody = cells
            else:
                cells = {
                    key: _against(cell, everybody[key], profile) for key, cell in cells.items()
                }
            cells = _together(cells, parent_groups, profile)
            rows += [
                (call_set_id, *key, sample_set, not cell.reason, _shows_sex(cell), cell.reason)
                for key, cell in cells.items()
            ]
    names = ("call_set_id", "grouping", "group_id", "sample_set", "is_shown", "is_sex_shown")
    types = [pl.String] * 4 + [pl.Boolean] * 2 + [pl.String]
    schema = dict(zip((*names, "reason"), types, strict=True))
    return pl.DataFrame(rows, schema=schema, orient="row")


def _shows_sex(cell: _Cell) -> bool:
    return cell.is_sex_shown and not cell.reason


def _cells(part: pl.DataFrame, column: str) -> dict[tuple[str, str], _Cell]:
    counted: dict[tuple[str, str], dict[str, int]] = {}
    for row in part.iter_rows(named=True):
        by_sex = counted.setdefault((row["grouping"], row["group_id"]), dict.fromkeys(SEXES, 0))
        by_sex[row["sex"]] += row[column]
    return {key: _Cell(by_sex) for key, by_sex in counted.items()}


def _alone(cell: _Cell, profile: Profile) -> _Cell:
    if is_too_few(cell.n, profile):
        return _withheld(cell, _SMALL, profile)
    if not are_shown(cell.n_by_sex.values(), profile):
        return replace(cell, is_sex_shown=False)
    return cell


def _against(unrelated: _Cell, everybody: _Cell, profile: Profile) -> _Cell:
    if is_too_few(everybody.n - unrelated.n, profile):
        return _withheld(unrelated, _RELATIVES, profile)
    left = (everybody.n_by_sex[sex] - unrelated.n_by_sex[sex] for sex in SEXES)
    return replace(unrelated, is_sex_shown=False) if not are_shown(left, profile) else unrelated


def _together(
    cells: dict[tuple[str, str], _Cell],
    parent_groups: Mapping[tuple[str, str], tuple[str, str]],
    profile: Profile,
) -> dict[tuple[str, str], _Cell]:
    """Withhold breakdowns that would give a small number by subtraction from their total."""
    breakdowns: dict[tuple[tuple[str, str], str], list[tuple[str, str]]] = {}
    for key in cells:
        if key[0] != EVERYONE:
            breakdowns.setdefault(((EVERYONE, EVERYONE), key[0]), []).append(key)
            if key in parent_groups:
                breakdowns.setdefault((parent_groups[key], key[0]), []).append(key)
    for (total, _), keys in breakdowns.items():
        if total not in cells or cells[total].reason:
            continue
        shown = [cells[key] for key in keys if not cells[key].reason]
        if shown and is_too_few(cells[total].n - sum(cell.n for cell in shown), profile):
            cells |= {key: _withheld(cells[key], _LEFT_OVER, profile) for key in keys}
        elif _sexes_leave_few(cells[total], shown, profile):
            cells |= {key: replace(cells[key], is_sex_shown=False) for key in keys}
    return cells


def _sexes_leave_few(total: _Cell, shown: Iterable[_Cell], profile: Profile) -> bool:
    parts = [cell for cell in shown if cell.is_sex_shown]
    left = (total.n_by_sex[sex] - sum(cell.n_by_sex[sex] for cell in parts) for sex in SEXES)
    return total.is_sex_shown and not are_shown(left, profile)


def _withheld(cell: _Cell, reason: str, profile: Profile) -> _Cell:
    why = cell.reason or reason.format(n=fewest(profile))
    return replace(cell, reason=why, is_sex_shown=False)
