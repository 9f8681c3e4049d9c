"""From a chart to the page SQL: the statement that counts it, with its values, ready to run."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl
import streamlit as st

from straits import privacy, queries, sql_names
from straits.store.query import sql_files, sql_text
from straits.ui.address import links, statement_link
from straits.ui.frame.page_frame import Visit

_COHORT = "cohort"
_KEPT = (str, int, float)


@dataclass(frozen=True)
class Counted:
    """A statement and the texts of its values."""

    text: str
    values: Mapping[str, str]


def of_chart(visit: Visit, name: str, **values: object) -> Counted:
    """Return the statement of a file of sql/charts.

    values
        Of its parameters; texts and numbers stay values of the statement, and what else there is,
        such as the groups of a comparison, is written out in it.
    """
    return _counted(visit, _chart_file(name), values)


def of_alleles(visit: Visit, alleles: pl.Series, grouping: str = "") -> Counted | None:
    """Return what counts alleles, and those between them, in the groups of A, B and a grouping.

    alleles
        Their allele_index. None where there are none, or A or B is a cohort, of individual data.
    """
    if alleles.is_empty() or _is_any_cohort((visit.a, visit.b)):
        return None
    return of_chart(
        visit, "counts_at_alleles", sample_set=visit.sample_set, first_allele=alleles.min(),
        last_allele=alleles.max(), grouping=grouping or visit.a.grouping,
        grouping_of_a=visit.a.grouping, grouping_of_b=visit.b.grouping,
    )  # fmt: skip


def of_ranking(
    visit: Visit, filters: queries.allele.Filters, order_by: str, n_wanted: int, n_skipped: int = 0
) -> Counted | None:
    """Return what ranks the alleles compared between A and B; None where either is a cohort."""
    if _is_any_cohort((visit.a, visit.b)):
        return None
    file = sql_files.fixed_query("allele_differences")
    text = sql_text.comment(file.about.partition("\n")[0]) + file.select
    asked = queries.allele.comparison_parameters(visit.store, visit.a, visit.b, filters)
    rest = {"order_by": order_by, "n_wanted": n_wanted, "n_skipped": n_skipped}
    return _counted(visit, text, {**asked, **rest})


def of_pair(
    visit: Visit,
    name: str,
    pairs: Sequence[tuple[queries.groups.Population, queries.groups.Population]],
    filters: queries.allele.Filters,
    **values: object,
) -> Counted | None:
    """Return a statement over comparisons, as `of_chart`; None where one is of a cohort.

    pairs
        A and B, and where the statement takes a second comparison, those of that.
    """
    if any(_is_any_cohort(pair) for pair in pairs):
        return None
    names = ("asked", "asked_inferred")
    asked = {
        key: queries.allele.comparison_parameters(visit.store, *pair, filters)["asked"]
        for key, pair in zip(names, pairs, strict=False)
    }
    return of_chart(visit, name, **asked, **values)


def of_groups(
    visit: Visit,
    name: str,
    groups: Sequence[queries.groups.Population],
    labels: Sequence[str],
    filters: queries.allele.Filters,
    **values: object,
) -> Counted | None:
    """Return a statement over several groups, as `of_chart`; None where one is a cohort."""
    if _is_any_cohort(groups):
        return None
    listed = _listed(groups, labels)
    return of_pair(visit, name, [(groups[0], groups[1])], filters, groups=listed, **values)


def of_gene(
    visit: Visit, alleles: pl.Series, others: Sequence[queries.groups.Population]
) -> Counted | None:
    """Return what counts alleles, and those between them, in A, B and others, as `of_alleles`."""
    groups = (visit.a, visit.b, *others)
    if alleles.is_empty() or _is_any_cohort(groups):
        return None
    return of_chart(
        visit, "counts_in_groups", first_allele=alleles.min(), last_allele=alleles.max(),
        groups=_listed(groups, [group.long_label for group in groups]),
        sample_set=visit.sample_set,
    )  # fmt: skip


def _listed(
    groups: Sequence[queries.groups.Population], labels: Sequence[str]
) -> list[dict[str, object]]:
    return [
        {
            "place": place, "label": label, "call_sets": list(group.call_set_ids),
            "grouping": group.grouping, "group_id": group.group_id,
        }
        for place, (group, label) in enumerate(zip(groups, labels, strict=True))
    ]  # fmt: skip


def draw(visit: Visit, counted: Counted | None) -> None:
    """Draw the link, or why a chart of individual data has none."""
    if counted is not None:
        word = statement_link.packed(counted.text, counted.values)
        if len(word) <= statement_link.LONGEST:
            links.link("Open in SQL", "sql", {"q": word})
        else:
            st.markdown("For the page SQL, which a link cannot hold: copy it there.")
            st.code(counted.text, language="sql", height=200)
    elif privacy.is_exact(visit.store.profile):
        st.markdown(
            "It is counted from individual data by more than one select: it cannot be opened on "
            "the page SQL."
        )
    else:
        st.markdown(
            "It is counted from individual data, which this study's profile does not show: it "
            "cannot be asked again on the page SQL."
        )


def _counted(visit: Visit, text: str, values: Mapping[str, object]) -> Counted:
    known = {**values, "min_people": privacy.bound("min_people", visit.store.profile)}
    kept = {name: value for name, value in values.items() if isinstance(value, _KEPT)}

    def written(found: re.Match[str]) -> str:
        return found[0] if found[1] in kept else _literal(known[found[1]])

    text = re.sub(r"\$(\w+)", written, text)
    return Counted(text, {name: str(value) for name, value in kept.items()})


def _literal(value: object) -> str:
    """Return a value as SQL, a comparison or a list of groups with a line for each of its parts."""
    match value:
        case Mapping():
            parts = [f"{sql_text.literal(key)}: {_literal(each)}" for key, each in value.items()]
            return "{\n        " + ",\n        ".join(parts) + "\n    }"
        case list() if value and isinstance(value[0], Mapping):
            return "[\n        " + ",\n        ".join(map(sql_text.literal, value)) + "\n    ]"
    return sql_text.literal(value)


def _is_any_cohort(groups: Sequence[queries.groups.Population]) -> bool:
    return any(group.grouping == _COHORT for group in groups)


def _chart_file(name: str) -> str:
    return (sql_names.FOLDER / "charts" / f"{name}.sql").read_text(encoding="utf-8").rstrip()
