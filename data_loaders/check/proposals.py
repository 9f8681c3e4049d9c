"""What `check --suggest` proposes for a study: keys for its sheets, mappings for its tables."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from data_loaders.check import suggested_mapping, suggested_sheet
from data_loaders.check.study_check import StudyChecked
from data_loaders.harmonise.mapping import read_mapping
from straits.errors import StraitsError


def lines(checked: StudyChecked, tables: Sequence[Path]) -> Iterator[str]:
    """Yield what is proposed, as YAML with comments.

    tables
        The tables to map; none: those that the mappings of the study's sites name.
    """
    study = checked.study
    ids: set[str] = set()
    for site in checked.sites:
        if site.sheet is None:
            continue
        # As comments: they belong to the study file, what follows is a mapping.
        yield from (f"# {line}" for line in suggested_sheet.suggest(study, site.site))
        ids |= {*site.sheet["sample_id"], *site.sheet["person_id"]}
    if tables:
        yield from _mapping(study.path.parent, tables, ids)
        return
    for site in checked.sites:
        if site.site.phenotypes:
            yield f"# {site.site.phenotypes.name} of the site {site.site.id} could be:"
            try:
                mapping = read_mapping(site.site.phenotypes)
            except StraitsError:
                yield "# it cannot be read, as said above; name its tables: --suggest lab.csv"
                continue
            files = dict.fromkeys(table.file for table in mapping.tables.values())
            yield from _mapping(mapping.path.parent, list(files), ids)


def _mapping(folder: Path, tables: Sequence[Path], ids: set[str]) -> Iterator[str]:
    yield from suggested_mapping.suggest(folder, tables, ids).lines()
