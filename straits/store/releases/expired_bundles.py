"""Which sites of a release are no longer shown, as the bundle that brought them is past its day."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import polars as pl

from straits.store.held.budget import Cache
from straits.store.releases.release_files import LeftOut, Release
from straits.store.releases.told_of_damage import reading
from straits.tables import TABLES

_sites_of_releases = Cache()

# Site, its name, its call sets, and the last day on which it is shown.
_Site = tuple[str, str, tuple[str, ...], date]


def without_expired(release: Release, today: date | None = None) -> Release:
    """Return a release without the sites of bundles that are past their last day.

    today
        None: by this machine's clock, in UTC.
    """
    folder = release.aggregates.parent
    day = today or datetime.now(UTC).date()
    known = {site.site_id for site in release.left_out}
    gone = [
        LeftOut(site_id, name, call_sets, f"its bundle could be shown until {last}", True)
        for site_id, name, call_sets, last in _sites_of_releases.answer(
            folder, partial(_sites, folder)
        )
        if last < day and site_id not in known
    ]
    return replace(release, left_out=(*release.left_out, *gone))


def _sites(folder: Path) -> tuple[_Site, ...]:
    """Return the sites of a release that came in bundles."""
    if not TABLES["bundles"].path(folder).exists():
        return ()
    with reading(f"Release {folder.name}"):
        bundles, groups, call_sets, sites = (
            pl.read_parquet(TABLES[name].path(folder), glob=False)
            for name in ("bundles", "bundle_groups", "call_sets", "sites")
        )
    rows = (
        groups.select("bundle_id", "call_set_id").unique()
        .join(bundles.select("bundle_id", "valid_until"), on="bundle_id")
        .join(call_sets.select("call_set_id", "site_id"), on="call_set_id")
        .join(sites.select("site_id", "name"), on="site_id")
        .group_by("site_id", "name")
        .agg(pl.col("call_set_id").unique().sort(), pl.col("valid_until").min())
        .sort("site_id")
    )  # fmt: skip
    return tuple(
        (site_id, name, tuple(call_set_ids), last)
        for site_id, name, call_set_ids, last in rows.iter_rows()
    )
