"""A study tried before it is ingested: its sheets, mappings, headers and rules, no genotype."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

import polars as pl

from data_loaders.check.header_checks import HeaderChecked, check_file
from data_loaders.harmonise.phenotype_reading import SitePhenotypes, read_phenotypes
from data_loaders.panels import panel_files
from data_loaders.people.call_set_people import CallSetPeople, gather_people
from data_loaders.people.counted_people import settle_people
from data_loaders.people.group_definitions import check_group_max, group_tables
from data_loaders.people.sheet import read_samples
from data_loaders.study.study_reading import Site, Study
from straits.errors import StraitsError

Made = TypeVar("Made")


@dataclass(frozen=True)
class SiteChecked:
    """What can be told of one site; None or empty where a fault left nothing to tell.

    sheet
        As read_samples returns it.
    files
        The files of its call sets, by the call set's id.
    call_sets
        Who is in each call set, if sheet and headers can be matched.
    people
        One row per sample of a call set, or of the sheet where that is not known: person_id,
        sample_id, sex, age and a column per grouping.
    """

    site: Site
    sheet: pl.DataFrame | None
    files: dict[str, list[HeaderChecked]]
    call_sets: list[CallSetPeople]
    people: pl.DataFrame | None
    phenotypes: SitePhenotypes | None


@dataclass(frozen=True)
class StudyChecked:
    """What an ingest would find.

    faults
        What would stop it, each once, in the order of the study file.
    """

    study: Study
    sites: tuple[SiteChecked, ...]
    faults: tuple[str, ...]


@dataclass
class _Faults:
    """Keeps what goes wrong, so that what comes after is tried all the same."""

    messages: list[str] = field(default_factory=list)

    def attempt(self, make: Callable[[], Made]) -> Made | None:
        try:
            return make()
        except StraitsError as error:
            if str(error) not in self.messages:
                self.messages.append(str(error))
            return None


def check(study: Study) -> StudyChecked:
    """Try every part of a study that an ingest reads before the first genotype."""
    faults = _Faults()
    sites = _settled(study, [_site(study, site, faults) for site in study.sites], faults)
    for panel in study.panels:
        faults.attempt(partial(panel_files.plan, panel, study.build))
    people = {site.site.id: site.people for site in sites if site.people is not None}
    if len(people) == len(study.sites):
        faults.attempt(partial(check_group_max, study, people))
        faults.attempt(partial(group_tables, study, people))
    return StudyChecked(study, sites, tuple(faults.messages))


def _site(study: Study, site: Site, faults: _Faults) -> SiteChecked:
    sheet = faults.attempt(partial(read_samples, study, site))
    files = {
        call_set.id: [
            faults.attempt(partial(check_file, study, call_set, path)) for path in call_set.files
        ]
        for call_set in site.call_sets
    }
    told = {name: [each for each in of if each is not None] for name, of in files.items()}
    call_sets = None
    if sheet is not None and all(None not in of for of in files.values()):
        columns = {name: [(each.path, each.samples) for each in of] for name, of in told.items()}
        call_sets = faults.attempt(partial(gather_people, site, sheet, columns))
        if call_sets is not None and site.id not in study.sites_with_shared_ids:
            alone = {site.id: sheet}
            call_sets = faults.attempt(partial(settle_people, study, alone, call_sets))
    people = sheet if call_sets is None else pl.concat(part.samples for part in call_sets)
    phenotypes = None
    if people is not None and site.phenotypes:
        one_each = people.unique("sample_id", keep="first", maintain_order=True)
        phenotypes = faults.attempt(partial(read_phenotypes, study, site, one_each))
    return SiteChecked(site, sheet, told, call_sets or [], people, phenotypes)


def _settled(study: Study, sites: list[SiteChecked], faults: _Faults) -> tuple[SiteChecked, ...]:
    """Return the sites with the people of those that share ids counted once."""
    shared = study.sites_with_shared_ids
    people = [part for site in sites if site.site.id in shared for part in site.call_sets]
    read = {part.site.id for part in people}
    sheets = {site.site.id: site.sheet for site in sites if site.sheet is not None}
    sheets = {site: sheet for site, sheet in sheets.items() if site in read}
    settled = faults.attempt(partial(settle_people, study, sheets, people)) or []
    return tuple(
        replace(site, call_sets=[part for part in settled if part.site == site.site])
        if site.site.id in shared
        else site
        for site in sites
    )
