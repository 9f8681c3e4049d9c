"""What is taken away of a figure holds no number that the profile withholds."""

import io
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from polars import selectors

from straits.exports import slides
from straits.store import PinnedView
from straits.ui.figures import figure, pinned_figure
from straits.ui.figures.figure import Figure
from straits.ui.frame.page_frame import Visit
from straits.ui.stories import editable_charts
from tests.builders import demo_studies, screens
from tests.builders.inside_store import inside_store
from tests.oracles import texts_of_files

# A page whose figure can be edited on slides, and what names its rows.
FIGURES = [
    ("variant", {"v": "rs4244285", "sex": "yes"}, "groups", ("population_id", "sex")),
    ("phenotypes", {"sex": "yes"}, "phenotype", ("site_id", "group_id", "sex")),
]


def taken(
    store: Path, noun: str, address: dict[str, str], name: str
) -> tuple[pl.DataFrame, set[float]]:
    """Return the rows of a figure, and every number in its files: Excel, Parquet, CSV and PPTX."""
    found: list[tuple[Figure, PinnedView, dict[str, bytes]]] = []
    kept = figure.actions

    def actions(shown: Figure, visit: Visit, at: str, *more: object) -> None:
        if at == name:
            tables = {ending: figure.table(shown, visit, write) for _, ending, _, write in TABLES}
            found.append((shown, pinned_figure.view_of(shown, visit, at, {}), tables))
        kept(shown, visit, at, *more)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figure, "actions", actions)
        assert not screens.opened(noun, store, patch, **address).exception
    ((shown, view, tables),) = found
    chart = editable_charts.editable(view)
    assert chart is not None
    deck = slides.pptx([slides.Slide("", chart, "", "", "")], "")
    numbers = {*texts_of_files.numbers_of_zip(deck), *texts_of_files.numbers_of_zip(tables["xlsx"])}
    as_csv = pl.read_csv(tables["csv"], comment_prefix="#")
    for read in (pl.read_parquet(io.BytesIO(tables["parquet"])), as_csv):
        numbers |= numbers_of(read)
    return shown.numbers(), {round(number, 9) for number in numbers}


TABLES = figure.TABLES


def numbers_of(rows: pl.DataFrame) -> set[float]:
    """Return the numbers of rows that are no whole ones: a frequency is found again, a 2 is not."""
    columns = rows.select(selectors.float()).iter_columns()
    return {round(value, 9) for each in columns for value in each.drop_nulls() if value % 1}


@pytest.mark.parametrize(("noun", "address", "name", "keys"), FIGURES)
def test_no_file_of_a_figure_has_a_number_of_a_cell_that_is_withheld(
    noun: str, address: dict[str, str], name: str, keys: tuple[str, ...]
) -> None:
    inside, seen = taken(inside_store(), noun, address, name)
    everything, told = taken(demo_studies.small_demo_store(), noun, address, name)
    shown = inside.filter(state="shown")
    withheld = everything.join(shown, on=keys, how="anti")
    secret = numbers_of(withheld) - numbers_of(shown)
    assert len(secret) > 10
    assert not secret & seen
    # The control: where nothing is withheld the same files have them all.
    assert secret <= told
    numbers = inside.filter(state="withheld").select(selectors.numeric())
    assert list(_filled(numbers)) == []


def _filled(rows: pl.DataFrame) -> Iterator[str]:
    # How many people a group has is told where too few of them were called at an allele.
    for name in rows.columns:
        if name != "n_people" and rows[name].null_count() < rows.height:
            yield name
