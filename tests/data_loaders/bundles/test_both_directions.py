"""What a country sent stands at the other as it left, and left as it was released: cell by cell."""

import io
from pathlib import Path

import polars as pl
import pytest

from straits.__main__ import main
from straits.bundles import bundle_keys, bundle_opening
from tests.builders import app_routes, exchanged_studies, screens, studies
from tests.builders.exchanged_studies import ABSENT, ALLELES, OTHER, OUTSIDE

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

FEWEST = 10
# By allele and group: how exact, least and most copies, of how many.
Cells = dict[tuple[str, str], tuple[str, int | None, int | None, int | None]]
BOTH = pytest.mark.parametrize("sender", [*OTHER])


def written(*allele: object) -> str:
    return "-".join(map(str, allele))


def released(sender: str) -> Cells:
    """Return what may leave of a sender's released cells, worked out from them anew."""
    folder = exchanged_studies.exchanged().store(sender) / "current" / "released"
    names = pl.read_parquet(folder / "alleles.parquet")
    index = {
        written(*row[:4]): row[4]
        for row in names.select("contig", "pos", "ref", "alt", "allele_index").iter_rows()
    }
    cells: Cells = {}
    for group in ("XX", "XY"):
        place = f"frequencies/call_set_id=wgs/grouping=ethnic_group/group_id={group}/data.parquet"
        rows = pl.read_parquet(folder / place, hive_partitioning=False)
        sums = rows.group_by("allele_index").agg(pl.col("ac", "an").sum())
        counts = {at: (ac, an) for at, ac, an in sums.iter_rows()}
        most = max(an for _, an in counts.values())
        for allele in ALLELES:
            ac, an = counts.get(index.get(allele, -1), (0, most))
            if allele == OUTSIDE:
                # Nobody was looked at there, so that it is not listed.
                continue
            if ac < FEWEST:
                cells[allele, group] = ("range", 0, FEWEST - 1, most)
            elif an - ac < FEWEST:
                cells[allele, group] = ("range", most - FEWEST + 1, most, most)
            else:
                cells[allele, group] = ("exact", ac, ac, an)
    return cells


def of_bundle(sender: str) -> Cells:
    """Return the cells of the bundle that left, opened with the recipient's key."""
    both = exchanged_studies.exchanged()
    own = bundle_keys.read_secret(both.folder / OTHER[sender] / "own.key")
    theirs = bundle_keys.read_public(both.folder / sender / "own.pub")
    content = both.sent(sender).read_bytes()
    cells = bundle_opening.opened(content, own, [theirs]).tables["cells"]
    columns = (
        "contig", "pos", "ref", "alt", "group_id", "state", pl.coalesce("ac", "ac_low").alias("l"),
        pl.coalesce("ac", "ac_high").alias("h"), "an",
    )  # fmt: skip
    return {(written(*row[:4]), row[4]): row[5:] for row in cells.select(columns).iter_rows()}


def of_statement(sender: str) -> Cells:
    """Return what `straits sql` tells of the partner at the recipient's."""
    text = (
        "select variant_id, group_id, ac, ac_low, ac_high, an from frequencies_long "
        f"where call_set_id = '{sender}.here.wgs' and grouping <> 'everyone'"
    )
    store = exchanged_studies.exchanged().store(OTHER[sender])
    done = studies.command("sql", text, "--store", store, "--format", "csv")
    assert done.returncode == 0, done.stderr
    return _cells(pl.read_csv(io.BytesIO(done.stdout.encode())), "group_id")


def of_command(sender: str, path: Path) -> Cells:
    """Return what `straits frequencies` tells of the partner at the recipient's."""
    store = str(exchanged_studies.exchanged().store(OTHER[sender]))
    asked = ["--variants", ",".join(ALLELES[:2]), "--format", "csv", "--out", str(path)]
    assert main(["frequencies", "--store", store, *asked]) == 0
    return _cells(pl.read_csv(path).filter(site=sender), "group")


def of_file(sender: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Cells, str]:
    """Return what the recipient's file of counts tells of the partner, and what stands above."""
    store = exchanged_studies.exchanged().store(OTHER[sender])
    monkeypatch.setenv("STRAITS_STORE", str(store))
    client = app_routes.client()
    cells: Cells = {}
    for allele in ALLELES[:2]:
        asked = {"v": allele, "groups": "ethnic_group", "people": "all"}
        text = client.get("/counts.csv", params=asked).text
        rows = pl.read_csv(io.BytesIO(text.encode()), comment_prefix="#")
        cells |= _cells(rows.filter(site=sender), "group")
    return cells, "\n".join(line for line in text.splitlines() if line.startswith("#"))


def _cells(rows: pl.DataFrame, group: str) -> Cells:
    found: Cells = {}
    for row in rows.iter_rows(named=True):
        is_exact = row["ac"] is not None
        ends = (row["ac"],) * 2 if is_exact else (row["ac_low"], row["ac_high"])
        found[row["variant_id"], row[group]] = ("exact" if is_exact else "range", *ends, row["an"])
    return found


@BOTH
def test_what_leaves_is_what_is_released(sender: str) -> None:
    assert of_bundle(sender) == released(sender)
    assert {state for state, *_ in released(sender).values()} == {"exact", "range"}


@BOTH
def test_what_arrives_is_what_left_in_statements_and_files(
    sender: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = of_bundle(sender)
    assert of_statement(sender) == sent
    assert of_command(sender, tmp_path / "told.csv") == {
        key: cell for key, cell in sent.items() if key[0] != ABSENT
    }
    in_file, above = of_file(sender, monkeypatch)
    assert in_file == {key: cell for key, cell in sent.items() if key[0] != ABSENT}
    assert f"counts of {sender.title()}'s bundle 1 of" in above
    assert "profile inside: a count under 10" in above


@BOTH
def test_a_cell_that_was_changed_on_the_way_would_be_seen(sender: str) -> None:
    told = of_statement(sender)
    (key, (state, low, *_)) = next(item for item in told.items() if item[1][0] == "exact")
    told[key] = (state, low + 1, low + 1, 120)
    assert told != of_bundle(sender)


def test_fst_is_of_partners_groups_where_one_is_chosen_and_says_so_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = exchanged_studies.exchanged().store("singapore")
    page = screens.opened("frequencies", store, monkeypatch, view="fst")
    assert not page.exception
    assert "Without Malay (Denmark) and Danish (Denmark): with a partner's group only" in (
        screens.said(page)
    )
    theirs = "group:denmark_ethnic_group/XX@denmark.here.wgs"
    page = screens.opened("frequencies", store, monkeypatch, view="fst", b=theirs)
    assert not page.exception
    assert "Without" not in screens.said(page)
    assert "counts of Denmark's bundle 1 of" in screens.said(page)
    assert "relatedness not known" in screens.said(page)
    page = screens.opened("variant", store, monkeypatch, v=ALLELES[0], b=theirs)
    assert not page.exception
    assert "Malay of Denmark" in screens.said(page) or "Malay (Denmark)" in screens.said(page)


@BOTH
def test_the_partners_page_shows_the_cells_and_whose_they_are(
    sender: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = exchanged_studies.exchanged().store(OTHER[sender])
    sent = of_bundle(sender)
    for allele in ALLELES[:2]:
        page = screens.opened("variant", store, monkeypatch, v=allele)
        assert not page.exception
        rows = next(table.value for table in page.dataframe if "counts" in table.value)
        shown = dict(zip(rows["row_label"], rows["counts"], strict=True))
        for group, label in (("XX", "Malay"), ("XY", "Danish")):
            _, low, high, an = sent[allele, group]
            counts = f"{low}/{an}" if low == high else f"{low} to {high}/{an}"
            (there,) = (
                words for name, words in shown.items() if label in name and sender.title() in name
            )
            assert there.replace("–", " to ") == counts
        assert f"counts of {sender.title()}'s bundle 1 of" in screens.said(page)
