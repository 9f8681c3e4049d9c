"""The methods of a figure: each part says its fact, and another thing once the fact is another."""

import io
from dataclasses import fields, replace
from functools import cache

import fastexcel
import polars as pl
import pyarrow.parquet as pq
import pytest

from straits import queries
from straits.charts.look import LIGHT
from straits.exports import excel_workbooks, row_streams
from straits.store import Store, open_store
from straits.ui.figures import captions, methods
from straits.ui.figures.figure import Figure
from straits.ui.figures.methods import Facts, Method
from straits.ui.frame.page_frame import Visit
from tests.builders import demo_studies
from tests.builders.inside_store import inside_store

FACTS = Facts(
    study="Demo", build="GRCh38", release_id="r1", built_on="2026-11-30", is_synthetic=False,
    call_sets=("Exomes of Here (WES; genotype rule GQ >= 20)",),
    groups=("A is Danish, n 12, by ethnic group (self-reported)",),
    relatives="relatives left out (looked for: parents only)", counted_once="Counted once.",
    alleles="FILTER passed.", steps=("Ranked by p.",), statistics=(("q", "Benjamini (1995)"),),
    withheld=("Access profile open.",), built_by="0.1", straits="0.2",
)  # fmt: skip
OTHERS = {
    "study": "Another", "build": "GRCh37", "release_id": "r9", "built_on": "2020-01-01",
    "call_sets": ("Genomes of There (WGS; all genotypes kept)",), "groups": ("B is Malay, n 7",),
    "relatives": "relatives counted", "counted_once": "Two samples are not counted.",
    "alleles": "any FILTER.", "steps": ("Ranked by Fst.",), "statistics": (("Fst", "Hudson"),),
    "withheld": ("Nothing of 3 people.",), "built_by": "0.7", "straits": "0.8",
}  # fmt: skip


@pytest.mark.parametrize("part", [field.name for field in fields(Facts)])
def test_each_part_of_the_paragraph_is_what_its_fact_is(part: str) -> None:
    here = methods.paragraph(FACTS).lower()
    there = methods.paragraph(replace(FACTS, **{part: OTHERS.get(part, True)})).lower()
    said = OTHERS.get(part, "All people are synthetic.")
    for new in [said] if isinstance(said, str) else said:
        for word in [new] if isinstance(new, str) else new:
            assert word.lower() in there
            assert word.lower() not in here


@cache
def demo(is_inside: bool) -> Store:
    return open_store(inside_store() if is_inside else demo_studies.small_demo_store())


def visit(store: Store, a: str = "", sample_set: str = "all") -> Visit:
    first, second = queries.groups.selectable_populations(store)[:2]
    first = queries.groups.population(store, a) if a else first
    return Visit(store, first, second, sample_set, LIGHT)


def told(here: Visit, rows: pl.DataFrame | None = None, **changes: object) -> str:
    asked = Method(here.sample_set, methods.of_pair(here), "", "FILTER passed.")
    rows = pl.DataFrame() if rows is None else rows
    return methods.paragraph(methods.facts(replace(asked, **changes), rows, here))  # type: ignore[arg-type]


def test_facts_are_those_of_the_release_and_of_the_question() -> None:
    store = demo(False)
    here = visit(store)
    said = told(here)
    study = store.study
    for fact in (study.name, study.build, store.release_id, study.straits_version):
        assert fact in said
    assert f"A is {here.a.label}, n {here.a.n_people:,}" in said
    called = queries.study.call_sets(store).filter(call_set_id=here.a.call_set_ids[0])
    assert called["genotype_rule"][0] in said
    assert "All people are synthetic." in said
    assert "Access profile open: " in said
    assert "Relatives counted" in said
    assert "Relatives left out" in told(visit(store, sample_set="unrelated"))
    filters = queries.allele.Filters(filter_pass_only=False)
    assert "any FILTER" in told(here, alleles=captions.filters(filters))
    assert "Newcombe (1998)" in told(here, statistics=("difference",))
    assert "called with" not in told(here, of_genotypes=False)
    by_group = told(here, sides=(), grouping="ethnic_group")
    assert "Groups: by ethnic group (self-reported)." in by_group
    assert here.a.label not in by_group


def test_a_cohort_is_told_by_what_defines_it() -> None:
    store = demo(False)
    cohort = next(
        each
        for each in queries.groups.selectable_populations(store)
        if each.grouping == "ethnic_group"
    )
    tree = queries.cohorts.tree_of(cohort)
    here = visit(store, queries.cohorts.written(store, tree, "link"))
    assert f"a cohort: {queries.groups.words(store).sentence(tree)}" in told(here)


def test_what_a_profile_withholds_is_told_with_its_rule() -> None:
    rows = pl.DataFrame({"state": ["shown", "withheld", "withheld"]})
    inside = told(visit(demo(True)), rows)
    assert "Access profile inside: For approved researchers" in inside
    assert "Of the 3 rows of the figure 2 are withheld." in inside
    assert "are withheld" not in told(visit(demo(True)), rows.head(1))


def test_files_of_a_figure_say_what_they_are_of_and_hold_no_formula() -> None:
    here = visit(demo(False))
    rows = pl.DataFrame({"label": ["=1+1", "Danish"], "af": [0.25, None], "colour": ["x", "y"]})
    drawn = Figure("=Found", "Of whom", lambda look: None, rows, (), "", Method("all"))
    about = drawn.about(here)
    as_csv = b"".join(row_streams.csv(about, [drawn.numbers()]))
    assert pl.read_csv(as_csv, comment_prefix="#").rows() == [("'=1+1", 0.25), ("Danish", None)]
    assert f"\n# release: {here.store.release_id}\n".encode() in as_csv
    book = fastexcel.read_excel(b"".join(excel_workbooks.workbook(about, [drawn.numbers()])))
    table, columns, said = (book.load_sheet(name).to_polars() for name in book.sheet_names)
    assert table.rows() == [("=1+1", 0.25), ("Danish", None)]
    assert columns["column"].to_list() == ["label", "af"]
    assert all(columns["meaning"])
    assert dict(said.iter_rows())["finding"] == "=Found"
    assert here.store.release_id in dict(said.iter_rows())["methods"]
    parquet = pq.read_table(io.BytesIO(b"".join(row_streams.parquet(about, [drawn.numbers()]))))
    assert parquet.to_pydict() == {"label": ["=1+1", "Danish"], "af": [0.25, None]}
    assert parquet.schema.metadata[b"caption"] == b"Of whom"
