"""A and B as they are chosen, once, in the frame, and what is told of groups that cannot be."""

import polars as pl
import streamlit as st

from straits import privacy, queries
from straits.exports.visible_text import visible
from straits.store import Store
from straits.ui.address import url_state
from straits.ui.frame.asked_pair import Choice
from straits.ui.words.markdown import escape
from straits.ui.words.numbers import count, shortened

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
# Of a partner's.
PARTNER = "◇ partner ·"

# What stands before a group that is offered below its entry.
_INDENT = "\N{EM SPACE}"

Mark = tuple[str, str]
Pair = tuple[Mark, Mark]


def size(population: queries.groups.Population, which: str) -> int | None:
    """Return how many people of a population are in a sample set; None where it is withheld."""
    return population.n_unrelated if which == "unrelated" else population.n_people


def not_shown(store: Store) -> list[str]:
    """Return who of each call set cannot be A or B, with the reason that the profile gives."""
    said: list[str] = store.derived.answer("not_shown", lambda: _not_shown(store))
    return said


def _not_shown(store: Store) -> list[str]:
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

    Each group is offered once, with its call sets below it, so that who types its name and presses
    Enter has all of it.

    marks
        Colour and shape of A and of B, which stand beside the letters as a legend of every chart.
    """
    entries = queries.groups.entries(store)
    groups = [group for entry in entries for group in (entry.lead, *entry.others)]
    below = {group.population_id for entry in entries for group in entry.others}
    cohorts = queries.cohorts.saved_populations(store)
    offered = {group.population_id: group for group in (*groups, *cohorts, choice.a, choice.b)}
    several = len({group.call_set_id for group in offered.values()}) > 1
    names = {
        key: (_INDENT if key in below else "")
        + name_in_list(group, choice.sample_set, has_place=several)
        for key, group in offered.items()
    }
    both = (("a", choice.b, choice.a), ("b", choice.a, choice.b))
    hidden = not_shown(store)
    for (name, other, here), (colour, shape) in zip(both, marks, strict=True):
        at = url_state.key("url", name, store.release_id)
        st.session_state[at] = here.population_id
        st.markdown(f':color[{SIGNS.get(shape, "●")}]{{foreground="{colour}"}}', width="content")
        st.selectbox(
            name.upper(),
            list(offered),
            format_func=lambda key: visible(names[key]),
            key=at,
            on_change=_write,
            args=(name, at, here.population_id, other.population_id),
            width=290,
            help="\n\n".join(map(escape, hidden)) or None,
            # By likeness the shortest name would come first, which is no group's whole.
            filter_mode="contains",
        )


def name_in_list(population: queries.groups.Population, which: str, has_place: bool = True) -> str:
    """Return a name that fits into the box together with its n, which must not be cut off."""
    n = f"n {count(size(population, which))}"
    if population.is_panel:
        sign = PARTNER if population.provenance else PANEL
        return f"{sign} {shortened(f'{population.label} · {population.site_name}', 18)} · {n}"
    name = population.long_label if has_place else population.label
    if population.call_set_id is None and population.grouping != queries.groups.GROUPING:
        n_call_sets = f"{len(population.call_set_ids)} call sets"
        name = f"{population.label} · {population.site_name if population.site_id else n_call_sets}"
    return f"{shortened(name, 28)} · {n}"


def _write(name: str, at: str, before: str, other: str) -> None:
    """Put both into the address, so that what a reader sees is what a link holds."""
    value = st.session_state[at]
    url_state.put({name: value, "b" if name == "a" else "a": before if value == other else other})
