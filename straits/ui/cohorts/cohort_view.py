"""What is known of a cohort: how it came about, who is in it, and how it differs from B."""

import math
from typing import Any

import polars as pl
import streamlit as st

from straits import queries
from straits.charts.cohorts import cohort_charts
from straits.charts.legend import BAR, TICK, Key
from straits.charts.look import Look
from straits.cohorts import Tree, cohort_id
from straits.ui.figures import figure
from straits.ui.figures.figure import Figure
from straits.ui.figures.methods import Method
from straits.ui.frame.page_frame import Visit
from straits.ui.frame.pair_picker import Mark
from straits.ui.sentences import of_people
from straits.ui.words import numbers
from straits.ui.words.markdown import escape, paragraph

# Beyond as many groups, those with nobody of either side are not drawn.
_MOST_PARTS = 12

_BREAKDOWNS = {"site": "Site", "sex": "Sex", "age": "Age"}


def lead(attrition: queries.cohorts.Attrition, tree: Tree, words: queries.groups.Words) -> None:
    """Draw the answer in one sentence: how many of whom, and of how many it is unknown."""
    paragraph("finding", escape(of_people.in_cohort(attrition, words.sentence(tree))))
    if attrition.fault:
        st.info(escape(f"The cohort is empty: {attrition.fault}. Take one criterion away."))


def steps(
    visit: Visit, tree: Tree, attrition: queries.cohorts.Attrition, words: queries.groups.Words
) -> None:
    """Draw how many are left after each criterion, and what each keeps on its own."""
    left = [attrition.n_everyone, *(step.n_left for step in attrition.steps)]
    rows = pl.DataFrame(
        {
            "label": ["everyone", *(words.sentence(step.criterion) for step in attrition.steps)],
            "n_before": [attrition.n_everyone, *left[:-1]],
            "n_left": left,
            "words": [numbers.count(attrition.n_everyone), *map(_step, attrition.steps)],
        },
        schema={"label": pl.String, "n_before": pl.Int64, "n_left": pl.Int64, "words": pl.String},
    )
    st.header("From everyone to the cohort", anchor=False)

    def keys(look: Look) -> list[Key]:
        colour, _ = _mark(visit, tree, look)
        return [Key("left", colour, BAR), Key("taken away", look.faint, BAR)]

    drawn = Figure(
        title=of_people.left(left[-1], left[0]),
        caption="Each bar is who is left; on the right, who meets the criterion on its own and of "
        f"whom it is unknown. {_study(visit)}",
        build=lambda look: cohort_charts.attrition(rows, _mark(visit, tree, look)[0], look),
        rows=queries.cohorts.steps(visit.store, tree),
        file_parts=("cohort", "steps"),
        query="",
        method=_method(words.sentence(tree), "Each criterion is judged of the people left before."),
        keys=keys,
        statement=queries.cohorts.statement(visit.store, tree),
    )
    figure.draw(drawn, visit, "steps")


def _method(cohort: str, *steps: str) -> Method:
    """Return the method of a figure of a cohort, whose people are counted, relatives too."""
    return Method("all", steps=(f"The cohort: {cohort}.", *steps), of_genotypes=False)


def _step(step: queries.cohorts.Step) -> str:
    unknown = f", {numbers.count(step.n_unknown)} unknown" if step.n_unknown else ""
    alone = f"{numbers.count(step.n_people)} on its own{unknown}"
    return f"{numbers.count(step.n_left)} left · {alone}"


def who(visit: Visit, tree: Tree, words: queries.groups.Words) -> None:
    """Draw the cohort's composition beside everyone's and B's."""
    other = queries.cohorts.tree_of(visit.b)
    parts = visit.store.cohorts.composition((tree, other))
    rows = pl.DataFrame(
        [
            {
                "heading": _heading(breakdown, words) if number == 0 else "",
                "breakdown": _heading(breakdown, words),
                "label": _part(breakdown, row["part"], words),
                "n_cohort": row["n_1"],
                "n_b": row["n_2"],
                "n_everyone": row["n_everyone"],
                "share": _share(row["n_1"], part["n_1"]),
                "share_b": _share(row["n_2"], part["n_2"]),
                "share_everyone": _share(row["n_everyone"], part["n_everyone"]),
                "words": " · ".join(
                    f"{name} {numbers.count(row[column])}"
                    for name, column in (("cohort", "n_1"), ("B", "n_2"), ("all", "n_everyone"))
                ),
            }
            for (breakdown,), part in parts.group_by("breakdown", maintain_order=True)
            for number, row in enumerate(_named(part).iter_rows(named=True))
        ],
        schema_overrides=dict.fromkeys(("share", "share_b", "share_everyone"), pl.Float64)
        | dict.fromkeys(("n_cohort", "n_b", "n_everyone"), pl.Int64),
    )
    left_out = parts.height - rows.height
    st.header("Who is in it", anchor=False)

    def marks(look: Look) -> tuple[Mark, Mark]:
        return _mark(visit, tree, look), visit.marks_in(look)[1]

    def keys(look: Look) -> list[Key]:
        (colour, _), other = marks(look)
        return [
            Key(f"the cohort{_side(visit, tree)}", colour, BAR),
            Key(f"B: {visit.names[1]}", *other),
            Key("everyone", look.ink, TICK),
        ]

    drawn = Figure(
        title="The cohort by site, group, sex and age, beside everyone and B.",
        caption="Shares of the people shown, relatives too; ages in tens of years. "
        f"{_and_others(left_out)}{_study(visit)}",
        build=lambda look: cohort_charts.composition(rows, marks(look), look),
        rows=rows.drop("heading", "words"),
        file_parts=("cohort", "composition"),
        query="",
        method=_method(words.sentence(tree), f"B: {words.sentence(other)}."),
        keys=keys,
        statement=queries.cohorts.statement(visit.store, tree),
    )
    figure.draw(drawn, visit, "who")


def _study(visit: Visit) -> str:
    facts = visit.store.study
    return (
        f"{facts.name}, {facts.build}, release {visit.store.release_id}, profile "
        f"{visit.store.profile.label}."
    )


def _and_others(n_left_out: int) -> str:
    groups = numbers.plural(n_left_out, "group")
    return f"{groups} without anybody of either not drawn. " if n_left_out else ""


def _named(parts: pl.DataFrame) -> pl.DataFrame:
    """Return the parts to draw: of very many, those with people of the cohort or of B."""
    if parts.height <= _MOST_PARTS:
        return parts
    return parts.filter((pl.col("n_1") != 0).fill_null(True) | (pl.col("n_2") != 0).fill_null(True))


def against(visit: Visit, tree: Tree, words: queries.groups.Words) -> None:
    """Draw how the cohort overlaps with B, and how the two differ in what might confound them."""
    other = queries.cohorts.tree_of(visit.b)
    shared = visit.store.cohorts.overlap(tree, other)
    st.header("Against B", anchor=False)
    sentence = of_people.overlap(shared.n_a, shared.n_b, shared.n_both, visit.b.label)
    st.markdown(escape(sentence))
    differences = visit.store.cohorts.differences(tree, other)
    # Of very many groups most have nobody of either side: they take the page and say nothing.
    there = differences.filter(
        (pl.col("value_a") != 0).fill_null(True) | (pl.col("value_b") != 0).fill_null(True)
    )
    rows = there.select(
        pl.Series("label", [_property(row, words) for row in there.iter_rows(named=True)]),
        pl.when(pl.col("smd").is_finite()).then("smd").alias("smd"),
        pl.Series("words", [_values(row) for row in there.iter_rows(named=True)]),
    )
    n_notable = differences.filter(pl.col("smd").abs() > cohort_charts.NOTABLE).height
    finding = of_people.balance(n_notable, there.height, cohort_charts.NOTABLE)
    names = f"{_label(visit, tree)} less {visit.names[1]}"
    drawn = Figure(
        title=finding,
        caption=f"Standardised differences, {names} (Austin 2009): of means for age, of shares "
        "for the rest, on a scale that is wider near 0. Beyond the dashed lines, ±0.1, is "
        f"usually called an imbalance. {_without_end(differences, words)} {_study(visit)}",
        build=lambda look: cohort_charts.balance(rows, look),
        rows=differences,
        file_parts=("cohort", "against", visit.b.label),
        query="",
        method=_method(
            words.sentence(tree),
            f"B: {words.sentence(other)}.",
            "Differences are standardised (Austin 2009): of means for age, of shares for the rest.",
        ),
        keys=lambda look: (
            Key("beyond ±0.1", look.accent, "circle"), Key("within ±0.1", look.muted, "circle")
        ),
        statement="\n\n".join(
            queries.cohorts.statement(visit.store, side) for side in (tree, other)
        ),
    )  # fmt: skip
    figure.draw(drawn, visit, "balance")


def _label(visit: Visit, tree: Tree) -> str:
    side = _side_of(visit, tree)
    return "the cohort" if side is None else f"the cohort ({'AB'[side]})"


def _without_end(differences: pl.DataFrame, words: queries.groups.Words) -> str:
    """Name the properties that all of one side have and nobody of the other: no point is theirs."""
    apart = differences.filter(pl.col("smd").is_infinite())
    if apart.is_empty():
        return ""
    named = ", ".join(_property(row, words) for row in apart.iter_rows(named=True))
    return f"Not drawn, as they tell the two wholly apart: {named}."


def _mark(visit: Visit, tree: Tree, look: Look) -> Mark:
    """Return colour and shape of the cohort: A's or B's where it is one of them, else its own."""
    side = _side_of(visit, tree)
    if side is not None:
        return visit.marks_in(look)[side]
    return visit.apart(look)


def _side(visit: Visit, tree: Tree) -> str:
    side = _side_of(visit, tree)
    return "" if side is None else f", which is {'AB'[side]}"


def _side_of(visit: Visit, tree: Tree) -> int | None:
    here = cohort_id(tree)
    for side, other in enumerate((visit.a, visit.b)):
        if cohort_id(queries.cohorts.tree_of(other)) == here:
            return side
    return None


def _share(n: int | None, counts: pl.Series) -> float | None:
    total = int(counts.sum())
    return n / total if n is not None and total else None


def _heading(breakdown: object, words: queries.groups.Words) -> str:
    return _BREAKDOWNS.get(str(breakdown), words.spell("grouping", str(breakdown)))


def _part(breakdown: object, part: str | None, words: queries.groups.Words) -> str:
    if part is None:
        return "not known"
    return words.spell("site" if breakdown == "site" else "group", part)


def _property(row: dict[str, str], words: queries.groups.Words) -> str:
    if row["breakdown"] == "age":
        return "Age, mean"
    return f"{_heading(row['breakdown'], words)} {_part(row['breakdown'], row['part'], words)}"


def _values(row: dict[str, Any]) -> str:
    form = "{:.1f}" if row["breakdown"] == "age" else "{:.1%}"
    values = [
        numbers.MISSING if value is None or math.isnan(value) else form.format(value)
        for value in (row["value_a"], row["value_b"])
    ]
    return f"{values[0]} and {values[1]}"
