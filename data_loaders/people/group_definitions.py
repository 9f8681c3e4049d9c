"""The groupings and groups of a study: labels, parents, order, and how each group is drawn."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from urllib.parse import quote

import polars as pl

from data_loaders.people import colours
from data_loaders.study import validation
from data_loaders.study.plain_names import look
from data_loaders.study.study_fields import SHAPES
from data_loaders.study.study_model import Grouping, Study
from straits import tables
from straits.errors import StudyError

_THOUSAND_GENOMES = Path(__file__).parents[1] / "reference" / "1000genomes_populations.tsv"
# More than this are not groups of people but their numbers, dates or addresses.
_MOST_GROUPS = 200
# Each group has a folder of its own, group_id=..., and most file systems stop at 255 bytes.
_LONGEST_NAME = 240


def parent_groups(grouping: Grouping, groups: pl.Series) -> pl.Series | None:
    """Return the parent's group of each person; None if nobody says which that is.

    The study's `parents` say so; for the populations of 1000 Genomes it is known.

    >>> parent_groups(Grouping(), pl.Series(["CHB", None, "GBR"])).to_list()
    ['EAS', None, 'EUR']
    """
    parents = grouping.parents
    if not parents:
        known = _populations()
        if not set(groups.drop_nulls()) <= set(known):
            return None
        parents = {population: row["superpopulation"] for population, row in known.items()}
    return groups.replace_strict(parents, default=None, return_dtype=pl.String)


def group_tables(
    study: Study, samples_by_site: Mapping[str, pl.DataFrame]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the tables `groupings` and `groups`; only groups with people are in them.

    Groupings come in the study's order and "everyone" last. Groups come in the order that the study
    gives, else after their parents' order and then the largest first. Colours and shapes that the
    study leaves open follow from that order alone.

    samples_by_site
        For each site what `read_samples` returned.

    Raises StudyError for a grouping without people, with too many groups, or with a group that
    has two parents.
    """
    samples = pl.concat(sheet.select(*study.groupings) for sheet in samples_by_site.values())
    by_name: dict[str, pl.DataFrame] = {}
    for name in _parents_first(study):
        by_name[name] = _groups(study, name, samples, by_name)
    everyone = _frame(
        [
            {
                "grouping": tables.EVERYONE,
                "group_id": tables.EVERYONE,
                "label": "Everyone",
                "colour": colours.NEUTRAL,
                "shape": SHAPES[0],
                "parent_group": None,
                "sort_order": 0,
            }
        ],
        "groups",
    )
    groupings = [
        {
            "grouping": name,
            "label": grouping.label or name.replace("_", " ").capitalize(),
            "is_inferred": grouping.inferred,
            "parent": grouping.parent,
            "sort_order": number,
        }
        for number, (name, grouping) in enumerate(study.groupings.items())
    ]
    groupings.append(
        {
            "grouping": tables.EVERYONE,
            "label": "Everyone",
            "is_inferred": False,
            "parent": None,
            "sort_order": len(groupings),
        }
    )
    ordered = [by_name[name] for name in study.groupings]
    return _frame(groupings, "groupings"), pl.concat([*ordered, everyone])


def check_group_max(study: Study, sheets: Mapping[str, pl.DataFrame]) -> None:
    """Refuse a group kept out of GroupMax that nobody is in: by a misspelt name it would count.

    sheets
        For each site what `read_samples` returned.
    """
    for name, grouping in study.groupings.items():
        known = sorted({value for sheet in sheets.values() for value in sheet[name].drop_nulls()})
        for number, group in enumerate(grouping.not_in_group_max):
            if group not in known:
                raise StudyError(
                    f"{study.where('groupings', name, 'not_in_group_max', number)}: nobody is in "
                    f"the group {group!r} of {name}{validation.did_you_mean(group, known)}; "
                    f"expected one of {validation.listing(known, 30)}."
                )


def group_max_exclusions(
    study: Study, panels: Sequence[tuple[str, Collection[str]]]
) -> pl.DataFrame:
    """Return the table `group_max_exclusions`: the groups that GroupMax leaves out.

    panels
        Of each external panel in the study's order its grouping and groups.
    """
    rows = [
        {"grouping": name, "group_id": group}
        for name, grouping in study.groupings.items()
        for group in grouping.not_in_group_max
    ]
    for panel, (name, groups) in zip(study.panels, panels, strict=True):
        rows += [
            {"grouping": name, "group_id": group}
            for group in groups
            if group in panel.not_in_group_max
        ]
    return _frame(rows, "group_max_exclusions")


def _frame(rows: Sequence[Mapping[str, object]], table: str) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=pl.Schema(tables.TABLES[table].schema), orient="row")


def _parents_first(study: Study) -> list[str]:
    ordered: list[str] = []
    while len(ordered) < len(study.groupings):
        ordered += [
            name
            for name, grouping in study.groupings.items()
            if name not in ordered and (grouping.parent is None or grouping.parent in ordered)
        ]
    return ordered


def _groups(
    study: Study, name: str, samples: pl.DataFrame, above: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """Return the groups of one grouping, in order, ready to be drawn."""
    grouping = study.groupings[name]
    sizes = dict(samples[name].drop_nulls().value_counts().iter_rows())
    _check_names(study, name, sorted(sizes))
    parents = _parents(study, name, samples)
    parent_rows = above[grouping.parent] if grouping.parent is not None else pl.DataFrame()
    ranks = {group: rank for rank, group in enumerate(parent_rows["group_id"])} if parents else {}
    unranked = len(ranks)
    ordered = [group for group in grouping.order if group in sizes] or sorted(
        sizes, key=lambda group: (ranks.get(parents.get(group), unranked), -sizes[group], group)
    )
    labels = grouping.labels or _known_labels(sizes)
    _check_labels(study, name, {group: labels.get(group, group) for group in sorted(sizes)})
    drawn = _colours(grouping, ordered, parents, parent_rows)
    return _frame(
        [
            {
                "grouping": name,
                "group_id": group,
                "label": labels.get(group, group),
                "colour": drawn[group],
                "shape": grouping.shapes.get(group) or shape,
                "parent_group": parents.get(group),
                "sort_order": number,
            }
            for number, (group, shape) in enumerate(_shapes(ordered, parents).items())
        ],
        "groups",
    )


def _check_names(study: Study, name: str, groups: list[str]) -> None:
    """Refuse groups that cannot be told apart or are none."""
    where = study.where("groupings", name)
    if not 0 < len(groups) <= _MOST_GROUPS:
        number = f"{len(groups)} different groups" if groups else "nobody in a group"
        raise StudyError(
            f"{where}: the grouping {name} has {number} in the sample sheets; expected 1 to "
            f"{_MOST_GROUPS} groups. Is its `column:` the right one?"
        )
    by_look: dict[str, str] = {}
    for group in groups:
        if len(quote(group, safe="")) > _LONGEST_NAME:
            raise StudyError(
                f"{where}: the group {group!r} of {name} has a name too long for a file; use a "
                f"short code in the sheet and give the name under `labels:`."
            )
        other = by_look.setdefault(look(group), group)
        if other != group:
            how = (
                "differ in capitals only"
                if other.casefold() == group.casefold()
                else f"look alike but have other letters ({ascii(other)}, {ascii(group)})"
            )
            raise StudyError(
                f"{where}: the groups {other!r} and {group!r} of {name} {how}; write them alike in "
                "the sample sheets."
            )


def _check_labels(study: Study, name: str, labels: Mapping[str, str]) -> None:
    """Refuse two groups that pages would call alike."""
    by_look: dict[str, str] = {}
    for group, label in labels.items():
        other = by_look.setdefault(look(label), group)
        if other != group:
            raise StudyError(
                f"{study.where('groupings', name, 'labels', group)}: the groups {other!r} and "
                f"{group!r} of {name} are both called {label!r}; give each a label of its own, or "
                "write them alike in the sample sheets if they are one."
            )


def _parents(study: Study, name: str, samples: pl.DataFrame) -> dict[str, str]:
    """Return the parent's group of each group, as the people in it have it.

    Raises StudyError if people of one group are in two groups of the parent.
    """
    parent = study.groupings[name].parent
    if parent is None:
        return {}
    pairs = samples.select(pl.col(name).alias("group"), pl.col(parent).alias("above"))
    pairs = pairs.drop_nulls().unique().sort("group", "above")
    named = study.groupings[name].parents
    for group, above in pairs.group_by("group", maintain_order=True).agg("above").iter_rows():
        if len(above) > 1 or above[0] != named.get(group, above[0]):
            named_parent = [named[group]] if group in named else []
            parents = " and ".join(dict.fromkeys([*named_parent, *above]))
            raise StudyError(
                f"{study.where('groupings', name, 'parents', group)}: the group {group!r} of "
                f"{name} is in {parents} of {parent}; a group has one parent. Correct "
                f"the sample sheets or `parents:`, or take away `parent: {parent}`."
            )
    return {group: above for group, above in pairs.iter_rows()}


def _colours(
    grouping: Grouping, ordered: list[str], parents: Mapping[str, str], above: pl.DataFrame
) -> dict[str, str]:
    """Return each group's colour: the study's, else a shade of its parent's, else the next one."""
    families = {
        row["colour"]: [group for group in ordered if parents.get(group) == row["group_id"]]
        for row in above.iter_rows(named=True)
    }
    shaded = {
        group: shade
        for colour, children in families.items()
        for group, shade in zip(children, colours.shades(colour, len(children)), strict=True)
    }
    free = colours.unused({*grouping.colours.values(), *families})
    return {
        group: grouping.colours.get(group) or shaded.get(group) or next(free) for group in ordered
    }


def _shapes(ordered: list[str], parents: Mapping[str, str]) -> dict[str, str]:
    """Return a shape for each group: the next one after its brothers' and sisters'."""
    n_before: dict[str | None, int] = {}
    shapes = {}
    for group in ordered:
        number = n_before.get(parents.get(group), 0)
        n_before[parents.get(group)] = number + 1
        shapes[group] = SHAPES[number % len(SHAPES)]
    return shapes


def _known_labels(groups: Collection[str]) -> dict[str, str]:
    """Return labels for the populations or superpopulations of 1000 Genomes, if all groups are."""
    populations = _populations()
    above = {row["superpopulation"]: row["superpopulation_label"] for row in populations.values()}
    for known in ({code: row["label"] for code, row in populations.items()}, above):
        if set(groups) <= set(known):
            return known
    return {}


@cache
def _populations() -> dict[str, dict[str, str]]:
    rows = pl.read_csv(_THOUSAND_GENOMES, separator="\t", comment_prefix="#", glob=False)
    return {row["population"]: row for row in rows.iter_rows(named=True)}
