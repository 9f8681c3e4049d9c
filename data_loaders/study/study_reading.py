"""A study file read and checked as a whole."""

import re
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from data_loaders.study import located_yaml, validation, view_files
from data_loaders.study.genotype_rule import GenotypeRule
from data_loaders.study.plain_names import look
from data_loaders.study.relative_sources import Unrelated
from data_loaders.study.sample_sheet import SampleSheet
from data_loaders.study.study_model import (
    CallSet,
    Grouping,
    Panel,
    Site,
    Study,
)
from straits import tables
from straits.errors import StudyError

__all__ = [
    "CallSet",
    "GenotypeRule",
    "Grouping",
    "Panel",
    "SampleSheet",
    "Site",
    "Study",
    "Unrelated",
    "read_study",
]

# Columns that the sheet or a table already has; a grouping becomes a column beside them.
RESERVED = frozenset(
    {*tables.TABLES["samples"].schema.names, tables.EVERYONE}
    | {"father_id", "mother_id", "grouping", "group_id", "site", "site_id", "call_set"}
)


def read_study(path: Path) -> Study:
    """Read a study file and check it as a whole; every path in it is resolved.

    Raises StudyError with the file, line, key and way out for the first thing that is wrong.
    """
    if path.is_dir():
        raise StudyError(
            f"{path} is a folder; name the study file in it, such as {path}/study.yaml."
        )
    document = located_yaml.read_yaml(path)
    try:
        study = Study.model_validate(document.value, context={"folder": path.parent})
    except ValidationError as error:
        raise validation.study_error(error, document, Study) from error
    study.locate(document)
    _check_ids(study)
    view_files.found(study)
    _check_shared_ids(study)
    for name in study.groupings:
        _check_name(study, name)
        _check_parent(study, name)
        _check_groups(study, name)
    for index, site in enumerate(study.sites):
        for name in site.samples.groupings:
            if name not in study.groupings:
                raise StudyError(
                    f"{study.where('sites', index, 'samples', 'groupings', name)}: there is no "
                    f"grouping {name!r}{validation.did_you_mean(name, study.groupings)}; "
                    f"name it under `groupings:` first."
                )
    return study


def _check_ids(study: Study) -> None:
    """Refuse a site or call set that has the id of another."""
    panels: list[tuple[located_yaml.Place, str]] = [
        (("panels", index, "id"), panel.id) for index, panel in enumerate(study.panels)
    ]
    sites: list[tuple[located_yaml.Place, str]] = [
        (("sites", index, "id"), site.id) for index, site in enumerate(study.sites)
    ]
    call_sets: list[tuple[located_yaml.Place, str]] = [
        (("sites", index, "call_sets", number, "id"), call_set.id)
        for index, site in enumerate(study.sites)
        for number, call_set in enumerate(site.call_sets)
    ]
    partners: list[tuple[located_yaml.Place, str]] = [
        (("partners", index, "id"), partner.id) for index, partner in enumerate(study.partners)
    ]
    # A panel becomes a site and a call set of its own; those of a partner begin with its id.
    _check_unique(study, "site", [*sites, *panels, *partners])
    _check_unique(study, "call set", [*call_sets, *panels, *partners])
    _check_looks(
        study,
        "site",
        [(("sites", index, "name"), site.name) for index, site in enumerate(study.sites)]
        + [(("panels", index, "name"), panel.name) for index, panel in enumerate(study.panels)]
        + [(("partners", index, "name"), each.name) for index, each in enumerate(study.partners)],
    )
    for index, site in enumerate(study.sites):
        place = ("sites", index, "call_sets")
        names = [((*place, at, "name"), each.name) for at, each in enumerate(site.call_sets)]
        _check_looks(study, "call set", names)
    for index, panel in enumerate(study.panels):
        if panel.grouping in {*study.groupings, *RESERVED}:
            raise StudyError(
                f"{study.where('panels', index, 'id')}: the groups of the panel {panel.id!r} make "
                f"the grouping {panel.grouping!r}, which the study has already; give the panel "
                "another id."
            )


def _check_shared_ids(study: Study) -> None:
    """Refuse sites with shared ids that are not there, or one alone."""
    sites = [site.id for site in study.sites]
    shared = study.sites_with_shared_ids
    if unknown := sorted(shared - set(sites)):
        raise StudyError(
            f"{study.where('shared_ids')}: there is no site {unknown[0]!r}"
            f"{validation.did_you_mean(unknown[0], sites)}; expected true, or some of "
            f"{validation.listing(sites, 30)}."
        )
    if len(shared) == 1:
        raise StudyError(
            f"{study.where('shared_ids')}: names one site, {min(shared)}, which shares its ids "
            "with none; name the others too, or take the key away. Within a site an id is one "
            "person in any case."
        )


def _check_unique(
    study: Study, kind: str, places: Sequence[tuple[located_yaml.Place, str]]
) -> None:
    first: dict[str, located_yaml.Place] = {}
    for place, identifier in places:
        # A file system may take A and a for one folder.
        if identifier.lower() in first:
            earlier = study.where(*first[identifier.lower()])
            raise StudyError(
                f"{study.where(*place)}: the {kind} {identifier!r} has the id of another "
                f"({earlier}); give each an id of its own."
            )
        first[identifier.lower()] = place


def _check_looks(study: Study, kind: str, places: Sequence[tuple[located_yaml.Place, str]]) -> None:
    """Refuse a name that a reader cannot tell from another's."""
    first: dict[str, tuple[located_yaml.Place, str]] = {}
    for place, name in places:
        earlier, other = first.setdefault(look(name), (place, name))
        if earlier != place:
            raise StudyError(
                f"{study.where(*place)}: the {kind} {name!r} has a name that looks like that of "
                f"another, {other!r} ({study.where(*earlier)}); pages could not tell them apart."
            )


def _check_name(study: Study, name: str) -> None:
    where = study.where("groupings", name)
    if re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name) is None:
        raise StudyError(
            f"{where}: the grouping {name!r} becomes a column, so expected a name of lower-case "
            f"letters, digits and _ such as ethnic_group; the `label` may be free."
        )
    if name in RESERVED:
        raise StudyError(
            f"{where}: the grouping {name!r} has the name of a column that Straits makes itself; "
            f"call it otherwise, such as {name}_group."
        )


def _check_parent(study: Study, name: str) -> None:
    grouping = study.groupings[name]
    if grouping.parent is None:
        if grouping.parents:
            raise StudyError(
                f"{study.where('groupings', name, 'parents')}: {name} gives `parents` for its "
                f"groups but no `parent`; add `parent:` with the name of their grouping."
            )
        return
    line = [name]
    while (parent := study.groupings[line[-1]].parent) is not None:
        where = study.where("groupings", line[-1], "parent")
        if parent not in study.groupings:
            hint = validation.did_you_mean(parent, study.groupings)
            raise StudyError(
                f"{where}: there is no grouping {parent!r}{hint}; name it under `groupings:` too."
            )
        if parent in line:
            raise StudyError(
                f"{where}: {' -> '.join([*line, parent])} goes in a circle; take away one `parent`."
            )
        line.append(parent)


def _check_groups(study: Study, name: str) -> None:
    """Refuse a label, colour, shape or parent of a group that `order` does not list."""
    grouping = study.groupings[name]
    places: list[tuple[str, str, tuple[str, ...]]] = [
        (key, group, grouping.order)
        for key in ("labels", "colours", "shapes", "parents", "not_in_group_max")
        for group in getattr(grouping, key)
    ]
    if grouping.parent is not None:
        above = study.groupings[grouping.parent].order
        places += [("parents", parent, above) for parent in grouping.parents.values()]
    for key, group, order in places:
        if order and group not in order:
            raise StudyError(
                f"{study.where('groupings', name, key, group)}: {group!r} is not in the `order` of "
                f"its grouping{validation.did_you_mean(group, order)}; expected one of "
                f"{validation.listing(order, 30)}."
            )
    if len(set(grouping.order)) < len(grouping.order):
        twice = next(group for group in grouping.order if grouping.order.count(group) > 1)
        raise StudyError(
            f"{study.where('groupings', name, 'order')}: {twice!r} is listed twice; keep one."
        )
