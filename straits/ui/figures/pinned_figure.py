"""What is kept of a figure when it is pinned: drawing, words, numbers, address and release."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Protocol

import polars as pl
from polars import selectors

from straits.charts.look import DARK, LIGHT, Look
from straits.store import Drawn, PinnedView, foot_of
from straits.ui.address import url_state
from straits.ui.frame.page_frame import Visit


class Figure(Protocol):
    """As much of a figure as is kept."""

    @property
    def title(self) -> str:
        """What was found."""

    @property
    def caption(self) -> str:
        """Of whom, and by which rules."""

    def numbers(self) -> pl.DataFrame:
        """Return its numbers."""

    def on(self, look: Look) -> Drawn:
        """Return it as it is drawn on a ground."""


def foot_here(visit: Visit) -> str:
    """Return what stands small below a figure of the page that is open, as below a pinned one."""
    study = visit.store.study
    data = f"{study.name}, {study.build}, release {visit.store.release_id}"
    return foot_of(data, url_state.page() or "overview", is_synthetic=study.is_synthetic)


def view_of(figure: Figure, visit: Visit, name: str, params: Mapping[str, str]) -> PinnedView:
    """Return a figure of the page that is open, as it is now.

    params
        What the address of the view says besides what it says now.
    """
    here = {**url_state.all_of_it(), **params, "people": visit.sample_set}
    here |= {"a": visit.a.population_id, "b": visit.b.population_id}
    here.pop("r", None)
    study, rows = visit.store.study, figure.numbers()
    counted = rows.select(selectors.numeric())
    return PinnedView(
        page=url_state.page() or "overview",
        params=here,
        figure=name,
        title=figure.title,
        caption=figure.caption,
        light=figure.on(LIGHT),
        dark=figure.on(DARK),
        rows=json.dumps(rows.to_dicts(), default=str),
        study=study.name,
        build=study.build,
        release_id=visit.store.release_id,
        profile=visit.store.profile.name,
        rules=visit.store.profile.checksum,
        left_out=tuple(site.site_id for site in visit.store.left_out),
        is_synthetic=study.is_synthetic,
        n_numbers=counted.height * counted.width - sum(counted.null_count().row(0) or (0,)),
        pinned_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
