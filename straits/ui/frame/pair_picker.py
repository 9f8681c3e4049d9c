"""A, B and whose relatives count: chosen once, in the frame, and carried along in the address."""

from dataclasses import dataclass

import polars as pl
import streamlit as st

from straits import privacy, queries
from straits.errors import QueryError
from straits.exports.visible_text import visible
from straits.store import Store
from straits.ui.address import url_state
from straits.ui.address.address_values import Address
from straits.ui.words.markdown import escape
from straits.ui.words.numbers import count, shortened

# What the address calls the sample sets, and what a reader is told.
SAMPLE_SETS = {"unrelated": "unrelated people", "all": "everyone"}


# A shape as a letter, for lines of text.
SIGNS = {
    "circle": "●",
    "square": "■",
    "triangle-up": "▲",
    "triangle-down": "▼",
    "diamond": "◆",
    "cross": "+",
    "triangle-right": "▸",
    "triangle-left": "◂",
}

# What stands before a group of an external panel wherever groups are chosen.
PANEL = "◇ panel ·"

Mark = tuple[str, str]
Pair = tuple[Mark, Mark]


@dataclass(frozen=True)
class Choice:
    """A and B, never unset and never the same, the sample set, and what made no sense."""

    a: queries.groups.Population
    b: queries.groups.Population
    sample_set: str
    notes: tuple[str, ...]


def sample_set(store: Store, address: Address) -> str:
    """Return "all" or "unrelated": what the address says, else the study's default."""
    asked = address.get("people")
    if asked == "unrelated" and not queries.study.knows_relatives(store):
        asked = None
    return asked if asked in SAMPLE_SETS else queries.study.default_sample_set(store)


def chosen(store: Store, address: Address) -> Choice:
    """Return A and B as the address says, with the default where it says nothing or nonsense."""
    default_a, default_b = queries.groups.default_pair(store)
    notes: list[str] = []

    def asked(name: str) -> queries.groups.Population | None:
        population_id = address.get(name)
        try:
            return queries.groups.population(store, population_id) if population_id else None
        except QueryError as error:
            notes.append(str(error))
            return None

    a, b = asked("a"), asked("b")
    if a is None:
        a = default_a if b != default_a else default_b
    if b is None or b == a:
        b = default_b if a != default_b else default_a
    return Choice(a, b, sample_set(store, address), tuple(notes))


def size(population: queries.groups.Population, which: str) -> int | None:
    """Return how many people of a population are in a sample set; None where it is withheld."""
    return population.n_unrelated if which == "unrelated" else population.n_people


def not_shown(store: Store) -> list[str]:
    """Return who of each call set cannot be A or B, with the reason that the profile gives."""
    listed = queries.groups.populations(store)
    rows = listed.filter(~pl.col("is_selectable") & (pl.col("reason") != queries.groups.NOBODY))
    grouped = rows.drop_nulls("call_set_id").group_by(
        "call_set_name", "grouping_label", "reason", maintain_order=True
    )
    return [
        f"Not shown of {row['call_set_name']} by {row['grouping_label'].lower()}: "
        f"{', '.join(row['group_label'])}, since {row['reason']}."
        for row in grouped.agg(group_label="label").iter_rows(named=True)
    ]


def why_withheld(store: Store, rows: pl.DataFrame) -> str:
    """Return why groups are withheld at an allele, a sentence for each reason; empty if none is.

    rows
        population_id, long_label and state of groups.
    """
    hidden = rows.filter(state="withheld").select("population_id", "long_label")
    here = (
        f"fewer than {privacy.fewest(store.profile)} of them were called here, or would be left of "
        "a total"
    )
    reasons = queries.groups.populations(store).select("population_id", "reason")
    grouped = (
        hidden.join(reasons, on="population_id", how="left", maintain_order="left")
        .with_columns(pl.col("reason").replace("", here).fill_null(here))
        .group_by("reason", maintain_order=True)
        .agg(pl.col("long_label").unique(maintain_order=True))
    )
    return " ".join(
        f"Withheld: {', '.join(names)}, since {reason}." for reason, names in grouped.iter_rows()
    )


def pick(store: Store, choice: Choice, marks: Pair) -> None:
    """Draw the two boxes; who chooses for A what B is, swaps them.

    marks
        Colour and shape of A and of B, which stand beside the letters as a legend of every chart.
    """
    groups = queries.groups.selectable_populations(store)
    cohorts = queries.cohorts.saved_populations(store)
    offered = {group.population_id: group for group in (*groups, *cohorts, choice.a, choice.b)}
    several = len({group.call_set_id for group in offered.values()}) > 1
    both = (("a", choice.b, choice.a), ("b", choice.a, choice.b))
    hidden = not_shown(store)
    for (name, other, here), (colour, shape) in zip(both, marks, strict=True):
        at = url_state.key("url", name, store.release_id)
        st.session_state[at] = here.population_id
        st.markdown(f':color[{SIGNS.get(shape, "●")}]{{foreground="{colour}"}}', width="content")
        st.selectbox(
            name.upper(),
            list(offered),
            format_func=lambda key: visible(_option(offered[key], choice.sample_set, several)),
            key=at,
            on_change=_write,
            args=(name, at, here.population_id, other.population_id),
            width=290,
            help="\n\n".join(map(escape, hidden)) or None,
        )


def _option(population: queries.groups.Population, which: str, several: bool) -> str:
    """Return a name that fits into the box together with its n, which must not be cut off."""
    n = f"n {count(size(population, which))}"
    if population.is_panel:
        return f"{PANEL} {shortened(f'{population.label} · {population.site_name}', 18)} · {n}"
    name = population.long_label if several else population.label
    return f"{shortened(name, 28)} · {n}"


def _write(name: str, at: str, before: str, other: str) -> None:
    """Put both into the address, so that what a reader sees is what a link holds."""
    value = st.session_state[at]
    url_state.put({name: value, "b" if name == "a" else "a": before if value == other else other})
