"""The frame of every page: brand, search, study, links to the pages, A and B, and the question."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import streamlit as st

from straits import queries
from straits.charts import look
from straits.charts.legend import Key
from straits.charts.look import Look
from straits.errors import DamageError, StraitsError
from straits.store import Store
from straits.ui.access import require
from straits.ui.access.known_readers import Reader
from straits.ui.address import links, search_destination, url_state
from straits.ui.frame import (
    access_line,
    asked_pair,
    messages,
    newer_release,
    pair_picker,
    release_gone,
)
from straits.ui.words.markdown import escape

_HERE = Path(__file__).parent
_NAVIGATION = {
    "overview": "Overview",
    "frequencies": "Frequencies",
    "gene": "Genes",
    "cohorts": "Cohorts",
    "phenotypes": "Phenotypes",
    "sql": "SQL",
    "pharmacogenes": "Pharmacogenes",
    "stories": "Stories",
    "learn": "Learn",
}


@dataclass(frozen=True)
class Visit:
    """What a page works with: the release, the two populations and whose relatives count.

    a, b
        With labels that tell them apart.
    """

    store: Store
    a: queries.groups.Population
    b: queries.groups.Population
    sample_set: str
    look: Look

    @property
    def names(self) -> tuple[str, str]:
        """Return the labels of A and B, which differ."""
        return self.a.label, self.b.label

    def marks_in(self, shades: Look) -> tuple[tuple[str, str], tuple[str, str]]:
        """Return colour and shape of A and of B, as they are seen on a ground."""
        a, b = self.sides
        return look.pair(a, b, shades)

    def keys_in(self, shades: Look) -> tuple[Key, Key]:
        """Return what the marks of A and of B stand for, as they are seen on a ground."""
        a, b = (
            Key(f"{letter}: {name}", *mark)
            for letter, name, mark in zip("AB", self.names, self.marks_in(shades), strict=True)
        )
        return a, b

    @property
    def marks(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Return colour and shape of A and of B on the reader's ground."""
        return self.marks_in(self.look)

    @property
    def sides(self) -> tuple[pair_picker.Mark, pair_picker.Mark]:
        """Return colour and shape of A and of B, of which a look shows what can be seen."""
        a, b = ((side.colour, side.shape) for side in (self.a, self.b))
        is_a, is_b = (side.grouping == queries.groups.GROUPING for side in (self.a, self.b))
        # The study fixes the colours of its groups, and a cohort's is none of them.
        if is_a:
            a = self._nobodys(() if is_b else (b,))
        if is_b:
            b = self._nobodys((a,))
        return a, b if is_a or is_b else look.apart(b, [a])

    def _nobodys(self, taken: Sequence[pair_picker.Mark]) -> pair_picker.Mark:
        """Return a mark that no group of the study has, and none of those taken."""
        groups = queries.groups.populations(self.store)["colour"]
        colour = look.nobodys([*groups, *(colour for colour, _ in taken)])
        worn = {shape for _, shape in taken}
        shapes = (queries.groups.SHAPE, *look.SHAPES)
        return colour, next(shape for shape in shapes if shape not in worn)

    def apart(self, shades: Look) -> pair_picker.Mark:
        """Return a colour and a shape for somebody else, whom nobody takes for A or B."""
        colour, shape = self._nobodys(self.sides)
        return look.visible(colour, shades), shape

    def worn(self, rows: pl.DataFrame, is_a: pl.Expr, is_b: pl.Expr) -> pl.DataFrame:
        """Return rows of groups with the colour and shape of A and B that the frame shows.

        rows
            Has colour, shape or both, each group's own.
        is_a, is_b
            Which rows are A's and B's.
        """
        a, b = self.sides
        return rows.with_columns(
            pl.when(is_a)
            .then(pl.lit(a[place]))
            .when(is_b)
            .then(pl.lit(b[place]))
            .otherwise(name)
            .alias(name)
            for place, name in enumerate(("colour", "shape"))
            if name in rows.columns
        )

    @property
    def scope(self) -> tuple[str, ...]:
        """Return what the key of every widget that shows data must hold."""
        return (self.store.opening, self.a.population_id, self.b.population_id, self.sample_set)


def begin_page(question: str | None, page: str) -> Visit:
    """Draw the frame with the page's question and return what the page works with.

    A server without a store, and a release that is damaged or cannot be opened, end the page with
    a sentence.
    """
    st.set_page_config(
        page_title=f"{(question or '').rstrip('?')} · Straits",
        page_icon=str(_HERE / "mark.png"),
        layout="wide",
    )
    url_state.follow(page)
    reader = require.reader(page)
    try:
        store = newer_release.opened()
        choice = asked_pair.chosen(store, url_state.all_of_it())
    except StraitsError as error:
        if isinstance(error, DamageError):
            release_gone.damaged(error, page, _here())
        else:
            messages.no_release(error, page)
        st.stop()
    require.release(reader, store.study.profile)
    a, b = queries.groups.told_apart(choice.a, choice.b)
    visit = Visit(store, a, b, choice.sample_set, _look())
    _frame(store, choice, page, visit.marks, reader)
    st.title(question or "", anchor=False)
    return visit


def name_tab(*names: str) -> None:
    """Call the browser's tab by what the page is about, so that several can be told apart."""
    st.set_page_config(page_title=" · ".join((*names, "Straits")))


def _frame(
    store: Store,
    choice: asked_pair.Choice,
    page: str,
    marks: pair_picker.Pair,
    reader: Reader,
) -> None:
    with st.container(key="frame"):
        with st.container(key="frame-top", horizontal=True, vertical_alignment="center"):
            with st.container(key="brand", width="content"):
                links.link("Straits", "overview")
            st.html(_HERE / "search.html", width=460)
            access_line.draw(store, reader)
        with st.container(key="frame-pages", horizontal=True, vertical_alignment="bottom"):
            with st.container(key="navigation", horizontal=True, width="content"):
                for name, label in _NAVIGATION.items():
                    place = "here" if name == page else "there"
                    with st.container(key=f"{place}-{name}", width="content"):
                        links.link(label, name)
            with st.container(
                key="pair",
                horizontal=True,
                horizontal_alignment="right",
                vertical_alignment="bottom",
            ):
                pair_picker.pick(store, choice, marks)
                swapped = {"a": choice.b.population_id, "b": choice.a.population_id}
                with st.container(key="swap", width="content"):
                    links.link("Swap", page, {**_here(), **swapped})
    for number, note in enumerate((*choice.notes, *filter(None, [choice.caution]))):
        _note(note, page, number)
    _newer(store, page)


def _note(note: asked_pair.Note, page: str, number: int) -> None:
    st.info(escape(note.sentence))
    if not note.ways:
        return
    with st.container(key=f"ways-{number}", horizontal=True):
        for label, params in note.ways:
            links.link(escape(label), page, {**_here(), **params})


def _newer(store: Store, page: str) -> None:
    current = newer_release.newer(store)
    if current is None:
        return
    with st.container(key="newer", horizontal=True, vertical_alignment="center"):
        st.markdown(f"You are reading release {escape(store.release_id)}; a newer one is open.")
        links.link("Go to the newer release", page, {**_here(), "r": current})


def _here() -> dict[str, str]:
    """Return what the address says of this page alone."""
    params = st.query_params.to_dict()
    return {name: value for name, value in params.items() if name not in search_destination.CARRIED}


def _look() -> Look:
    theme = st.context.theme
    return look.DARK if theme is not None and theme.type == "dark" else look.LIGHT
