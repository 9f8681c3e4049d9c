"""The arrays of an ingested release say what its tables say, of every allele and cell."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from straits.flat.flat_counts import Cell
from straits.flat.flat_release import FlatRelease
from tests.builders import demo_studies, flat_files, panel_study, studies
from tests.builders.studies import Record


def demo(_: Path) -> Path:
    """Return a store of several call sets, with related people, all contigs and ClinVar."""
    return demo_studies.small_demo_store()


def panel(folder: Path) -> Path:
    """Return a store beside a panel that is censored in part and is large in one group."""
    columns = {
        "pos": [100, 300], "AC_nfe": ["<5", "70001"], "AN_nfe": [90_000, 100_001],
        "AC_eas": [3, 4], "AN_eas": [10, 9],
    }  # fmt: skip
    panel_study.ingested(
        folder, {100: (3, 4), 200: (5, 6)}, columns, censored_from=1, alleles="all"
    )
    return folder / "store"


def haploid(folder: Path) -> Path:
    """Return a store of men and women, one of them related, on X, Y and MT."""
    people = {"ann": "XX", "bob": "XY", "cy": "XX", "dan": "XY"}
    records = [
        Record("chr1", 100, "A", "G", "0/1 1/1 0/0 ./."),
        Record("chr1", 100, "AT", "GC", "0/1 1/1 0/0 ./."),
        Record("chrX", 3_000_000, "G", "GA", "0/1 1 0/0 0", filter="low;odd"),
        Record("chrY", 3_000_000, "G", "A", ". 1 . 0"),
        Record("chrM", 300, "G", "A", "0 1 1 ."),
    ]
    (folder / "calls.vcf").write_text(studies.vcf_text(list(people), records))
    columns = {"person": "sample", "mother": "mother"}
    study = studies.one_call_set(folder, ["calls.vcf"], people, samples=columns)
    mothers = {"cy": "ann"}
    rows = [
        {"sample": who, "sex": sex, "mother": mothers.get(who, "")} for who, sex in people.items()
    ]
    studies.write_sheet(folder / "sheet.csv", rows)
    studies.ingest(study, folder / "store")
    return folder / "store"


@pytest.mark.parametrize("make", [demo, panel, haploid])
def test_arrays_say_what_the_tables_say(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    aggregates = (make(tmp_path) / "current").resolve() / "aggregates"
    flat = FlatRelease(aggregates)
    alleles = pl.read_parquet(aggregates / "alleles.parquet", glob=False)
    every = np.arange(alleles.height)[::-1]
    assert flat.n_alleles == alleles.height
    names = flat.names.of(every)
    assert names.equals(alleles.select(names.columns)[every])
    annotations = flat.annotations.of(every)
    stored = pl.read_parquet(aggregates / "allele_annotations.parquet", glob=False)
    assert annotations.equals(stored.select(annotations.columns)[every])
    n_cells = 0
    for (call_set_id,), rows in flat_files.partitions(aggregates / "allele_states"):
        states = flat.states(call_set_id).of(every)
        assert states.equals(rows.select(states.columns)[every])
    for cell, (n_called, ac, an) in flat_files.cells(aggregates):
        counts = flat.counts(*cell)
        assert counts is not None
        np.testing.assert_array_equal(counts.ac, ac)
        np.testing.assert_array_equal(counts.an, an)
        np.testing.assert_array_equal(counts.n_called(0, an.size), n_called)
        n_cells += 1
    assert n_cells > 1


def test_only_a_group_with_somebody_related_has_counts_of_the_unrelated(tmp_path: Path) -> None:
    aggregates = (haploid(tmp_path) / "current").resolve() / "aggregates"
    everyone = Cell("wgs", "everyone", "everyone", "unrelated")
    assert everyone.folder(aggregates).exists()
    demo_store = (panel(tmp_path / "panel") / "current").resolve() / "aggregates"
    assert not everyone.folder(demo_store).exists()
    counts = FlatRelease(demo_store).counts("partner", "partner", "nfe")
    assert counts is not None
    assert counts.an.dtype == np.uint32
    assert 70_001 in counts.ac.tolist()
