"""`python -m straits frequencies --pool-sites`: which call sets a number is made of."""

import csv
import io
from pathlib import Path

import pytest

from straits.__main__ import main
from tests.builders import tiny_store
from tests.builders.tiny_store import Block, Calls, CallSet

BOTH, FEW_CALLED, ONE_SITE = "chr1-100-A-G", "chr1-200-A-G", "chr1-300-A-G"
VARIANTS = [BOTH, FEW_CALLED, ONE_SITE]
SYNTHETIC = "These are synthetic people: nobody here is real.\n"


def pooled(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], profile: str, n_sg: int, *options: str
) -> tuple[list[tuple[str, str, str, str]], str]:
    """Return group, AN, AC and ac_state of each row, and what is said beside them.

    Group A has 100 people in dk_wgs and n_sg in sg_wgs, B has 60 in sg_wgs, which also has 25 of
    other groups, so that B does not tell what is withheld of A.
    """
    calls = {name: Calls(het=2) for name in VARIANTS}
    few = calls | {FEW_CALLED: Calls(het=2, missing=n_sg - 10)}
    blocks = [
        Block("dk_wgs", "XX", 100, {"g": "A"}, calls),
        Block("sg_wgs", "XX", n_sg, {"g": "A"}, few),
        Block("sg_wgs", "XX", 60, {"g": "B"}, calls),
        Block("sg_wgs", "XX", 25, {"g": "C"}, calls),
    ]
    call_sets = [
        CallSet("dk_wgs", "dk"), CallSet("sg_wgs", "sg", absent={ONE_SITE: "not_callable"})
    ]  # fmt: skip
    store = tiny_store.write(tmp_path, blocks, call_sets, VARIANTS, profile=profile)
    asked = ["frequencies", "--store", str(store), "--region", "chr1:1-999", "--format", "csv"]
    assert main([*asked, *options]) == 0
    said = capfd.readouterr()
    rows = csv.DictReader(io.StringIO(said.out))
    told = [(row["group"], row["an"], row["ac"], row["ac_state"]) for row in rows]
    return [row for row in told if row[0] == "A"], said.err.removeprefix(SYNTHETIC)


POOLED = ("--by", "group", "--pool-sites")


def test_a_site_that_is_withheld_makes_a_sum_partial_and_is_named(tmp_path, capfd):
    rows, said = pooled(tmp_path, capfd, "inside", 30, *POOLED)
    assert rows == [
        ("A", "260", "4", "exact"),
        ("A", "200", "2", "partial"),  # 10 of 30 were called in sg_wgs
        ("A", "200", "2", "exact"),  # nobody looked there
    ]
    assert said == (
        "Added up: dk_wgs, sg_wgs (but for 1 of 9 counts, withheld). "
        "ac_state is partial in 1 of 9 rows.\n"
    )


def test_where_all_may_be_seen_every_call_set_is_added_up(tmp_path, capfd):
    rows, said = pooled(tmp_path, capfd, "open", 30, *POOLED)
    assert [state for *_, state in rows] == ["exact"] * 3
    assert rows[1][1:3] == ("220", "4")
    assert said == "Added up: dk_wgs, sg_wgs.\n"


def test_sites_that_are_not_added_up_are_not_spoken_of(tmp_path, capfd):
    rows, said = pooled(tmp_path, capfd, "inside", 30, "--by", "site,group")
    assert {state for *_, state in rows} == {"exact", "suppressed"}
    assert said == ""


def test_a_call_set_of_which_nothing_was_added_is_told_apart(tmp_path, capfd):
    blocks = [
        Block(call_set, "XX", n, {"g": "A"}, {BOTH: Calls(het=2)})
        for call_set, n in (("dk_wgs", 100), ("sg_wgs", 12))
    ]
    call_sets = [CallSet("dk_wgs", "dk"), CallSet("sg_wgs", "sg")]
    store = tiny_store.write(tmp_path, blocks, call_sets, [BOTH], profile="inside")
    options = ["--variant", BOTH, *POOLED]
    assert main(["frequencies", "--store", str(store), *options]) == 0
    assert capfd.readouterr().err == SYNTHETIC + (
        "Added up: dk_wgs. Withheld, and in no sum: sg_wgs. ac_state is partial in 1 of 1 rows.\n"
    )
