"""Which sites of a release a reader is told nothing of, as their terms do not allow the purpose."""

import os
from collections.abc import Collection
from dataclasses import replace
from functools import partial
from pathlib import Path

import polars as pl

from straits import duo_terms, privacy
from straits.errors import SettingError
from straits.store.audited.who_asks import LOCAL, Who
from straits.store.held.budget import Cache
from straits.store.releases.release_files import LeftOut, Release
from straits.store.releases.told_of_damage import reading
from straits.tables import TABLES

# The purposes of whoever is at the server's own machine; `serve --purpose` sets it.
VARIABLE = "STRAITS_PURPOSE"

_sites_of_releases = Cache()

# Site, its name, its call sets, and the terms of its data.
_Site = tuple[str, str, tuple[str, ...], tuple[str, ...]]


def purposes_of(reader: Who) -> tuple[str, ...]:
    """Return the purposes that somebody asks for, as straits.duo_terms writes them.

    Of a project those that access.yaml names; of whoever is at this machine what the environment
    says. Raises SettingError where that is no purpose.
    """
    if reader.person != LOCAL.person:
        return reader.purposes
    named = os.environ.get(VARIABLE, "").replace(",", " ").split()
    try:
        return tuple(duo_terms.purpose(each) for each in named)
    except ValueError as error:
        raise SettingError(f"{VARIABLE} (serve --purpose): {error}.") from error


def for_purposes(release: Release, purposes: Collection[str]) -> Release:
    """Return a release without the sites whose data may not be used for some purposes."""
    left_out = []
    folder = release.aggregates.parent
    sites = _sites_of_releases.answer(folder, partial(_sites, folder))
    for site_id, name, call_sets, terms in sites:
        if why := privacy.why_left_out(terms, purposes):
            left_out.append(LeftOut(site_id, name, call_sets, why))
    return replace(release, left_out=tuple(left_out))


def _sites(folder: Path) -> tuple[_Site, ...]:
    """Return the sites of a release that say under which terms their data are."""
    path = TABLES["data_use"].path(folder)
    if not path.exists():
        return ()
    with reading(f"Release {folder.name}"):
        terms = (
            pl.read_parquet(path, glob=False).group_by("site_id", maintain_order=True).agg("term")
        )
        names, call_sets = (
            pl.read_parquet(TABLES[name].path(folder), glob=False)
            for name in ("sites", "call_sets")
        )
    return tuple(
        (
            site_id,
            str(names.filter(pl.col("site_id") == site_id)["name"].item()),
            tuple(call_sets.filter(pl.col("site_id") == site_id)["call_set_id"]),
            tuple(filter(None, of_site)),
        )
        for site_id, of_site in terms.iter_rows()
    )
