"""Keys of a study file proposed for columns of a sample sheet that it does not name."""

import json
import re

from data_loaders.check import column_kinds
from data_loaders.people import sheet_columns
from data_loaders.study.study_reading import Site, Study

_AGES = ("age", "age at recruitment", "age when attended assessment centre", "alder", "umur")
_PARENTS = {
    "father": ("father", "father id", "paternal id", "pat", "far"),
    "mother": ("mother", "mother id", "maternal id", "mat", "mor"),
}
# What names of columns that divide people have in them.
_DIVIDE = re.compile(
    r"ethnic|etni|race|ancest|population|^pop$|bangsa|kaum|region|tribe|nationality|born|group"
)
# Such a column has at least two values, and not one for every few people.
_FEWEST, _MOST, _PEOPLE_EACH = 2, 40, 5


def suggest(study: Study, site: Site) -> list[str]:
    """Return lines of a study file: keys under the site's `samples:`, then groupings.

    A column is proposed by its name: as age or a parent, or as a grouping if it has a few words.
    Raises InputError for a sheet that cannot be read.
    """
    sheet = sheet_columns.open_sheet(study, site)
    named = {sheet.column(role) for role in ("id", "person", "sex", "age", "father", "mother")}
    named |= {grouping.column or name for name, grouping in study.groupings.items()}
    named |= set(site.samples.groupings.values())
    left = [column for column in sheet.table.cells.columns if column not in named]
    keys, groupings = [], []
    for column in left:
        values = sheet.table.cells[column]
        words = values.filter(values != "").unique()
        name = column_kinds.bare(column)
        role = next((role for role, names in _PARENTS.items() if name in names), None)
        if name in _AGES and sheet.column("age") is None and column_kinds.is_numbers(values):
            keys.append(f"age: {_quoted(column)}")
        elif role is not None and sheet.column(role) is None:
            keys.append(f"{role}: {_quoted(column)}")
        elif _DIVIDE.search(name) and _FEWEST <= len(words) <= min(
            _MOST, len(values) / _PEOPLE_EACH
        ):
            examples = ", ".join(words.sort().head(4))
            groupings.append(
                f"{name.replace(' ', '_')}: {{column: {_quoted(column)}}}    # {examples}"
            )
    lines = [f"study file, under `samples:` of the site {site.id}:", *keys] if keys else []
    return lines + (
        ["study file, groupings:", *(f"  {line}" for line in groupings)] if groupings else []
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
