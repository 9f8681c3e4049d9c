"""What charts of several groups say alike: who they are, and which alleles are left out."""

import polars as pl
import streamlit as st

from straits import queries
from straits.ui.figures import captions
from straits.ui.figures.methods import Method
from straits.ui.filters.asked_settings import Settings
from straits.ui.frame import pair_picker
from straits.ui.frame.page_frame import Visit
from straits.ui.sentences import group_sizes
from straits.ui.words import numbers
from straits.ui.words.markdown import escape

Groups = tuple[queries.groups.Population, ...]


def left_out(n_alleles: int, chosen: Groups) -> str:
    """Say how many alleles were left out because a group's AC is a range; "" for none."""
    if not n_alleles:
        return ""
    were = numbers.verb(n_alleles, "was", "were")
    tells = (
        "a partner tells AC only as a range, such as 0 to 9"
        if any(group.provenance for group in chosen)
        else "a panel publishes AC only as a range, such as <5"
    )
    return f"{numbers.plural(n_alleles, 'allele')} {were} left out because {tells}. "


def draw_left_out(visit: Visit, chosen: Groups) -> None:
    """Say which groups of partners are not among those chosen, and why; nothing where none is."""
    every = queries.comparison.panel_populations(visit.store, visit.a, visit.b, with_partners=True)
    absent = [group.label for group in every if group not in chosen and group.provenance]
    if absent:
        st.caption(
            escape(
                f"Without {numbers.listed(absent)}: with a partner's group only the alleles that "
                "its bundle lists would be left. Choose one as A or B to compare these."
            )
        )


def labels(chosen: Groups) -> dict[str, str]:
    """Return the label of each population by its id, with its place where labels are alike."""
    plain = [group.label for group in chosen]
    return {
        group.population_id: group.label if plain.count(group.label) == 1 else group.long_label
        for group in chosen
    }


def sized(settings: Settings, chosen: Groups) -> dict[str, str]:
    """Return how a sentence names each label: of a small group, with how many people it has."""
    who = settings.filters.sample_set
    return {
        label: group_sizes.named(label, pair_picker.size(group, who))
        for label, group in zip(labels(chosen).values(), chosen, strict=True)
    }


def caption(visit: Visit, settings: Settings, chosen: Groups) -> str:
    """Say who the groups are, which filters hold, and what every caption ends with."""
    who = settings.filters.sample_set
    groups = ", ".join(
        f"{group.label} n {numbers.count(pair_picker.size(group, who))} ({group.call_set_name})"
        for group in chosen
    )
    filters = settings.filters
    bounded = (filters.af_min, filters.af_max) != (0.0, 1.0)
    af = " The range of AF of A and B is not used here." if bounded else ""
    whose = " ".join(
        f"{group.long_label}: {group.provenance}." for group in chosen if group.provenance
    )
    of_partners = f"{whose} " if whose else ""
    return f"{groups}. {of_partners}{captions.filters(filters)}{af} {captions.study(visit, who)}"


def counted(visit: Visit, settings: Settings, chosen: Groups) -> pl.DataFrame:
    """Return one row per population, for files: who they are, and how many of which people.

    population, grouping, n_people (of the people counted; null where it is withheld), sample_set,
    release_id and, where some are of a partner, provenance.
    """
    who = settings.filters.sample_set
    rows = pl.DataFrame(
        [
            {
                "population": group.population_id,
                "grouping": group.grouping,
                "n_people": pair_picker.size(group, who),
                "sample_set": who,
                "release_id": visit.store.release_id,
                "provenance": group.provenance,
            }
            for group in chosen
        ],
        schema_overrides={"n_people": pl.Int64},
    )
    return rows if any(group.provenance for group in chosen) else rows.drop("provenance")


def method(
    settings: Settings, chosen: Groups, *steps: str, statistics: tuple[str, ...] = ()
) -> Method:
    """Return how a figure of several groups was made."""
    names = labels(chosen)
    return Method(
        settings.filters.sample_set,
        tuple((names[group.population_id], group) for group in chosen),
        alleles=captions.filters(settings.filters),
        steps=steps,
        statistics=statistics,
    )
