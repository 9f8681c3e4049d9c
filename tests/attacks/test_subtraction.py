"""What one person sent in another unit does not follow from what all have and what others sent.

Control: with that person's row alone left out, the value follows to the digit.
"""

from pathlib import Path

import polars as pl
import pytest

from straits.store import Store, open_store
from tests.builders import phenotype_study, studies

ASKED = {"phenotype_id": "hba1c", "grouping": "ethnic_group", "sample_set": "all"}


@pytest.fixture(scope="module", params=["inside", "open"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """One reading each of Danes: in mmol/mol, but of one of them in percent."""
    folder: Path = tmp_path_factory.mktemp(request.param)
    study = phenotype_study.write(_made(folder / "raw"), request.param)
    lines = (folder / "raw" / "dk" / "lab.csv").read_text().splitlines()
    head, kept = lines[0], [line for line in lines[1:] if "2018" in line]
    kept[7] = kept[7].replace("39,mmol/mol", "7.4,%")
    assert "7.4,%" in kept[7]
    (folder / "raw" / "dk" / "lab.csv").write_text("\n".join([head, *kept]) + "\n")
    studies.ingest(study, folder / "store")
    return open_store(folder / "store")


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def of_danes(store: Store) -> tuple[int, float]:
    """Return how many Danes have a value, and its mean."""
    rows = store.query("phenotype_numbers", **ASKED).filter(
        (pl.col("site_id") == "dk") & (pl.col("sex") == "all")
    )
    return int(rows["n_people"][0]), float(rows["mean"][0])


def sent(store: Store) -> pl.DataFrame:
    return store.query("phenotype_as_sent", **ASKED).filter(pl.col("site_id") == "dk")


def test_the_value_of_the_one_follows_only_where_all_is_shown(store: Store) -> None:
    n_people, mean = of_danes(store)
    assert n_people == 100
    rows = sent(store).filter(pl.col("n_people") >= 20)
    if store.profile.min_people:
        assert rows.is_empty()
        assert sent(store).is_empty()
    else:
        n_others, of_others = int(rows["n_people"][0]), float(rows["mean"][0])
        assert n_others == 99
        # 7.4 % are 57.4 mmol/mol.
        assert n_people * mean - n_others * of_others == pytest.approx(57.4, abs=0.1)


def test_where_each_unit_was_sent_by_enough_all_are_shown(store: Store) -> None:
    elsewhere = store.query("phenotype_as_sent", **ASKED).filter(pl.col("site_id") == "sg")
    assert elsewhere["n_people"].to_list() == [160]
